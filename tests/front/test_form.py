"""The boxes of the lock screen and the buffers behind them."""

import pytest

from hubtui.front.form import LockForm
from hubtui.front.keys import Typed
from hubtui.front.secret import LIMIT, SecretText
from hubtui.front.wire import RECOVER, UNLOCK


def typed(text: str) -> Typed:
    return Typed(bytearray(text.encode()))


def fill(form: LockForm, *texts: str) -> None:
    for text in texts:
        form.type(typed(text))
        form.move(1)


def test_typed_text_is_wiped_where_it_came_from() -> None:
    form = LockForm()
    character = typed("x")

    form.type(character)

    assert character.data == b"\0"
    assert bytes(form.login.text.view()) == b"x"


def test_a_wiped_text_leaves_no_byte_in_its_buffer() -> None:
    text = SecretText()
    text.add(bytearray(b"secret"))
    whole = text.view()

    text.wipe()

    assert whole == bytes(6)
    assert not text


@pytest.mark.parametrize("last", ["x", "é", "中", "🙂"])
def test_backspace_takes_one_whole_character_and_its_bytes(last: str) -> None:
    text = SecretText()
    text.add(bytearray(b"ab"))
    text.add(bytearray(last.encode()))
    assert len(text) == 3

    text.drop_last()

    assert bytes(text.view()) == b"ab"


def test_what_does_not_fit_is_not_cut_but_refused() -> None:
    form = LockForm()
    form.type(typed("x" * (LIMIT - 1)))

    sentence = form.type(typed("é"))

    assert "too long" in sentence
    assert len(form.login.text) == LIMIT - 1


def test_enter_goes_down_to_an_empty_box_and_no_further() -> None:
    form = LockForm()
    form.type(typed("jokafor"))

    assert form.goes_on()
    assert not form.goes_on()
    form.type(typed("words"))
    assert not form.goes_on()


def test_a_missing_answer_is_named_and_gets_the_cursor() -> None:
    form = LockForm()
    form.type(typed("jokafor"))

    assert "Passphrase" in form.missing()
    assert form.focused is form.passphrase


def test_a_filled_form_asks_to_unlock() -> None:
    form = LockForm()
    fill(form, "jokafor", "four plain words here")

    assert form.missing() == ""
    kind, fields = form.request()
    assert kind == UNLOCK
    assert [bytes(field) for field in fields] == [b"jokafor", b"four plain words here"]


def test_a_recovery_asks_with_code_and_new_passphrase() -> None:
    form = LockForm()
    form.switch()
    fill(form, "jokafor", "1234", "new words", "new words")

    assert form.missing() == ""
    kind, fields = form.request()
    assert kind == RECOVER
    assert [bytes(field) for field in fields] == [b"jokafor", b"1234", b"new words"]


def test_two_new_passphrases_that_differ_are_not_sent() -> None:
    form = LockForm()
    form.switch()
    fill(form, "jokafor", "1234", "new words", "new wordz")

    assert "not the same" in form.missing()
    assert not form.again.text


def test_switching_to_recovery_keeps_the_staff_id_and_drops_the_passphrase() -> None:
    form = LockForm()
    fill(form, "jokafor", "words")

    form.switch()

    assert bytes(form.login.text.view()) == b"jokafor"
    assert not form.passphrase.text


def test_the_next_person_finds_nothing() -> None:
    form = LockForm()
    form.switch()
    fill(form, "jokafor", "1234", "new", "new")

    form.wipe()

    assert form.is_empty
    assert not form.recovering
    assert form.at == 0
