"""Beginning anew from a record that has ended."""

from dataclasses import fields
from datetime import datetime

from app import clock
from app.accounts.models import Account
from app.domain.facts import RecordStatus
from app.domain.roles import Part
from app.extensions import db
from app.practice.access import parts
from app.practice.checks import Written
from app.practice.draft_operations import record_step
from app.practice.models import ENDED, Evidence, PracticeRecord
from app.practice.queries import living_copy, living_record
from app.practice.steps import OthersStepError, wait_for_turn

COPYABLE = ENDED
"""States that end a record; what was right in it goes on in a copy."""
_COLUMNS = (*(field.name for field in fields(Written) if field.name != "site"), "site_id", "host")


class NotCopyableError(Exception):
    """The record can still be worked on itself."""


def copy_record(record: PracticeRecord, *, actor: Account, at: datetime) -> PracticeRecord:
    """A draft with the same content and files, linked to the record that it corrects.

    It begins as written by whoever wrote the original, so that they decide on neither, and passes to
    its owner when nothing of theirs is left in it (see ``edit_record``). Where a record that it was
    copied from, or into, has not ended, that one is given back instead of a second one.

    Raises:
        OthersStepError, NotCopyableError: somebody else's, or not at its end.
    """
    if Part.OWNER not in parts(actor, record, clock.local(at).date()):
        raise OthersStepError(Part.OWNER)
    wait_for_turn(record)
    if record.status not in COPYABLE:
        raise NotCopyableError
    known = living_copy(record)
    if known is not None:
        return known
    values = {name: getattr(record, name) for name in _COLUMNS}
    copy = PracticeRecord(
        school_id=record.school_id,
        teacher=record.teacher,
        status=RecordStatus.DRAFT,
        entered_by_id=record.entered_by_id,
        copied_from_id=record.id,
        plan_id=None if record.plan_id and living_record(record.plan_id) else record.plan_id,
        created_at=at,
        updated_at=at,
        **values,
    )
    copy.evidence = [_evidence_again(held, actor, at) for held in record.evidence]
    db.session.add(copy)
    db.session.flush()
    record_step("record:copy", copy, actor, at, after={"copied_from": record.id})
    return copy


def _evidence_again(held: Evidence, actor: Account, at: datetime) -> Evidence:
    return Evidence(
        school_id=held.school_id,
        file=held.file,
        name=held.name,
        added_by_id=actor.id,
        added_at=at,
        stamped=held.stamped,
    )
