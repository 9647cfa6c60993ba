"""Enrolment at the server: making one-time codes, and taking on the device that proves to know one."""

import hmac
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from hubtui.server.intake import Now, Refused
from hubtui.server.keys import ServerKeys
from hubtui.server.store import ACTIVE, Code, Device, Ledger, Store
from hubtui.sync.protocol import documents, enrolment
from hubtui.sync.protocol.documents import BadDocument
from hubtui.sync.protocol.enrolment import CodeKeys, Introduction
from hubtui.sync.protocol.names import instant_text

CODE_LASTS = timedelta(days=14)
CERTIFICATE_LASTS = timedelta(days=730)
MOST_TRIES = 5
NO_GOOD = "The code is not known, used, out of date, or tried too often."
"""One answer for all of them: who guesses learns nothing."""


def make_code(store: Store, now: datetime, unit: str) -> str:
    """A new code for one device of `unit`, good for 14 days. It is shown once and not kept."""
    code = enrolment.new_code()
    keys = enrolment.keys_of(enrolment.read_code(code))
    with store.writing() as ledger:
        if ledger.code(keys.name) is None:
            ledger.put_code(
                Code(keys.name, keys.key, unit, instant_text(now), instant_text(now + CODE_LASTS))
            )
            return code
    return make_code(store, now, unit)


def enrol(store: Store, keys: ServerKeys, now: Now, request: bytes) -> bytes:
    """Take the device on and answer as only this server can. The same request again gets the same answer.

    Raises Refused; a wrong proof counts against the code before the refusal leaves.
    """
    refusal: Refused | None = None
    with store.writing() as ledger:
        try:
            return _Enrolling(ledger, keys, now()).answer(request)
        except Refused as error:
            # Not let through the transaction, which would take the counted try back.
            refusal = error
    raise refusal


class _Enrolling:
    def __init__(self, ledger: Ledger, keys: ServerKeys, now: datetime) -> None:
        self.ledger = ledger
        self.keys = keys
        self.now = now

    def answer(self, request: bytes) -> bytes:
        code = self._code(request)
        if code.used_by:
            if hmac.compare_digest(code.request, request):
                return code.answer
            raise Refused("enrol-code-used", NO_GOOD)
        if code.tries >= MOST_TRIES or code.expires_at <= instant_text(self.now):
            raise Refused("enrol-code-used", NO_GOOD)
        return self._admit(code, self._introduction(code, request))

    def _code(self, request: bytes) -> Code:
        try:
            code = self.ledger.code(enrolment.code_named_in(request))
        except BadDocument as error:
            raise Refused("bad-encoding", "That is no request to enrol.") from error
        if code is None:
            raise Refused("enrol-code-used", NO_GOOD)
        return code

    def _introduction(self, code: Code, request: bytes) -> Introduction:
        try:
            who = enrolment.read_introduction(request, CodeKeys(code.name, code.key))
        except BadDocument as error:
            self.ledger.put_code(replace(code, tries=code.tries + 1))
            raise Refused("enrol-code-used", NO_GOOD) from error
        self.keys.settle(who.realm)
        if who.realm != self.keys.realm:
            raise Refused("not-entitled", f"This is a {self.keys.realm} server; the device is {who.realm}.")
        return who

    def _admit(self, code: Code, who: Introduction) -> bytes:
        before = self.ledger.device(who.dev)
        if before is not None and before.statement != who.statement:
            raise Refused("not-entitled", "Another device has this name.")
        alias_key = before.alias_key if before else secrets.token_bytes(32)
        device = self._device(code, who, alias_key)
        answer = self._answer(device, who, CodeKeys(code.name, code.key))
        self.ledger.put_device(replace(device, state=before.state) if before else device)
        self.ledger.put_code(replace(code, key=b"", used_by=who.dev, request=who.data, answer=answer))
        return answer

    def _device(self, code: Code, who: Introduction, alias_key: bytes) -> Device:
        until = instant_text(self.now + CERTIFICATE_LASTS)
        certificate = documents.sign(
            "certificate",
            {
                "v": 1,
                "server_id": self.keys.server_id,
                "realm": self.keys.realm,
                "dev": who.dev,
                "unit": code.unit,
                "statement": who.statement.decode(),
                "made": instant_text(self.now),
                "not_after": until,
            },
            self.keys.signing,
        )
        return Device(
            who.dev,
            code.unit,
            who.terminal,
            who.statement,
            who.signing.public_bytes_raw(),
            who.sealing,
            alias_key,
            certificate,
            until,
            ACTIVE,
            instant_text(self.now),
        )

    def _answer(self, device: Device, who: Introduction, code_keys: CodeKeys) -> bytes:
        try:
            alias_key = enrolment.sealed_alias_key(device.alias_key, device.sealing)
        except BadDocument as error:
            raise Refused("bad-encoding", "Nothing can be sealed to the device's key.") from error
        content = {
            "server_id": self.keys.server_id,
            "realm": self.keys.realm,
            "epoch": self.ledger.epoch(),
            "sig": documents.b64(self.keys.signing.public_key().public_bytes_raw()),
            "seal": documents.b64(self.keys.sealing.public_key().public_bytes_raw()),
            "certificate": device.certificate.decode(),
            "certificate_until": device.until,
            "alias_key": alias_key,
        }
        return enrolment.admit(content, code_keys, who.data)
