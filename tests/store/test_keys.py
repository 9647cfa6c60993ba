"""Passphrases, the cost of a guess, slots and the recovery key."""

import unicodedata
from dataclasses import replace

import pytest

from hubtui.domain.trouble import RuleBroken
from hubtui.store import keys
from hubtui.store.header import LIVE_FLOOR, MEBIBYTE, TRAINING_FLOOR, Kdf, Slot
from hubtui.store.keys import RecoveryKey
from tests.store.vaults import typed

VAULT = "00" * 16
CHEAP = Kdf(m=TRAINING_FLOOR, t=1, p=1, salt=bytes(16))
BLANK = Slot(id="11" * 8, kind="pass", role="custody-worker", look="22" * 16)


def slot_for(master: bytearray, *, role: str = "custody-worker", mk_gen: int = 1) -> Slot:
    blank = replace(BLANK, role=role)
    return keys.new_pass_slot(VAULT, blank, typed(), CHEAP, master=master, mk_gen=mk_gen)


def test_the_same_passphrase_typed_on_another_keyboard_is_the_same() -> None:
    composed = unicodedata.normalize("NFC", "crème brûlée à la carte")
    decomposed = unicodedata.normalize("NFD", composed)

    assert keys.normalised(typed(composed)) == keys.normalised(typed(decomposed))


def test_blanks_at_the_ends_of_a_passphrase_count() -> None:
    assert keys.normalised(typed("a passphrase ")) != keys.normalised(typed("a passphrase"))


def test_a_normalised_passphrase_lies_in_a_buffer_of_its_own() -> None:
    passphrase = typed()

    form = keys.normalised(passphrase)
    keys.wipe(passphrase)

    assert form == typed()
    assert passphrase == bytes(len(passphrase))


@pytest.mark.parametrize(
    "passphrase",
    [b"x" * 1025, b"\xff\xfe not text", "ﷺ".encode() * 100],
    ids=["long", "not text", "long once normalised"],
)
def test_what_cannot_be_a_passphrase_is_said_to_be_none(passphrase: bytes) -> None:
    with pytest.raises(ValueError):
        keys.normalised(bytearray(passphrase))


@pytest.mark.req("SEC-06")
@pytest.mark.parametrize(
    "passphrase",
    [
        *(
            "",
            "short",
            "thirteen char",
            "passwordpassword",
            "Password123456!",
            "p4ssw0rdp4ssw0rd",
            "12345678901234567",
        ),
        *(
            "qwertyuiopasdfgh",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "mreyesmreyesmreyes",
            "Welcome to prison",
        ),
        *("supervisor2026!!", "liverpool liverpool", "x" * 2000),
    ],
)
def test_a_weak_passphrase_is_refused(passphrase: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        keys.check_passphrase(typed(passphrase), login="mreyes")

    assert refusal.value.problems[0].field == "passphrase"
    assert not passphrase or passphrase not in str(refusal.value)


@pytest.mark.req("SEC-06")
@pytest.mark.parametrize(
    "passphrase", ["copper lantern meadow drizzle", "tRz8!kqLw0vmXe", "mae hen wlad fy nhadau"]
)
def test_a_passphrase_with_enough_of_its_own_is_taken(passphrase: str) -> None:
    keys.check_passphrase(typed(passphrase), login="mreyes")


def test_generated_passphrases_are_four_words_of_7776_and_pass_the_rule() -> None:
    passphrases = [keys.generated_passphrase() for _ in range(200)]

    assert len(keys.words()) == len(set(keys.words())) == 6**5
    for passphrase in passphrases:
        assert all(word in keys.words() for word in passphrase.decode().split(" "))
        keys.check_passphrase(passphrase, login="mreyes")
    assert len({bytes(passphrase) for passphrase in passphrases}) == 200


@pytest.mark.parametrize(
    ("seconds_at_64", "physical_mib", "expected_mib"),
    [
        (0.08, 16_384, 512),
        (0.2, 16_384, 256),
        (0.4, 16_384, 128),
        (0.9, 16_384, 64),
        (5.0, 16_384, 64),
        (0.08, 1_024, 128),
        (0.08, 256, 64),
    ],
    ids=[
        "fast",
        "usual",
        "slow",
        "very slow",
        "too slow: the floor",
        "little memory",
        "very little memory: the floor",
    ],
)
def test_a_guess_costs_what_the_machine_can_bear(
    seconds_at_64: float, physical_mib: int, expected_mib: int
) -> None:
    memory = keys.calibrated_memory(lambda kib: seconds_at_64 * kib / LIVE_FLOOR, physical_mib * MEBIBYTE)

    assert memory == expected_mib * MEBIBYTE


def test_only_a_training_vault_has_a_cheap_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_seconds_of", lambda _memory: 9.0)

    assert keys.calibrated(training=True).m == TRAINING_FLOOR
    assert keys.calibrated(training=False).m >= LIVE_FLOOR


def test_a_slot_opens_with_its_passphrase_alone() -> None:
    master = keys.new_master_key()
    slot = slot_for(master)

    private = keys.unwrapped(VAULT, slot, typed())

    assert keys.opened(VAULT, slot, private, 1) == master
    with pytest.raises(keys.Wrong):
        keys.unwrapped(VAULT, slot, typed("violet anchor biscuit thunder"))


@pytest.mark.parametrize(
    "change",
    [
        lambda slot: replace(slot, role="supervisor"),
        lambda slot: replace(slot, id="33" * 8),
        lambda slot: replace(slot, kdf=replace(slot.kdf, t=2)),
        lambda slot: replace(slot, keys=replace(slot.keys, public=bytes(32))),
        lambda slot: replace(slot, wrapped=bytes(48)),
    ],
    ids=["role", "id", "cost", "public key", "wrapped key"],
)
def test_a_slot_whose_words_were_changed_does_not_open(change: object) -> None:
    slot = change(slot_for(keys.new_master_key()))  # type: ignore[operator]

    with pytest.raises(keys.Wrong):
        keys.unwrapped(VAULT, slot, typed())


def test_a_sealed_master_key_opens_only_in_its_slot_vault_and_generation() -> None:
    master = keys.new_master_key()
    slot = slot_for(master)
    private = keys.unwrapped(VAULT, slot, typed())

    for vault, moved, generation in [
        ("ff" * 16, slot, 1),
        (VAULT, replace(slot, id="33" * 8), 1),
        (VAULT, slot, 2),
    ]:
        with pytest.raises(keys.Wrong):
            keys.opened(vault, moved, private, generation)


def test_no_two_uses_share_a_key() -> None:
    master = keys.new_master_key()

    derived = {
        bytes(keys.derived(master, *where))
        for where in [("a", VAULT, 1), ("b", VAULT, 1), ("a", "ff" * 16, 1), ("a", VAULT, 2)]
    }

    assert len(derived) == 4


@pytest.mark.parametrize(
    "typing",
    [str.lower, lambda text: text.replace("-", " "), lambda text: text.replace("0", "O").replace("1", "l")],
    ids=["small letters", "blanks", "O and l"],
)
def test_a_recovery_key_is_read_however_it_is_typed(typing: object) -> None:
    recovery = RecoveryKey.new()

    read = RecoveryKey.parse(bytearray(typing(recovery.text).encode()))  # type: ignore[operator]

    assert read.private(VAULT) == recovery.private(VAULT)


def test_one_wrong_symbol_in_a_recovery_key_is_noticed() -> None:
    # Twelve bits guard the key, so that of many keys one slip in 4,096 would pass: the same key in every run.
    text = RecoveryKey(bytearray(range(16))).text.replace("-", "")

    for place, right in enumerate(text):
        wrong = "7" if right != "7" else "8"
        with pytest.raises(ValueError):
            RecoveryKey.parse(bytearray((text[:place] + wrong + text[place + 1 :]).encode()))


@pytest.mark.parametrize("text", ["", "ABCD", "U" * 28, "é" * 28, "0" * 10_000])
def test_what_is_no_recovery_key_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError):
        RecoveryKey.parse(bytearray(text.encode()))


def test_a_recovery_key_does_not_show_itself() -> None:
    recovery = RecoveryKey.new()

    assert recovery.text not in repr(recovery)
