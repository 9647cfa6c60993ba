"""Text made to fit the cells of a terminal: without control characters, and never parsed as markup."""

import unicodedata

from rich.cells import cell_len, set_cell_size

CUT = "..."


def shown(text: str) -> str:
    """One line of `text` that is safe to draw: control characters and lone surrogates become spaces."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in text)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells: padded, or cut with three dots, lest a part be taken for the whole."""
    clean = shown(text)
    length = cell_len(clean)
    if length > width:
        kept = max(width - len(CUT), 0)
        return set_cell_size(set_cell_size(clean, kept).rstrip() + CUT[: width - kept], width)
    gap = " " * (width - length)
    return gap + clean if right else clean + gap


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken between words; its own line breaks are kept."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines.extend(_wrapped_paragraph(shown(paragraph), max(width, 1)))
    return lines


def _wrapped_paragraph(paragraph: str, width: int) -> list[str]:
    if cell_len(paragraph) <= width:
        return [paragraph]
    indent = paragraph[: len(paragraph) - len(paragraph.lstrip())][: width // 2]
    lines: list[str] = []
    line = indent
    for word in paragraph.split():
        room = width - len(indent)
        pieces = [word[at : at + room] for at in range(0, len(word), room)]
        for piece in pieces:
            joined = piece if line.strip() == "" else " " + piece
            if cell_len(line + joined) > width and line.strip():
                lines.append(line)
                line = indent + piece
            else:
                line += joined
    return [*lines, line]
