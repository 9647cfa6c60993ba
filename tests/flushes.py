"""Counts how often a program waits for the disk (fsync, fdatasync), by tracing its system calls.

Run as a program: `python -m tests.flushes PROGRAM ARGUMENT...`. The program writes to descriptor 99, which nobody has,
where one count ends and the next begins; the counts are printed as a JSON list. Linux on x86-64 and arm64.
"""

import ctypes
import json
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

MARK = 99
TRACEME, GETREGSET, SYSCALL, SETOPTIONS = 0, 0x4204, 24, 0x4200
SYSGOOD, EXITKILL = 1, 0x100000
PRSTATUS = 1
CALLS = {
    "x86_64": {"fsync": 74, "fdatasync": 75, "write": 1, "number": 15, "first": 14, "words": 27},
    "aarch64": {"fsync": 82, "fdatasync": 83, "write": 64, "number": 8, "first": 0, "words": 34},
}


def flushes(program: Path, *arguments: str) -> list[int]:
    """The counts between the marks of a Python program, each a number of flushes."""
    command = [sys.executable, "-m", "tests.flushes", str(program), *arguments]
    ended = subprocess.run(
        command, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False
    )
    assert ended.returncode == 0, ended.stderr
    counts: list[int] = json.loads(ended.stdout.splitlines()[-1])
    return counts


def mark() -> None:
    """One count ends here, the next begins."""
    try:
        os.write(MARK, b"")
    except OSError:
        return


class _Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


def _traced(arguments: list[str]) -> list[int]:
    calls = CALLS[platform.machine()]
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
    libc.ptrace.restype = ctypes.c_long
    child = os.fork()
    if child == 0:
        libc.ptrace(TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        os.execv(sys.executable, [sys.executable, *arguments])
    os.waitpid(child, 0)
    libc.ptrace(SETOPTIONS, child, None, SYSGOOD | EXITKILL)
    counts, entering, deliver = [0], True, 0
    registers = (ctypes.c_uint64 * calls["words"])()
    vector = _Vector(ctypes.addressof(registers), ctypes.sizeof(registers))
    while True:
        libc.ptrace(SYSCALL, child, None, deliver)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            code = os.waitstatus_to_exitcode(status)
            if code:
                sys.exit(f"the program ended with {code}")
            return counts[1:-1]
        number = os.WSTOPSIG(status)
        deliver = 0 if number in (signal.SIGTRAP | 0x80, signal.SIGTRAP, signal.SIGSTOP) else number
        if number != signal.SIGTRAP | 0x80:
            continue
        if entering:
            vector.length = ctypes.sizeof(registers)
            libc.ptrace(GETREGSET, child, PRSTATUS, ctypes.addressof(vector))
            call, first = registers[calls["number"]], registers[calls["first"]]
            if call in (calls["fsync"], calls["fdatasync"]):
                counts[-1] += 1
            elif call == calls["write"] and first & 0xFFFFFFFF == MARK:
                counts.append(0)
        entering = not entering


if __name__ == "__main__":
    print(json.dumps(_traced(sys.argv[1:])))
