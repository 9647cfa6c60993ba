"""The program's entry: the lock screen when nothing but a vault is named, the command line for all else."""

import sys
from types import TracebackType

APP = "hubtui.app_child"
"""The module that is started behind the lock screen."""


def main() -> int:
    """Run what the command line asks for; answers the exit code."""
    sys.excepthook = tell_defect
    arguments = sys.argv[1:]
    if is_to_open(arguments):
        return _open(arguments)
    from hubtui.cli.main import main as run_command

    return run_command(arguments)


def is_to_open(arguments: list[str]) -> bool:
    """Whether these arguments open the app: none, or only `--vault DIR`."""
    match arguments:
        case [] | ["--vault", _]:
            return True
        case [only]:
            return only.startswith("--vault=")
    return False


def _open(arguments: list[str]) -> int:
    from hubtui.front.open_front import child_command, open_front

    told = arguments[-1].removeprefix("--vault=") if arguments else None
    return open_front(lambda: _vault_folder(told), child_command(APP))


def _vault_folder(told: str | None) -> str:
    from hubtui.cli.paths import vault_folder

    return str(vault_folder(told))


def tell_defect(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    """One sentence in place of a traceback, whose texts may hold what somebody wrote. Exit code 70."""
    from hubtui.domain.trouble import where_it_failed

    reference = f"{kind.__name__}@{where_it_failed(trace)}"
    print(
        f"hubtui: a defect of the program ended it; saved records are safe. Reference: {reference}",
        file=sys.stderr,
    )
    raise SystemExit(70)


if __name__ == "__main__":
    sys.exit(main())
