"""The toolkit's debug switches, taken out of the environment. Standard library only."""

import os
from collections.abc import MutableMapping


def strip_debug_switches(environ: MutableMapping[str, str] | None = None) -> None:
    """Remove every `TEXTUAL` name: some of them log each key to a file or save pictures of the screen.

    Call it before the first import of the toolkit, which reads them when it is imported (tui.md 2.5).
    """
    names = os.environ if environ is None else environ
    for name in [name for name in names if name == "TEXTUAL" or name.startswith("TEXTUAL_")]:
        del names[name]
