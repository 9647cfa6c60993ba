"""A terminal as somebody outside the program has it: a folder, a command line, and what they print.

Imports nothing of the program.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONG = os.environ.get("HUBTUI_BLACKBOX") == "long"
"""Whether the long forms run; `make test` runs the short ones."""
COMMAND = (sys.executable, "-m", "hubtui")
SUPERVISOR, WORKER, OUTREACH, OPERATOR = "mvale", "jokoye", "atarn", "kfell"
ROLES = {WORKER: "custody-worker", OUTREACH: "outreach-worker", OPERATOR: "sync-operator"}
CASE = "A1001AA"
PASSPHRASE = "marigold trestle copper lantern"
NOON = "2026-11-20T12:00:00+00:00"
"""Friday 20 November 2026: what the training clock says until a test says otherwise."""
PATIENCE = 60.0


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """The one JSON value that it printed."""
        return json.loads(self.out)

    def clean(self) -> bool:
        """Whether it ended in words: no traceback, no defect."""
        return "Traceback" not in self.out + self.err and self.code != 70


@dataclass(frozen=True)
class Station:
    """One terminal in a folder of its own."""

    folder: Path

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def env(self, user: str = SUPERVISOR) -> dict[str, str]:
        """The environment: nothing of this machine's own but the path, so that nothing leaks in or out."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "temp"),
            "HUBTUI_VAULT": str(self.vault),
            "HUBTUI_STATE": str(self.state),
            "HUBTUI_USER": user,
            "HUBTUI_PASSPHRASE_FILE": str(self.folder / "passphrase"),
            "HUBTUI_TRAINING_CLOCK": str(self.folder / "clock"),
        }

    def run(
        self,
        *words: str,
        user: str = SUPERVISOR,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        before: Sequence[str] = (),
        patience: float = PATIENCE,
    ) -> Done:
        """Run one command to its end."""
        ended = subprocess.run(
            [*before, *COMMAND, *words],
            input=stdin,
            capture_output=True,
            env={**self.env(user), **(env or {})},
            cwd=self.folder,
            timeout=patience,
            check=False,
        )
        return Done(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    def do(self, act: str, data: object, *, user: str = WORKER) -> Done:
        """One act, with its input on standard input."""
        return self.run("--json", "do", act, stdin=json.dumps(data).encode(), user=user)

    def lines(self, acts: Sequence[tuple[str, object]], *, user: str = WORKER) -> list[dict[str, Any]]:
        """Many acts under one unlock; the answer to each."""
        text = "\n".join(json.dumps({"act": act, "data": data}) for act, data in acts)
        return self.raw_lines(text.encode(), user=user)

    def raw_lines(self, text: bytes, *, user: str = WORKER) -> list[dict[str, Any]]:
        """Whatever bytes, to `do --lines`; what it answered."""
        done = self.run("do", "--lines", stdin=text, user=user)
        first, *answers = done.out.split("\n")
        assert (first, done.err) == ("ready", ""), done
        return [json.loads(answer) for answer in answers if answer]

    def start(self, *words: str, user: str = WORKER) -> subprocess.Popen[bytes]:
        """Begin a command and leave it running."""
        return subprocess.Popen(
            [*COMMAND, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.env(user),
            cwd=self.folder,
        )

    def entries(self) -> int:
        """How many entries the journal holds, each checked, and the tables with them."""
        done = self.run("--json", "verify", "--deep")
        assert (done.code, done.answer["faults"]) == (0, []), done
        count: int = done.answer["entries"]
        return count

    def notes(self, ref: str = CASE) -> list[str]:
        """The notes of a case, as they were typed."""
        done = self.run("--json", "timeline", ref, "--kind", "note")
        assert done.code == 0, done
        return [str(line["data"].get("note") or line["data"].get("text")) for line in done.answer]

    def copy(self, folder: Path) -> "Station":
        """The same terminal, closed, in another folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Station(folder)


def made(folder: Path) -> Station:
    """A training terminal with four staff, one a role, and one case that the custody worker holds."""
    station = Station(folder)
    for name in ("home", "temp"):
        (folder / name).mkdir(parents=True)
    (folder / "passphrase").write_text(PASSPHRASE)
    (folder / "clock").write_text(NOON)
    _well(station.run("setup", "--unit", "HHI", "--name", "M Vale", "--training"))
    for login, role in ROLES.items():
        words = ["--login", login, "--name", login.title(), "--role", role]
        _well(station.run("user", "add", *words, "--new-passphrase-file", str(folder / "passphrase")))
    answers = station.lines(
        [("referral.record", referral(CASE)), ("referral.allocate", {"case": CASE, "worker": WORKER})],
        user=SUPERVISOR,
    )
    assert all(answer["saved"] for answer in answers), answers
    return station


def referral(number: str) -> dict[str, object]:
    """The input that records a fictional person's referral."""
    return {
        "surname": "Adeyemi",
        "forenames": "Tunde",
        "date_of_birth": "1991-02-14",
        "source": "prison-staff",
        "setting": "custody",
        "received_at": NOON,
        "needs": ["housing"],
        "prison_number": number,
        "mens_service": "within",
    }


def _well(done: Done) -> None:
    assert done.code == 0, done
