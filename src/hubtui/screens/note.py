"""Add a note to a case; a supervisor's is a comment (SES-11)."""

from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Ask, Layout, Page


class Note(AboutCase):
    """One question."""

    TRAIL = ("Case", "Add a note")
    ACT = "note.add"
    LAYOUT = Layout((Page("the note", (Ask("note", "Note", lines=8, missing="Write the note."),)),))
