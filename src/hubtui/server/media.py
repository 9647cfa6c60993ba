"""Sticks at the server: the same bundles through the same intake, and receipts on the way back."""

from dataclasses import dataclass, field
from pathlib import Path

from hubtui.server import devices
from hubtui.server.intake import Intake, Now, Refused
from hubtui.server.running import Opened
from hubtui.server.store import Device
from hubtui.sync import stick
from hubtui.sync.protocol import enrolment, wire

MOST_RECEIPTS = 5_000
"""The latest that an export writes for one device."""


@dataclass
class Imported:
    """What a medium brought. `problems` names each file that was passed over, with the reason."""

    bundles: int = 0
    again: int = 0
    entries: int = 0
    enrolled: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


def import_medium(opened: Opened, medium: Path, now: Now) -> Imported:
    """Take in requests to enrol and bundles; the database first, the answers on the medium after it.

    Raises StoreBusy, StoreFull, and Unavailable where the medium cannot be written.
    """
    imported = Imported()
    _enrol(opened, medium, now, imported)
    intake = Intake(opened.store, opened.keys, now)
    for found in stick.files(stick.up(medium, opened.keys.server_id), stick.BUNDLE, wire.MAX_BUNDLE_BYTES):
        try:
            if found.problem:
                raise Refused("bad-encoding", found.problem)
            taken = intake.take(found.data)
        except Refused as refused:
            imported.problems.append((found.name, f"{refused.problem}: {refused.why}"))
            continue
        imported.bundles += 1
        imported.again += taken.again
        imported.entries += taken.entries
        # Named by the bundle itself and not by the medium.
        stick.write(_folder(opened, medium, taken.device) / f"{taken.pid}{stick.RECEIPT}", taken.receipt)
    return imported


def _enrol(opened: Opened, medium: Path, now: Now, imported: Imported) -> None:
    folder = stick.enrolments(medium)
    for found in stick.files(folder, stick.REQUEST, wire.MAX_REQUEST_BYTES):
        if found.name == stick.ODD_NAME:
            imported.problems.append((found.name, "passed over"))
            continue
        try:
            answer = devices.enrol(opened.store, opened.keys, now, found.data)
        except Refused as refused:
            imported.problems.append((found.name, f"{refused.problem}: {refused.why}"))
            continue
        stick.write(folder / f"{found.name.removesuffix(stick.REQUEST)}{stick.ANSWER}", answer)
        imported.enrolled += 1


def export_medium(opened: Opened, medium: Path) -> int:
    """Write every device's latest receipts to the medium; answers how many. Raises Unavailable."""
    with opened.store.reading() as ledger:
        given = [(device, ledger.given_after(device.dev, "", MOST_RECEIPTS)) for device in ledger.devices()]
    written = 0
    for device, receipts in given:
        for each in receipts:
            stick.write(_folder(opened, medium, device) / f"{each.pid}{stick.RECEIPT}", each.data)
            written += 1
    return written


def _folder(opened: Opened, medium: Path, device: Device) -> Path:
    alias = enrolment.alias(device.alias_key, enrolment.FOLDER_PERIOD)
    return stick.down(medium, opened.keys.server_id) / alias
