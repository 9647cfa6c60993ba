"""The reference lists that come with the program. README.md beside them says where each is from, and when.

Standard library only: the lists are read before anything heavy is loaded.
"""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType

VERSION = "2026-11-21"
"""The day the lists were put together, shown in Help."""
ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."


@cache
def read(name: str) -> tuple[MappingProxyType[str, str], ...]:
    """The rows of the list `name` ("prisons"), column to text, in the file's order; blank means not known.

    Read once and shared, hence not writable. Raises FileNotFoundError for a list that does not exist.
    """
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(StringIO(text), strict=True))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of the list `name` as dictionaries of the caller's own. Raises as `read` does."""
    return [dict(row) for row in read(name)]
