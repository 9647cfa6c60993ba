"""What stands in the boxes of the lock screen. It draws nothing, reads no keys and asks nobody."""

from hubtui.front import words
from hubtui.front.keys import Typed
from hubtui.front.secret import SecretText, wipe
from hubtui.front.wire import RECOVER, UNLOCK


class Field:
    """One box: its label, whether it shows stars, and its text."""

    def __init__(self, label: str, *, secret: bool) -> None:
        self.label = label
        self.secret = secret
        self.text = SecretText()


class LockForm:
    """Staff ID and passphrase, or (F4) staff ID, recovery code and a new passphrase twice."""

    def __init__(self) -> None:
        self.login = Field(words.STAFF_ID, secret=False)
        self.passphrase = Field(words.PASSPHRASE, secret=True)
        self.code = Field(words.RECOVERY_CODE, secret=True)
        self.new = Field(words.NEW_PASSPHRASE, secret=True)
        self.again = Field(words.AGAIN, secret=True)
        self.recovering = False
        self.at = 0

    @property
    def fields(self) -> list[Field]:
        """The boxes shown now, from above."""
        if self.recovering:
            return [self.login, self.code, self.new, self.again]
        return [self.login, self.passphrase]

    @property
    def focused(self) -> Field:
        """The box that typing goes into."""
        return self.fields[self.at]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed anywhere."""
        return not any(field.text for field in self._all())

    def type(self, typed: Typed) -> str:
        """Add to the focused box and wipe what was typed; answers a sentence where it does not fit."""
        fits = not typed.too_long and self.focused.text.add(typed.data)
        wipe(typed.data)
        return "" if fits else words.TOO_LONG

    def move(self, step: int) -> None:
        """Go down (1) or up (-1) a box, round the ends."""
        self.at = (self.at + step) % len(self.fields)

    def switch(self) -> None:
        """Change between passphrase and recovery code; the staff ID stays, what was secret goes."""
        self.wipe_secrets()
        self.recovering = not self.recovering
        self.at = 1 if self.login.text else 0

    def goes_on(self) -> bool:
        """Enter in a filled box goes down to the next if that is empty; whether it did."""
        below = self.fields[self.at + 1 : self.at + 2]
        if not (self.focused.text and below) or below[0].text:
            return False
        self.move(1)
        return True

    def missing(self) -> str:
        """Go to the first box that is not filled as it must be, and say what it wants; empty: all there."""
        for at, field in enumerate(self.fields):
            if not field.text:
                self.at = at
                return words.type_first(field.label)
        if self.recovering and not self.new.text.same_as(self.again.text):
            self.again.text.wipe()
            self.at = 3
            return words.NOT_THE_SAME
        return ""

    def request(self) -> tuple[bytes, list[memoryview]]:
        """What the child is asked, and with which bytes (views: wiped with the form)."""
        if self.recovering:
            return RECOVER, [field.text.view() for field in (self.login, self.code, self.new)]
        return UNLOCK, [field.text.view() for field in (self.login, self.passphrase)]

    def wipe_secrets(self) -> None:
        """Leave only the staff ID, and go to the box after it."""
        for field in self._all():
            if field.secret:
                field.text.wipe()
        self.at = 1 if self.login.text else 0

    def wipe(self) -> None:
        """Leave nothing of anybody, as the next person must find it."""
        for field in self._all():
            field.text.wipe()
        self.recovering = False
        self.at = 0

    def _all(self) -> tuple[Field, ...]:
        return (self.login, self.passphrase, self.code, self.new, self.again)
