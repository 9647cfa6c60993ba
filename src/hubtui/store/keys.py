"""How a passphrase becomes keys. Nothing here touches a disk.

    passphrase -Argon2id-> slot's key -AES-256-GCM-> private key -HPKE-> master key -HKDF-> all other keys

A slot has a key pair so that a new master key can be given to people who are not there to type. Secrets lie
in bytearrays that are zeroed; where the library gives immutable bytes, they are short-lived. Source: store.md
3, 4.1-4.4.
"""

import functools
import hmac
import importlib.resources
import os
import secrets
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hubtui.domain.trouble import RuleBroken
from hubtui.store.header import (
    MEBIBYTE,
    TRAINING_FLOOR,
    Header,
    Kdf,
    Slot,
    SlotKeys,
    maced_bytes,
    seal_context,
    wrap_context,
)

KEY_BYTES = 32
LONGEST_PASSPHRASE = 1024  # bytes of UTF-8 after normalising
SHORTEST_PASSPHRASE = 14  # characters
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Wrong(Exception):
    """The key does not open what it was tried on. The vault makes one refusal of all its causes."""


def wipe(*secrets_: bytearray) -> None:
    """Overwrite secrets with zeros, in place."""
    for secret in secrets_:
        secret[:] = bytes(len(secret))


# --- the passphrase -----------------------------------------------------------------------------------------


def normalised(passphrase: bytearray) -> bytearray:
    """The one form (NFKC, UTF-8) of a typed passphrase, in a buffer of its own; blanks at its ends count.

    ValueError if it is no UTF-8, or longer than LONGEST_PASSPHRASE. Only a passphrase outside ASCII passes
    through a Python string, which cannot be wiped.
    """
    if len(passphrase) > LONGEST_PASSPHRASE:
        raise ValueError("no passphrase is this long")
    if passphrase.isascii():
        return bytearray(passphrase)
    form = bytearray(unicodedata.normalize("NFKC", passphrase.decode("utf-8")).encode("utf-8"))
    if len(form) > LONGEST_PASSPHRASE:
        raise ValueError("no passphrase is this long")
    return form


_COMMON = (
    *(
        "password",
        "passphrase",
        "passwort",
        "letmein",
        "welcome",
        "iloveyou",
        "football",
        "sunshine",
        "princess",
    ),
    *(
        "administrator",
        "admin",
        "changeme",
        "default",
        "secret",
        "login",
        "master",
        "dragon",
        "monkey",
        "trustno",
    ),
    *(
        "qwertyuiop",
        "qwerty",
        "asdfghjkl",
        "asdfgh",
        "zxcvbnm",
        "zxcvbn",
        "azerty",
        "abcdefghijklmnopqrstuvwxyz",
    ),
    *(
        "abcdefgh",
        "abcdef",
        "abcd",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
    ),
    *("october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"),
    *("sunday", "spring", "summer", "autumn", "winter", "probation", "prison", "hubtui", "terminal", "vault"),
    *("england", "london", "liverpool", "manchester", "arsenal", "chelsea", "united", "offender", "custody"),
    *("outreach", "worker", "supervisor", "operator", "hmpps", "hmp"),
)
_LEET = str.maketrans("013457@$!", "oieastasi")
LEAST_OF_ITS_OWN = 8
LEAST_DIFFERENT = 6


def check_passphrase(passphrase: bytearray, *, login: str, shortest: int = SHORTEST_PASSPHRASE) -> None:
    """Refuse a weak passphrase: RuleBroken("passphrase", what to do). SEC-06; design README: 14 characters.

    Common words, runs of a keyboard, digits and the login itself do not count: something of its own must be
    left.
    """
    try:
        text = normalised(passphrase).decode("utf-8")
    except ValueError as error:
        raise RuleBroken("passphrase", "This passphrase is too long, or is not text.") from error
    if len(text) < shortest:
        raise RuleBroken("passphrase", f"Use at least {shortest} characters; four words are easy to keep.")
    if not _has_enough_of_its_own(text.lower(), login):
        raise RuleBroken(
            "passphrase",
            "This passphrase is too easy to guess. Four words that do not belong together are hard.",
        )


def _has_enough_of_its_own(text: str, login: str) -> bool:
    left = "".join(letter for letter in text if letter.isalnum())
    for common in (login, *_COMMON):
        if len(common) >= 3:
            left = left.replace(common, "").replace(common.translate(_LEET), "")
            left = left if common not in left.translate(_LEET) else left.translate(_LEET).replace(common, "")
    own = left.rstrip("0123456789").lstrip("0123456789")
    return len(own) >= LEAST_OF_ITS_OWN and len(set(own)) >= LEAST_DIFFERENT and own not in (own + own)[1:-1]


@functools.cache
def words() -> tuple[str, ...]:
    """The 7,776 words that passphrases are drawn from (EFF's long list; its file names the licence)."""
    text = importlib.resources.files("hubtui.data").joinpath("passphrase_words.txt").read_text("ascii")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def generated_passphrase() -> bytearray:
    """Four words drawn by the system's generator: 51.7 bits, one of 3.6 quadrillion (store.md 4.4)."""
    while True:
        drawn = bytearray(b" ".join(secrets.choice(words()).encode("ascii") for _ in range(4)))
        if len(drawn) >= SHORTEST_PASSPHRASE and _has_enough_of_its_own(drawn.decode("ascii"), ""):
            return drawn


# --- the cost of a guess ------------------------------------------------------------------------------------


def calibrated(*, training: bool) -> Kdf:
    """The dearest Argon2id this machine does within a second and an eighth of its memory (store.md 4.4)."""
    memory = TRAINING_FLOOR if training else calibrated_memory(_seconds_of, _physical_memory())
    return Kdf(m=memory, t=3, p=4, salt=os.urandom(16))


def calibrated_memory(seconds_of: Callable[[int], float], physical: int) -> int:
    """KiB of memory for a guess; at least 64 MiB however slow the machine. `physical` is in KiB."""
    best = 64 * MEBIBYTE
    for memory in (64 * MEBIBYTE, 128 * MEBIBYTE, 256 * MEBIBYTE, 512 * MEBIBYTE):
        if memory > physical // 8 or seconds_of(memory) > 1.0:
            break
        best = memory
    return best


def _seconds_of(memory: int) -> float:
    begun = time.perf_counter()
    wipe(derived_from(bytearray(b"calibration"), Kdf(m=memory, t=3, p=4, salt=bytes(16))))
    return time.perf_counter() - begun


if sys.platform == "win32":

    def _physical_memory() -> int:
        import ctypes

        kib = ctypes.c_ulonglong()
        ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kib))
        return kib.value

else:

    def _physical_memory() -> int:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024


def derived_from(passphrase: bytearray, kdf: Kdf) -> bytearray:
    """Argon2id of a normalised passphrase. Lets other threads run meanwhile."""
    key = bytearray(KEY_BYTES)
    argon = Argon2id(salt=kdf.salt, length=KEY_BYTES, iterations=kdf.t, lanes=kdf.p, memory_cost=kdf.m)
    argon.derive_into(cast(bytes, passphrase), key)  # any buffer will do; the stub knows only bytes
    return key


# --- slots --------------------------------------------------------------------------------------------------


def new_master_key() -> bytearray:
    """32 bytes from the system's generator."""
    return bytearray(os.urandom(KEY_BYTES))


def new_pass_slot(
    vault: str, slot: Slot, passphrase: bytearray, kdf: Kdf, *, master: bytearray, mk_gen: int
) -> Slot:
    """`slot` with a new key pair, wrapped by the passphrase, and the master key sealed to it."""
    private = bytearray(os.urandom(KEY_BYTES))
    slot = replace(slot, kind="pass", kdf=kdf, nonce=os.urandom(12), keys=_keys_of(private))
    wrapper = derived_from(passphrase, kdf)
    wrapped = AESGCM(wrapper).encrypt(slot.nonce, private, wrap_context(vault, slot))
    wipe(private, wrapper)
    return sealed_to(vault, replace(slot, wrapped=wrapped), master=master, mk_gen=mk_gen)


def new_recovery_slot(vault: str, private: bytearray, *, master: bytearray, mk_gen: int) -> Slot:
    """The slot of a recovery key, of which only the public half stays here."""
    slot = Slot(id=os.urandom(8).hex(), kind="recovery", role="recovery", keys=_keys_of(private))
    return sealed_to(vault, slot, master=master, mk_gen=mk_gen)


def sealed_to(vault: str, slot: Slot, *, master: bytearray, mk_gen: int) -> Slot:
    """`slot` with the master key of this generation sealed to its public key; its owner need not be there."""
    assert slot.keys is not None
    public = X25519PublicKey.from_public_bytes(slot.keys.public)
    sealed = _SUITE.encrypt(master, public, info=seal_context(vault, slot, mk_gen))
    return replace(slot, keys=replace(slot.keys, sealed=sealed))


def unwrapped(vault: str, slot: Slot, passphrase: bytearray) -> bytearray:
    """The slot's private key, or Wrong. `passphrase` is normalised."""
    assert slot.kdf is not None
    wrapper = derived_from(passphrase, slot.kdf)
    private = bytearray(KEY_BYTES)
    try:
        AESGCM(wrapper).decrypt_into(slot.nonce, slot.wrapped, wrap_context(vault, slot), private)
    except InvalidTag as error:
        raise Wrong from error
    finally:
        wipe(wrapper)
    return private


def opened(vault: str, slot: Slot, private: bytearray, mk_gen: int) -> bytearray:
    """The master key out of a slot, or Wrong."""
    assert slot.keys is not None
    try:
        key = X25519PrivateKey.from_private_bytes(private)
        return bytearray(_SUITE.decrypt(slot.keys.sealed, key, info=seal_context(vault, slot, mk_gen)))
    except InvalidTag as error:
        raise Wrong from error


def _keys_of(private: bytearray) -> SlotKeys:
    return SlotKeys(X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw(), b"")


# --- what comes from the master key -------------------------------------------------------------------------


def derived(secret: bytearray, use: str, vault: str, generation: int) -> bytearray:
    """The key for one use, in a buffer that is the caller's to wipe. Uses never share a key."""
    key = bytearray(KEY_BYTES)
    info = f"hubtui/{use}/v1|{vault}|{generation}".encode()
    HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=info).derive_into(secret, key)
    return key


def header_mac(header: Header, master: bytearray) -> bytes:
    """The MAC over the whole header: whoever lacks the master key cannot change a role, a cost or a slot."""
    key = derived(master, "header-mac", header.vault, header.mk_gen)
    mac = hmac.digest(key, maced_bytes(header), "sha256")
    wipe(key)
    return mac


def maced(header: Header, master: bytearray) -> Header:
    """The header with its MAC."""
    return replace(header, mac=header_mac(header, master))


def mac_fits(header: Header, master: bytearray) -> bool:
    """Whether the header is as somebody with the master key left it."""
    return hmac.compare_digest(header_mac(header, master), header.mac)


# --- the recovery key ---------------------------------------------------------------------------------------

_ALPHABET = (
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U, so that a hand-typed key has no twins
)
_READ_AS = str.maketrans("ILO", "110")
_SEED_BYTES = 16
_SYMBOLS = 28  # 128 bits of key and 12 of check


class RecoveryKey:
    """128 random bits on paper: seven groups of four, the last three symbols or so guarding against slips."""

    def __init__(self, seed: bytearray) -> None:
        self._seed = seed

    @classmethod
    def new(cls) -> "RecoveryKey":
        """A key nobody has seen."""
        return cls(bytearray(os.urandom(_SEED_BYTES)))

    @classmethod
    def parse(cls, typed: bytearray) -> "RecoveryKey":
        """Read what was typed from the sheet, whatever its case; ValueError if a symbol is wrong."""
        letters = bytes(typed[:200]).decode("ascii").upper().translate(_READ_AS)
        symbols = [_ALPHABET.index(letter) for letter in letters if letter not in " -\r\n"]
        if len(symbols) != _SYMBOLS:
            raise ValueError("a recovery key has 28 symbols")
        number = functools.reduce(lambda value, symbol: value << 5 | symbol, symbols, 0)
        key = cls(bytearray((number >> 12).to_bytes(_SEED_BYTES, "big")))
        if number & 0xFFF != key._check():
            raise ValueError("a symbol is wrong")
        return key

    @property
    def text(self) -> str:
        """As the sheet shows it."""
        number = int.from_bytes(self._seed, "big") << 12 | self._check()
        symbols = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_SYMBOLS)))
        return "-".join(symbols[at : at + 4] for at in range(0, _SYMBOLS, 4))

    def private(self, vault: str) -> bytearray:
        """The private key of this vault's recovery slot."""
        return derived(self._seed, "recovery-private", vault, 1)

    def wipe(self) -> None:
        """Forget it."""
        wipe(self._seed)

    def __repr__(self) -> str:
        return "RecoveryKey(...)"

    def _check(self) -> int:
        return int.from_bytes(hmac.digest(b"hubtui/recovery-check/v1", self._seed, "sha256")[:2], "big") >> 4
