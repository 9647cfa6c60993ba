"""`make bench`: prints every goal with its figure; a missed goal is said, not hidden, and decides no test."""

import sys
import tempfile
from pathlib import Path

from bench import screens, store
from bench.measuring import Figure

HEAD = f"{'row':<7} {'what':<52} {'measured':>13} / {'floor':>9} = {'ratio':>6}   goal"


def main(arguments: list[str]) -> int:
    wanted = set(arguments)
    print(HEAD)
    missed: list[Figure] = []
    for name, part in {"store": store.figures, "screens": screens.figures}.items():
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            for figure in part(Path(folder)):
                print(figure.line(), flush=True)
                if not figure.met:
                    missed.append(figure)
    print(f"{len(missed)} goals missed." if missed else "All goals met.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
