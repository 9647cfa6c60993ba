"""Settings: how a worker likes his screen and his keys. They apply at once and are kept with his login."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

import hubtui
from hubtui.screens.asking import asked
from hubtui.screens.frame import Frame
from hubtui.screens.host import display_of
from hubtui.screens.keys import key
from hubtui.screens.settings_keys import COLUMNS, NewKey, changed_keymap, key_rows, why_not_change
from hubtui.store import outbox, preferences
from hubtui.store.preferences import Preferences
from hubtui.store.workspace import Workspace
from hubtui.widgets.control import Choice, Control
from hubtui.widgets.lines import Words
from hubtui.widgets.pane import Pane
from hubtui.widgets.row_list import ListSource, RowList
from hubtui.widgets.toggles import RadioRow

VIEWS = ("Display", "Reading aids", "Keys", "This terminal")
DISPLAY, READING, KEYS, TERMINAL = range(len(VIEWS))
KEPT = "Changes apply at once and are kept with your staff ID, not with the terminal."
ON, OFF = "on", "off"
PREVIEW = (
    "! Preview",
    "> ADEYMOOR Tunde    A1001ZZ  service  HOU ETE  Result due TODAY   !R  here",
    "  BRANWICK Sean     A1044ZZ  service  HOU      Session 15:00      R   queue",
    "  [x] ticked  [ ] not ticked  (o) chosen  ( ) not chosen  ! needs you  ─ line",
)


@dataclass(frozen=True)
class Setting:
    """One choice of a page: the field of the preferences, its words, and what can be chosen."""

    name: str
    page: int
    words: str
    choices: tuple[Choice, ...]

    def shown(self, liked: Preferences) -> str:
        """The choice that stands."""
        value = getattr(liked, self.name)
        return value if isinstance(value, str) else (ON if value else OFF)

    def put(self, liked: Preferences, chosen: str) -> Preferences:
        """The preferences with this choice."""
        value: object = chosen if self.name == "theme" else chosen == ON
        return replace(liked, **{self.name: value})  # type: ignore[arg-type]


SETTINGS = (
    Setting(
        "theme",
        DISPLAY,
        "Colours, as the terminal has them",
        (Choice("ansi-dark", "Dark"), Choice("ansi-light", "Light")),
    ),
    Setting("one_colour", DISPLAY, "One colour only", (Choice(OFF, "No"), Choice(ON, "Yes"))),
    Setting("ascii", DISPLAY, "Characters", (Choice(OFF, "Line drawing"), Choice(ON, "Plain ASCII"))),
    Setting(
        "guided",
        READING,
        "Questions in forms",
        (Choice(OFF, "Several on a page"), Choice(ON, "One on a page (guided)")),
    ),
    Setting(
        "letters",
        READING,
        "Single letters as keys",
        (Choice(ON, "On"), Choice(OFF, "Off: F10 lists everything")),
    ),
)


class Settings(Frame):
    """Four pages; the first two are choices, the third is the key map, the last tells of the terminal."""

    TRAIL = ("Settings",)
    KEYS = (
        *(key("mark", "Set", "set the choice"), key("page_back", "Page back"), key("go_on", "Next page")),
        *(key("reset", "Reset page", "put this page back"), key("open", "Change", "change this key")),
        *(key("back"), key("places"), key("view", "Page")),
    )

    def __init__(self) -> None:
        super().__init__()
        self.view = DISPLAY
        self.liked = Preferences()
        self._terminal: Sequence[str] = ()

    # What stands in the frame

    def position(self) -> str:
        """Whose they are."""
        return "Yours, on this terminal"

    def head(self) -> tuple[str]:
        """The pages."""
        listed = [f"{at + 1} {words}" for at, words in enumerate(VIEWS)]
        return ("  ".join(f"[{words}]" if at == self.view else words for at, words in enumerate(listed)),)

    def body(self) -> ComposeResult:
        """Every page; one of them shows."""
        for page in (DISPLAY, READING):
            with Vertical(id=f"page{page}"):
                yield Words()
                for setting in SETTINGS:
                    if setting.page == page:
                        yield from _asked(setting)
                yield Pane(PREVIEW if page == DISPLAY else (), name="the preview", id=f"preview{page}")
        yield RowList(COLUMNS, name="the keys", id=f"page{KEYS}")
        yield Pane(name="this terminal", id=f"page{TERMINAL}")

    async def start(self) -> None:
        """Read what is set, and how this terminal stands."""
        self.liked = await asked(self, read_liked) or self.liked
        self._terminal = await asked(self, terminal_lines) or ()
        for page in (DISPLAY, READING):
            self.query_one(f"#preview{page}", Pane).can_focus = False
        await self._show()
        self.say(KEPT)

    def focus_first(self) -> None:
        """The first thing of the page that shows."""
        page = self.query_one(f"#page{self.view}")
        self.set_focus(page if page.focusable else page.query(RadioRow).first())

    async def _show(self) -> None:
        for page in range(len(VIEWS)):
            self.query_one(f"#page{page}").display = page == self.view
        for setting in SETTINGS:
            self.query_one(f"#{setting.name}", RadioRow).answer = setting.shown(self.liked)
        await self.query_one(RowList).reload(ListSource(key_rows(self.liked.keymap)))
        self.query_one(f"#page{TERMINAL}", Pane).show(self._terminal)
        self.refresh_lines()

    # Keys

    def why_not(self, key_id: str) -> str:
        """Resetting needs a page with choices, changing a key one that may be changed."""
        if key_id == "reset" and self.view == TERMINAL:
            return "Nothing is set on this page."
        if key_id == "open" and self.view != KEYS:
            return "Space or its number sets a choice."
        return ""

    async def action_view(self, number: int) -> None:
        """Change to a page."""
        if number <= len(VIEWS):
            self.view = number - 1
            await self._show()
            self.focus_first()

    async def action_go_on(self) -> None:
        """The next page."""
        await self.action_view(min(self.view + 2, len(VIEWS)))

    async def action_page_back(self) -> None:
        """The page before."""
        await self.action_view(max(self.view, 1))

    async def action_reset(self) -> None:
        """Put this page back to what a new worker meets."""
        fresh = Preferences()
        if self.view == KEYS:
            await self._use(replace(self.liked, keymap={}))
        else:
            names = [setting.name for setting in SETTINGS if setting.page == self.view]
            await self._use(replace(self.liked, **{name: getattr(fresh, name) for name in names}))
        self.say("This page is as it was at first.")

    @on(RadioRow.Answered)
    async def _answered(self, event: Control.Answered) -> None:
        event.stop()
        setting = next(each for each in SETTINGS if each.name == event.field.id)
        await self._use(setting.put(self.liked, str(event.field.answer)))

    @on(Control.Leaving)
    def _leaving(self, event: Control.Leaving) -> None:
        event.stop()
        (self.action_next if event.by > 0 else self.action_previous)()

    @on(RowList.Opened)
    async def _change_key(self, event: RowList.Opened) -> None:
        event.stop()
        if isinstance(event, RowList.Moved):
            return
        if reason := why_not_change(event.row.key):
            self.say(reason)
            return
        await self.app.push_screen(NewKey(self, event.row.key))

    async def use_key(self, key_id: str, pressed: str) -> None:
        """Give a key this press from now on, unless something else has it."""
        keymap, problem = changed_keymap(self.liked.keymap, key_id, pressed)
        if problem:
            self.say(f"! {problem}")
            return
        await self._use(replace(self.liked, keymap=keymap))
        self.say(f"{pressed.upper()} from now on. R puts all keys back.")

    async def _use(self, liked: Preferences) -> None:
        self.liked = liked
        self.host.display_as(display_of(liked), liked.keymap)
        await asked(self, lambda workspace: preferences.keep(workspace, liked))
        await self._show()


def _asked(setting: Setting) -> ComposeResult:
    yield Words(setting.words, bold=True)
    row = RadioRow(setting.choices, name=setting.words.lower(), id=setting.name)
    row.styles.height = 2
    yield row


def read_liked(workspace: Workspace) -> Preferences:
    """What the one signed in has set."""
    with workspace.reading() as db:
        return preferences.of_worker(db, workspace.worker.login)


def terminal_lines(workspace: Workspace) -> list[str]:
    """What there is to know of the terminal; nothing of it is changed here."""
    with workspace.reading() as db:
        server = outbox.pinned(db)
    until = server.certificate_until[:10] if server else ""
    handing_in = f"{server.url or 'by stick'}, known there until {until}" if server else "no server yet"
    return [
        "! This terminal",
        f"Unit {workspace.unit}, terminal {workspace.terminal}, {workspace.realm}",
        f"Device {workspace.device.dev}",
        f"Hands in to: {handing_in}",
        f"Vault: {workspace.vault or 'in memory'}",
        "",
        "! Set by your organisation, not changeable here",
        "Locks after 5 minutes without a key. Nothing is copied to the clipboard.",
        "",
        "! About",
        f"hubtui {hubtui.__version__}, MIT licence",
    ]
