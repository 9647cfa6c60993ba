"""Making this vault a device of a server, with a one-time code: over the wire, or by a request and answer on
a stick.
"""

from pathlib import Path

from hubtui.domain.trouble import NotAllowed, RuleBroken, Unavailable
from hubtui.store import access_log
from hubtui.store.outbox import Pinned
from hubtui.store.workspace import Workspace
from hubtui.sync import stick
from hubtui.sync.ports import Clock, Silence, Transport
from hubtui.sync.protocol import enrolment, wire
from hubtui.sync.protocol.documents import BadDocument
from hubtui.sync.protocol.enrolment import Admission, BadCode, CodeKeys
from hubtui.sync.protocol.names import instant_text
from hubtui.sync.protocol.wire import Request
from hubtui.sync.vault_queue import VaultQueue


class NoServer(Unavailable):
    """Nobody answered (`offline`), or somebody who is not the server whose operator made the code."""

    def __init__(self, *, offline: bool) -> None:
        words = (
            "Nobody answers there." if offline else "What answered does not know the code: not the server."
        )
        super().__init__(words, "Check the address and the network, then try again with the same code.")
        self.offline = offline


def keys_from(typed: str) -> CodeKeys:
    """The keys in a code as typed. Raises RuleBroken."""
    try:
        return enrolment.keys_of(enrolment.read_code(typed))
    except BadCode as error:
        raise RuleBroken("code", str(error)) from error


def request_of(workspace: Workspace, keys: CodeKeys) -> bytes:
    """What this device says of itself to the server. The same for the same code, so it may be sent again."""
    statement, signature = workspace.device.signed_statement()
    return enrolment.introduce(statement, signature, keys, realm=workspace.realm, terminal=workspace.terminal)


def enrol_by_wire(workspace: Workspace, url: str, typed: str, transport: Transport, clock: Clock) -> Pinned:
    """Enrol at the server behind `transport`. Raises RuleBroken, NoServer, NotAllowed; then nothing is
    pinned.
    """
    keys = keys_from(typed)
    body = request_of(workspace, keys)
    nonce = body[-16:].hex()
    reply = transport.send(Request("POST", wire.ENROL, nonce, body, wire.JSON_TYPE.format("enrol")))
    if isinstance(reply, Silence):
        raise NoServer(offline=reply.kind != "intercepted")
    if reply.status != 201:
        raise _refusal(wire.problem_of(reply.body))
    return accept(workspace, keys, reply.body, url, clock)


def accept(workspace: Workspace, keys: CodeKeys, answer: bytes, url: str, clock: Clock) -> Pinned:
    """Pin the server that gave this answer, provided that the code vouches for it. Raises NoServer,
    NotAllowed.
    """
    try:
        admission = enrolment.read_admission(
            answer, keys, request_of(workspace, keys), workspace.device.sealing
        )
    except BadDocument as error:
        raise NoServer(offline=False) from error
    if admission.realm != workspace.realm:
        raise NotAllowed(f"That is a {admission.realm} server; this is a {workspace.realm} vault.")
    server = _pinned(admission, url, instant_text(clock.wall()))
    VaultQueue(workspace).pin(server)
    access_log.note(workspace, "enrol", server.server_id)
    return server


def _pinned(admission: Admission, url: str, at: str) -> Pinned:
    return Pinned(
        admission.server_id,
        url.rstrip("/"),
        admission.realm,
        admission.epoch,
        admission.signing.public_bytes_raw(),
        admission.sealing,
        admission.alias_key,
        admission.certificate,
        admission.certificate_until,
        at,
    )


def _refusal(problem: str) -> Exception:
    match problem:
        case "enrol-code-used":
            return RuleBroken("code", "The code is not known, used or out of date. Ask for a new one.")
        case "not-entitled":
            return NotAllowed(
                "The server does not take this device: a training vault needs a training server."
            )
        case "too-many" | "server-busy" | "server-full":
            return Unavailable("The server is busy.", "Try again in a few minutes with the same code.")
    return NoServer(offline=False)


def enrol_by_stick(workspace: Workspace, medium: Path, typed: str, clock: Clock) -> Pinned | None:
    """Pin the server whose answer the stick brings, or leave the request on it and answer None.

    Raises RuleBroken, NoServer where an answer is there that the code does not vouch for, Unavailable.
    """
    keys = keys_from(typed)
    folder = stick.enrolments(medium)
    name = workspace.device.dev
    answers = [
        each
        for each in stick.files(folder, stick.ANSWER, wire.MAX_ANSWER_BYTES)
        if each.name.startswith(name)
    ]
    if answers:
        return accept(workspace, keys, answers[0].data, "", clock)
    stick.write(folder / f"{name}{stick.REQUEST}", request_of(workspace, keys))
    return None
