"""What keeps a process's memory from being written to disk or read by its neighbours (SEC-01)."""

import os
import sys
from collections.abc import MutableMapping


def close_doors() -> None:
    """No core dump, no tracing by other processes of the same account, no settings of Textual from outside."""
    strip_debug_switches(os.environ)
    if sys.platform != "win32":
        _no_core_dump()
    if sys.platform == "linux":
        _not_dumpable()


def strip_debug_switches(environ: MutableMapping[str, str]) -> None:
    """Take out every `TEXTUAL` name: some of them log each key to a file or run a driver of somebody's choice.

    Textual reads them when it is first imported (tui.md 2.5).
    """
    for name in [name for name in environ if name == "TEXTUAL" or name.startswith("TEXTUAL_")]:
        del environ[name]


if sys.platform != "win32":

    def _no_core_dump() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if sys.platform == "linux":

    def _not_dumpable() -> None:
        """PR_SET_DUMPABLE 0; a kernel that refuses leaves what RLIMIT_CORE already closes."""
        import ctypes

        pr_set_dumpable = 4
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_dumpable, 0, 0, 0, 0)
