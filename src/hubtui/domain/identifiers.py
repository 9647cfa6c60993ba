"""Identity numbers: one form for each, checked as typed (REF-06; patterns: data/identifier_formats.csv)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hubtui.domain.trouble import RuleBroken

_CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"


class Identifier(StrEnum):
    """A kind of identity number. The value is the field's name in inputs, tables and refusals."""

    PRISON_NUMBER = "prison_number"
    CRN = "crn"
    PNC = "pnc"
    CRO = "cro"
    NINO = "nino"
    POSTCODE = "postcode"
    CFO_PARTICIPANT_ID = "cfo_participant_id"

    @property
    def words(self) -> str:
        """What a screen calls the number."""
        return _FORMATS[self].words

    @property
    def example(self) -> str:
        """A good number that nobody has."""
        return _FORMATS[self].example


@dataclass(frozen=True, slots=True)
class _Format:
    words: str
    example: str
    good: Callable[[str, date], str | None]
    """From what was typed (in capitals, no spaces) and today: the kept form, or None where it is wrong."""


def normalise(kind: Identifier, typed: str, *, today: date, field: str = "") -> str:
    """The one form in which `typed` is kept. `today` (local date) says what a two-digit year means.

    Raises RuleBroken at `field` (the kind's own name by default), with an example of a good number (REF-06).
    """
    form = _FORMATS[kind]
    kept = form.good(re.sub(r"\s", "", typed).upper(), today)
    if kept is None:
        raise RuleBroken(
            field or kind.value,
            f"Not a {form.words}. A good one looks like {form.example}. Correct it, or leave it out.",
        )
    return kept


def check_letter(year: int, serial: int, digits: int) -> str:
    """The letter that closes a PNC (`digits` 7) or CRO (`digits` 6) number: modulus 23 of year and serial."""
    return _CHECK_LETTERS[int(f"{year % 100:02}{serial:0{digits}}") % 23]


def _shaped(pattern: str) -> Callable[[str, date], str | None]:
    shape = re.compile(pattern)

    def good(compact: str, _today: date) -> str | None:
        return compact if shape.fullmatch(compact) else None

    return good


def _pnc(compact: str, today: date) -> str | None:
    """Year in four digits, serial in seven. Without a slash, the reading whose check letter fits is taken;
    where two readings fit the number is unclear, and so refused.
    """
    readings = {
        f"{year}/{serial:07}{letter}"
        for year, serial, letter in _pnc_readings(compact, today)
        if check_letter(year, serial, 7) == letter
    }
    return readings.pop() if len(readings) == 1 else None


def _pnc_readings(compact: str, today: date) -> list[tuple[int, int, str]]:
    shapes = (r"((?:19|20)[0-9]{2})/?([0-9]{1,7})([A-Z])", r"([0-9]{2})/?([0-9]{1,7})([A-Z])")
    found = [match.groups() for shape in shapes if (match := re.fullmatch(shape, compact))]
    return [(_whole_year(year, today), int(serial), letter) for year, serial, letter in found]


def _whole_year(typed: str, today: date) -> int:
    year = int(typed)
    if len(typed) == 4:
        return year
    return 2000 + year if year <= today.year % 100 else 1900 + year


def _cro(compact: str, _today: date) -> str | None:
    """The standard form with its check letter; the older small-file form is known by its shape only."""
    if re.fullmatch(r"SF[0-9]{2}/[0-9]{1,6}[A-Z]", compact):
        return compact
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{2})([A-Z])", compact)
    if match is None:
        return None
    serial, year, letter = int(match[1]), match[2], match[3]
    return f"{serial:06}/{year}{letter}" if check_letter(int(year), serial, 6) == letter else None


_POSTCODE = re.compile(
    r"GIR 0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9](?:[0-9]|[ABEHMNPRV-Y])?|[0-9][A-HJKPS-UW]) "
    r"[0-9][ABD-HJLNP-UW-Z]{2}"
)


def _postcode(compact: str, _today: date) -> str | None:
    letters = re.sub(r"[^A-Z0-9]", "", compact)
    spaced = f"{letters[:-3]} {letters[-3:]}"
    return spaced if _POSTCODE.fullmatch(spaced) else None


_FORMATS: dict[Identifier, _Format] = {
    Identifier.PRISON_NUMBER: _Format("prison number", "A1234BC", _shaped(r"[A-Z][0-9]{4}[A-Z]{2}")),
    Identifier.CRN: _Format("CRN", "X123456", _shaped(r"[A-Z][0-9]{6}")),
    Identifier.PNC: _Format("PNC number", "2099/9999999V", _pnc),
    Identifier.CRO: _Format("CRO number", "999999/99A", _cro),
    Identifier.NINO: _Format(
        "National Insurance number",
        "AB123456C",
        _shaped(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]"),
    ),
    Identifier.POSTCODE: _Format("postcode", "CF24 0UG", _postcode),
    Identifier.CFO_PARTICIPANT_ID: _Format(
        "CFO participant id", "1FAK0001A", _shaped(r"[0-9][A-Z]{3}[0-9]{4}[A-Z]")
    ),
}
