"""Taking back one's last step within minutes: marks as they were, as a step of its own in the log."""

from collections.abc import Sequence
from datetime import date, datetime

from app import clock
from app.accounts.models import Account, Person
from app.audit import queries as audit
from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus
from app.domain.roles import Part
from app.domain.workflow import REVERSIBLE, TRANSITIONS, UNDO_WITHIN, Action, state_before
from app.extensions import db
from app.mail.operations import queue_mail, take_back_mails
from app.practice import emails
from app.practice.access import parts
from app.practice.models import ENDED, PracticeRecord
from app.practice.queries import living_elsewhere
from app.practice.steps import OthersStepError, log_step, marks, wait_for_turn

_TAGS = {f"record:{action}": action for action in REVERSIBLE}


class ChangedSinceError(Exception):
    """Something has happened to the record after the step."""


class TooLateError(Exception):
    """The minutes in which the step could be undone are over."""


class CopiedError(Exception):
    """Another record of the same stretch lives by now."""

    def __init__(self, other: PracticeRecord) -> None:
        super().__init__(f"record {other.id} has taken its place")
        self.other = other


def check_undo(record: PracticeRecord, *, actor: Account, at: datetime) -> None:
    """Whether the actor may take back the last step now.

    Raises:
        OthersStepError: the actor took none, or holds the part in it no longer.
        ChangedSinceError, TooLateError, CopiedError: see there.
    """
    wait_for_turn(record)
    log = audit.history("record", record.id, school_id=record.school_id)
    step = _own_step(record, log, actor, clock.local(at).date())
    if at - step.at > UNDO_WITHIN:
        raise TooLateError
    other = _in_its_place(record)
    if other is not None:
        raise CopiedError(other)


def _in_its_place(record: PracticeRecord) -> PracticeRecord | None:
    """What lives in the place of a record that has ended."""
    return living_elsewhere(record) if record.status in ENDED else None


def undo(record: PracticeRecord, *, actor: Account, at: datetime) -> None:
    """Take the actor's own last step back; mails about it are stopped, or corrected where they are out.

    Raises:
        OthersStepError, ChangedSinceError, TooLateError, CopiedError: see ``check_undo``.
    """
    check_undo(record, actor=actor, at=at)
    before, cause = marks(record), mail_cause(record)
    with db.session.no_autoflush:  # state and marks change together: the checks tie them
        _restore(record)
        record.updated_at = at
    db.session.flush()
    log_step(record, "record", Action.UNDO, actor=actor, at=at, before=before)
    for person_id in sorted(take_back_mails(cause)):
        person = db.session.get_one(Person, person_id)
        context = emails.record_taken_back(record, person)
        key = f"{mail_cause(record)}undone:{person_id}"
        queue_mail("record_taken_back", person, key=key, at=at, context=context)


def undo_until(
    record: PracticeRecord, log: Sequence[AuditEvent], actor: Account, on: date
) -> datetime | None:
    """Until when the actor could undo the last step; None where it is not the actor's to undo."""
    try:
        step = _own_step(record, log, actor, on)
    except (OthersStepError, ChangedSinceError):
        return None
    return None if _in_its_place(record) else step.at + UNDO_WITHIN


def mail_cause(record: PracticeRecord) -> str:
    """How the keys of all mails about the record's present state begin."""
    return f"record:{record.id}:{record.status}:v{record.version}:"


def _own_step(record: PracticeRecord, log: Sequence[AuditEvent], actor: Account, on: date) -> AuditEvent:
    """The step that stands last in the log, if it is the actor's and still the actor's to take."""
    own = [event for event in log if event.tag in _TAGS and event.actor_person_id == actor.person_id]
    if not own:
        raise OthersStepError(Part.SPEAKER)
    step = own[-1]
    if log[-1] is not step:
        raise ChangedSinceError
    part = TRANSITIONS[RecordStatus(step.before["status"]), _TAGS[step.tag]].part
    if part not in parts(actor, record, on):
        raise OthersStepError(part)
    return step


def _restore(record: PracticeRecord) -> None:
    """Marks as they were before the last step; a reason only ever belongs to that step."""
    undone = record.status
    record.status = state_before(undone, endorsed=record.endorsement is not None)
    record.reason = ""
    if undone is RecordStatus.REVOKED:
        record.revoked_by = record.revoked_at = None
    elif undone is RecordStatus.ENDORSED:
        record.endorsement = record.endorsed_by = record.endorsed_at = None
    else:
        record.decided_by = record.decided_at = None
