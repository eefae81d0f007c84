"""Taking back one's last step within minutes: marks as they were, as a step of its own in the log."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from app import clock
from app.accounts.models import Account, Person
from app.accounts.queries import INSTEAD_OF
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
from app.practice.review_marks import Reviewed
from app.practice.steps import OthersStepError, log_step, marks, wait_for_turn


class ChangedSinceError(Exception):
    """Something has happened to the thing after the step."""


class TooLateError(Exception):
    """The minutes in which the step could be undone are over."""


class CopiedError(Exception):
    """Another record of the same stretch lives by now."""

    def __init__(self, other: PracticeRecord) -> None:
        super().__init__(f"record {other.id} has taken its place")
        self.other = other


def check_undo(record: PracticeRecord, *, actor: Account, at: datetime) -> None:
    """Whether the actor may take back the last step on a record now.

    Raises:
        OthersStepError, ChangedSinceError, TooLateError: see ``check_step_back``.
        CopiedError: see there.
    """
    check_step_back(record, "record", actor=actor, at=at)
    other = _in_its_place(record)
    if other is not None:
        raise CopiedError(other)


def undo(record: PracticeRecord, *, actor: Account, at: datetime) -> None:
    """Take the actor's own last step on a record back.

    Raises:
        OthersStepError, ChangedSinceError, TooLateError, CopiedError: see ``check_undo``.
    """
    check_undo(record, actor=actor, at=at)
    context = partial(emails.record_taken_back, record)
    step_back(record, "record", actor=actor, at=at, context=context)


def undo_until(
    record: PracticeRecord, log: Sequence[AuditEvent], actor: Account, on: date
) -> datetime | None:
    """Until when the actor could undo the last step on a record; None where it is not the actor's to undo."""
    return None if _in_its_place(record) else step_back_until(record, "record", log, actor, on)


def _in_its_place(record: PracticeRecord) -> PracticeRecord | None:
    """What lives in the place of a record that has ended."""
    return living_elsewhere(record) if record.status in ENDED else None


def check_step_back(subject: Reviewed, name: str, *, actor: Account, at: datetime) -> None:
    """Whether the last step in a review is the actor's to take back now; ``name`` as in ``take_step``.

    Raises:
        OthersStepError: the actor took none, or holds the part in it no longer.
        ChangedSinceError, TooLateError: see there.
    """
    wait_for_turn(subject)
    log = audit.history(name, subject.id, school_id=subject.school_id)
    step = _own_step(subject, name, log, actor, clock.local(at).date())
    if at - step.at > UNDO_WITHIN:
        raise TooLateError


def step_back(
    subject: Reviewed,
    name: str,
    *,
    actor: Account,
    at: datetime,
    context: Callable[[Person], dict[str, Any]],
) -> None:
    """Take the last step in a review back, which was checked before.

    Mails about it are stopped; ``context`` is what a correction says where they are out.
    """
    before, cause = marks(subject), mail_cause(subject, name)
    instead_of = _instead_of(subject, name, actor, at)
    with db.session.no_autoflush:  # state and marks change together: the checks tie them
        _restore(subject)
        subject.updated_at = at
    db.session.flush()
    log_step(subject, name, Action.UNDO, actor=actor, at=at, before=before, instead_of=instead_of)
    for person_id in sorted(take_back_mails(cause)):
        person = db.session.get_one(Person, person_id)
        key = f"{mail_cause(subject, name)}undone:{person_id}"
        queue_mail(f"{name}_taken_back", person, key=key, at=at, context=context(person))


def step_back_until(
    subject: Reviewed, name: str, log: Sequence[AuditEvent], actor: Account, on: date
) -> datetime | None:
    """Until when the actor could take the last step back; None where it is not the actor's to take back."""
    try:
        return _own_step(subject, name, log, actor, on).at + UNDO_WITHIN
    except (OthersStepError, ChangedSinceError):
        return None


def mail_cause(subject: Reviewed, name: str) -> str:
    """How the keys of all mails about the present state of a reviewed thing begin."""
    return f"{name}:{subject.id}:{subject.status}:v{subject.version}:"


def _own_step(
    subject: Reviewed, name: str, log: Sequence[AuditEvent], actor: Account, on: date
) -> AuditEvent:
    """The step that stands last in the log, if it is the actor's and still the actor's to take."""
    taken = {f"{name}:{action}": action for action in REVERSIBLE}
    own = [event for event in log if event.tag in taken and event.actor_person_id == actor.person_id]
    if not own:
        raise OthersStepError(Part.SPEAKER)
    step = own[-1]
    if log[-1] is not step:
        raise ChangedSinceError
    before = RecordStatus(step.before["status"])
    part = TRANSITIONS[before, taken[step.tag]].part
    if part not in parts(actor, subject, on, status=before):
        raise OthersStepError(part)
    return step


def _instead_of(subject: Reviewed, name: str, actor: Account, at: datetime) -> int | None:
    """In whose place the actor took the step that is taken back: whoever the log names there."""
    log = audit.history(name, subject.id, school_id=subject.school_id)
    step = _own_step(subject, name, log, actor, clock.local(at).date())
    other = step.after.get(INSTEAD_OF)
    return int(other) if other else None


def _restore(subject: Reviewed) -> None:
    """Marks as they were before the last step; a reason only ever belongs to that step."""
    undone = subject.status
    subject.status = state_before(undone, endorsed=subject.endorsement is not None)
    subject.reason = ""
    if undone is RecordStatus.REVOKED:
        subject.revoked_by = subject.revoked_at = None
    elif undone is RecordStatus.ENDORSED:
        subject.endorsement = subject.endorsed_by = subject.endorsed_at = None
    else:
        subject.decided_by = subject.decided_at = None
