"""What may come into a text field: cleaned of what a terminal would act on, and never endless."""

from hubtui.domain.text import LONGEST_LINE, LONGEST_PROSE, clean

LINE_LIMIT = LONGEST_LINE
PROSE_LIMIT = LONGEST_PROSE
TOO_LONG = "! Only the first {limit:,} characters were taken: the text was longer."
_WORST_SHRINK = 4
"""Cleaning may shorten a text; this many times the limit is looked at, and no more of a paste of any size."""


def cleaned(text: str, *, many_lines: bool, limit: int) -> tuple[str, bool]:
    """`text` fit for a field of at most `limit` characters, and whether something was cut off its end."""
    whole = text[: limit * _WORST_SHRINK]
    plain = clean(whole)
    if not many_lines:
        plain = plain.replace("\n", " ").replace("\t", " ")
    return plain[:limit], len(plain) > limit or len(whole) < len(text)
