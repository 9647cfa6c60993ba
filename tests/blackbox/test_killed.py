"""Killed at any moment: what was reported saved is there, once, and what was sent is at the server, once."""

import json
import random
import shutil
import subprocess
import threading
import time
from itertools import count

import pytest

from tests.blackbox.server import eids, running
from tests.blackbox.station import CASE, LONG, WORKER, Station

ROUNDS = 100 if LONG else 10
A_BATCH = 100


def kill_in_the_middle(station: Station, texts: list[str], seconds: float) -> list[str]:
    """Feed notes to `do --lines` and kill it so long after its `ready`; those it had reported saved."""
    process = station.start("do", "--lines")
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    threading.Timer(seconds, process.kill).start()
    for text in texts:
        try:
            process.stdin.write(
                json.dumps({"act": "note.add", "data": {"case": CASE, "note": text}}).encode() + b"\n"
            )
            process.stdin.flush()
        except BrokenPipeError:
            break
    answers = [json.loads(line) for line in process.stdout.read().split(b"\n")[:-1]]
    end(process)
    assert all(answer["saved"] for answer in answers)
    return texts[: len(answers)]


def end(process: subprocess.Popen[bytes]) -> None:
    """Close what is left of a process that was killed."""
    process.wait(10)
    for stream in (process.stdin, process.stdout, process.stderr):
        try:
            if stream:
                stream.close()
        except BrokenPipeError:
            continue


@pytest.mark.req("SEC-06")
@pytest.mark.parametrize("seed", range(2))
def test_every_note_that_was_reported_saved_is_in_the_journal(station: Station, seed: int) -> None:
    chance = random.Random(seed)
    number, sent, reported = count(), list[str](), list[str]()

    for _ in range(ROUNDS):
        texts = [f"note {next(number)} of {seed}" for _ in range(A_BATCH)]
        sent += texts
        reported += kill_in_the_middle(station, texts, chance.uniform(0, 0.5))

    kept = station.notes()
    assert reported
    assert set(reported) <= set(kept) <= set(sent)
    assert len(kept) == len(set(kept))
    assert station.entries() == 9 + len(kept)


@pytest.mark.req("SYN-01", "SYN-02", "SYN-04")
def test_killed_while_handing_in_everything_arrives_once(station: Station) -> None:
    chance = random.Random(7)
    with running(station) as server:
        assert server.enrol().code == 0
        for turn in range(12 if LONG else 1):
            station.lines([("note.add", {"case": CASE, "note": f"{turn}/{each}"}) for each in range(60)])
            process = station.start("--json", "sync", "now")
            time.sleep(chance.uniform(0.6, 1.6))
            process.kill()
            end(process)

        done = station.run("--json", "sync", "now")

        assert done.code == 0, done
        assert (done.answer["waiting"], done.answer["held_now"]) == (0, 0)
        assert sorted(server.entries()) == sorted(eids(station))
        assert len(server.entries()) == station.entries()
        assert server.ask("verify") == {"ok": True, "problems": []}
        assert station.run("--json", "sync", "verify").answer["ok"]


@pytest.mark.req("SEC-06")
def test_killed_while_it_is_made_a_vault_can_be_made_again_or_is_whole(station: Station) -> None:
    chance = random.Random(3)
    for turn in range(20 if LONG else 1):
        vault = station.folder / f"new-{turn}"
        words = ("--vault", str(vault), "setup", "--unit", "HHI", "--name", "M Vale", "--training")
        process = station.start(*words, user="mvale")
        time.sleep(chance.uniform(0.5, 1.3))
        process.kill()
        end(process)

        again = station.run(*words)
        left = vault.parent / f".{vault.name}.setup"
        if left.exists():
            # As the refusal says: what an unfinished set-up leaves holds no records, and goes before the next.
            assert again.code == 3, again
            assert str(left) in again.err, again
            shutil.rmtree(left)
            again = station.run(*words)

        assert again.code in (0, 3), again
        assert station.run("--vault", str(vault), "verify", "--deep").code == 0, again


@pytest.mark.req("SEC-02")
def test_killed_while_somebody_is_let_in_nobody_can_sign_in_unseen(station: Station) -> None:
    chance = random.Random(5)
    for turn in range(30 if LONG else 1):
        new = f"new{turn}"
        words = (
            "--login",
            new,
            "--name",
            "New",
            "--role",
            "supervisor",
            "--new-passphrase-file",
            "passphrase",
        )
        process = station.start("user", "add", *words, user="mvale")
        time.sleep(chance.uniform(0.7, 1.3))
        process.kill()
        end(process)

        seen = new in [each["login"] for each in station.run("--json", "user", "list").answer]

        assert seen or station.run("verify", user=new).code == 5
        assert station.run("user", "add", *words).code in (0, 3)
        assert station.run("verify", user=new).code == 0
    assert WORKER in [each["login"] for each in station.run("--json", "user", "list").answer]
