"""The key map, declared once (tui.md 4.3): bindings, key line, help, actions box and Ctrl+G digits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from textual.binding import Binding, BindingType

from hubtui.domain.trouble import Problem


class Group(StrEnum):
    """Where help lists a key."""

    MOVING = "Moving"
    DOING = "Doing"
    ALWAYS = "Always works"
    FORM = "In a form"


@dataclass(frozen=True)
class Key:
    """One thing a key does. `keys` are the toolkit's names; `id` is what a keymap changes.

    A `chord` works in text fields too, letters never do. `digit`: the key after Ctrl+G that stands in for it.
    """

    id: str
    keys: tuple[str, ...]
    shown: str
    words: str
    help: str
    group: Group = Group.DOING
    chord: bool = False
    digit: str = ""

    @property
    def letter(self) -> bool:
        """Whether it is a single letter, which a worker can switch off."""
        return len(self.keys[0]) == 1 and self.keys[0].isalpha()


def _chord(
    id: str, keys: str, shown: str, words: str, help: str, digit: str = "", group: Group = Group.ALWAYS
) -> Key:
    return Key(id, tuple(keys.split()), shown, words, help, group, chord=True, digit=digit)


def _letter(id: str, words: str, help: str, letter: str = "") -> Key:
    plain = letter or id[0]
    return Key(id, (plain, plain.upper()), plain.upper(), words, help)


ALL: Mapping[str, Key] = {
    key.id: key
    for key in (
        _chord("help", "f1", "F1", "Keys", "the keys of this place; again: close", "1"),
        _chord("record", "f2", "F2", "Record", "record a session for this person", "2", Group.DOING),
        _chord("back_twin", "f3", "F3", "Back", "back one level", "3"),
        _chord("choices", "f4", "F4", "Choose", "list of choices, type to find", "4", Group.FORM),
        _chord("sync", "f5", "F5", "Sync", "sync now", "5"),
        _chord("pane", "f6", "F6", "Pane", "next pane", "6"),
        _chord("pane_back", "shift+f6", "Shift+F6", "Pane back", "pane before"),
        _chord("page_back", "f7", "F7", "Back a page", "page back", "7", Group.FORM),
        _chord("go_on", "f8", "F8", "Continue", "continue, save: the key line says which", "8", Group.FORM),
        _chord("close", "f9", "F9", "Close", "close; drafts are kept", "9"),
        _chord("actions", "f10 ctrl+p", "F10", "Actions", "all actions, type to find", "0"),
        _chord("lock", "f12 ctrl+l", "F12", "Lock", "LOCK now"),
        _chord(
            "jump",
            "ctrl+g",
            "Ctrl+G",
            "Jump",
            "jump to any answer; then 1 to 0 for F1 to F10",
            "",
            Group.ALWAYS,
        ),
        _chord("find", "ctrl+f", "Ctrl+F", "Filter", "filter the list", "", Group.MOVING),
        _chord("next", "tab", "Tab", "Next", "next answer or part", "", Group.FORM),
        _chord("previous", "shift+tab", "Shift+Tab", "Previous", "answer or part before", "", Group.FORM),
        Key("question_mark", ("question_mark",), "?", "Keys", "the keys of this place", Group.ALWAYS),
        Key("colon", ("colon",), ":", "Actions", "all actions", Group.ALWAYS),
        Key("pane_twin", ("ctrl+w",), "Ctrl+W", "Pane", "next pane", Group.ALWAYS),
        Key("page_back_twin", ("pageup",), "PgUp", "Back a page", "page back", Group.FORM),
        Key("go_on_twin", ("pagedown",), "PgDn", "Continue", "continue", Group.FORM),
        Key("back", ("escape",), "Esc", "Back", "back one level; nothing is lost", Group.ALWAYS),
        Key("quick_back", ("q", "Q"), "Q", "Back", "back one level", Group.MOVING),
        Key("filter", ("slash",), "/", "Filter", "filter the list: then type", Group.MOVING),
        Key("view", tuple("123456789"), "1-9", "View", "change view", Group.MOVING),
        Key("before", ("left_square_bracket",), "[", "Person before", "person before", Group.MOVING),
        Key("after", ("right_square_bracket",), "]", "Person after", "person after", Group.MOVING),
        Key("places", ("g", "G"), "G", "Go to", "go to a place: then its letter", Group.MOVING),
        Key("open", ("enter", "l", "right"), "Enter", "Open", "open", Group.MOVING),
        Key("mark", ("space",), "Space", "Mark", "mark for a group action, tick", Group.DOING),
        Key("move", ("up", "down", "j", "k"), "Up Down", "Move", "move (J and K too)", Group.MOVING),
        Key("leaf", ("pageup", "pagedown"), "PgUp PgDn", "Leaf", "a screenful", Group.MOVING),
        Key("ends", ("home", "end"), "Home End", "Ends", "first, last", Group.MOVING),
        Key("redo", ("ctrl+y",), "Ctrl+Y", "Redo", "redo the named last action"),
        _letter("undo", "Undo", "undo the last save"),
        _letter("messages", "Messages", "what was said before"),
        _letter("add", "Add", "add"),
        _letter("edit", "Edit", "edit"),
        _letter("new", "New", "new; offer a session"),
        _letter("done", "Done", "done"),
        _letter("concern", "Concern", "raise a concern"),
        _letter("print", "Print", "print a copy for the person"),
        _letter("export", "Export", "export", "x"),
        _letter("verify", "Verify", "verify, versions"),
        _letter("told", "Told", "say who was told"),
        _letter("sort", "Sort", "change the sort"),
        _letter("reset", "Reset", "reset"),
        _letter("stop", "Stop", "stop"),
        _letter("directory", "Directory", "from the directory", "l"),
        _letter("withdraw", "Withdraw", "withdraw", "w"),
        _letter("history", "History", "history", "h"),
        _letter("kinds", "Kinds", "choose which kinds show", "f"),
        Key("hide", ("0",), "0", "Hide", "hide names, risk and notes; again: show", Group.ALWAYS),
        _letter("import", "Import", "import", "i"),
    )
}

EVERYWHERE = (
    *("help", "question_mark", "back_twin", "sync", "pane", "pane_back", "pane_twin", "close", "actions"),
    *("colon", "jump", "next", "previous", "back", "places", "messages", "undo", "redo"),
)
"""What every screen answers to, whether or not its key line has room for it."""

CANNOT_CHANGE = frozenset({"lock", "close", "back"})
"""Keys that no keymap may take away."""


def key(id: str, words: str = "", help: str = "") -> Key:
    """The key `id` of the map, with words of this place where the general ones are not plain enough."""
    general = ALL[id]
    return replace(general, words=words or general.words, help=help or words.lower() or general.help)


def twins(id: str) -> Iterator[Key]:
    """The other keys that do the same."""
    for twin in ALL.values():
        if twin.id in (f"{id}_twin", f"quick_{id}") or (twin.id, id) in _TWINS:
            yield twin


_TWINS = {("question_mark", "help"), ("colon", "actions")}
_SAME_AS = {"question_mark": "help", "colon": "actions", "quick_back": "back", "find": "filter"}


def does(id: str) -> str:
    """The thing a key does, which its twins do too: what `Frame.do` is told."""
    return _SAME_AS.get(id, id.removesuffix("_twin"))


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """The toolkit's bindings for these keys; chords come before what a text field would do with them."""
    made: list[BindingType] = []
    for each in keys:
        if each.id == "view":
            made += [Binding(digit, f"view({digit})", id=f"view{digit}", show=False) for digit in each.keys]
        else:
            names = ",".join(each.keys)
            act = "letter" if each.letter else "do"
            made.append(
                Binding(names, f"{act}('{does(each.id)}')", id=each.id, show=False, priority=each.chord)
            )
    return made


def refused(keymap: Mapping[str, str]) -> list[Problem]:
    """Why this keymap cannot be taken: an unknown name, a fixed key, one key for two things everywhere."""
    problems = [Problem(name, f"There is no key called {name}.") for name in keymap if name not in ALL]
    problems += [
        Problem(name, f"{ALL[name].shown} cannot be changed.") for name in keymap if name in CANNOT_CHANGE
    ]
    used: dict[str, str] = {}
    for name in EVERYWHERE:
        for pressed in keymap.get(name, ",".join(ALL[name].keys)).split(","):
            if does(used.get(pressed, name)) != does(name):
                problems.append(Problem(name, f"{pressed} already does: {ALL[used[pressed]].help}."))
            used[pressed] = name
    return problems
