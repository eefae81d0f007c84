"""What happens to a record: the steps of its review, by the one table of the workflow."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app import clock
from app.accounts.models import Account
from app.audit.operations import record_event
from app.domain.facts import RecordStatus
from app.domain.roles import Part
from app.domain.workflow import Action, transition
from app.extensions import db
from app.mail.operations import queue_mail
from app.practice import emails
from app.practice.access import endorsement_is_waived, heads_for, hr_for, parts
from app.practice.models import Endorsement, PracticeRecord

REVIEWER_SPOKE = frozenset({Action.RETURN, Action.APPROVE, Action.REJECT, Action.REVOKE})


class OthersStepError(Exception):
    """The actor does not hold the part that the step asks for."""

    def __init__(self, part: Part) -> None:
        super().__init__(f"only the part {part} may do this")
        self.part = part


class ReasonMissingError(Exception):
    """The step needs a reason in words."""


class NotOverError(Exception):
    """A record can be submitted only after its last day."""

    def __init__(self, last_day: date) -> None:
        super().__init__(f"runs until {last_day}")
        self.last_day = last_day


class EvidenceMissingError(Exception):
    """A record can be submitted only with at least one file."""


def act(record: PracticeRecord, action: Action, *, actor: Account, at: datetime, reason: str = "") -> None:
    """Take one step of the workflow, record it, and write to whom it concerns.

    Raises:
        ClosedTransitionError: the state does not allow the step.
        OthersStepError: the step is somebody else's.
        ReasonMissingError: the step needs a reason.
        NotOverError, EvidenceMissingError: the record cannot be submitted yet.
    """
    line = transition(record.status, action)
    if line.part not in parts(actor, record):
        raise OthersStepError(line.part)
    reason = reason.strip()
    if line.needs_reason and not reason:
        raise ReasonMissingError
    if action is Action.SUBMIT:
        _check_ready(record, at)
    before = _marks(record)
    with db.session.no_autoflush:  # state and marks change together: the checks tie them
        record.status = line.becomes
        _MARK[action](record, actor, at)
        record.reason = reason if line.needs_reason else ""
        record.updated_at = at
    db.session.flush()
    after = _marks(record)
    record_event(
        f"record:{action}",
        "record",
        record.id,
        school_id=record.school_id,
        actor=actor,
        at=at,
        before={name: value for name, value in before.items() if after[name] != value},
        after={name: value for name, value in after.items() if before[name] != value},
        reason=reason,
    )
    _write_to_whom_it_concerns(record, action, at)


def _check_ready(record: PracticeRecord, at: datetime) -> None:
    if clock.local(at).date() <= record.last_day:
        raise NotOverError(record.last_day)
    if not record.evidence:
        raise EvidenceMissingError


def _marks(record: PracticeRecord) -> dict[str, Any]:
    return {"status": record.status.value, "endorsement": record.endorsement and record.endorsement.value}


def _mark_submitted(record: PracticeRecord, _actor: Account, at: datetime) -> None:
    _clear_marks(record)
    record.submitted_at = at
    if endorsement_is_waived(record):
        record.status = RecordStatus.ENDORSED
        record.endorsement = Endorsement.WAIVED


def _mark_withdrawn(record: PracticeRecord, _actor: Account, _at: datetime) -> None:
    _clear_marks(record)


def _mark_endorsed(record: PracticeRecord, actor: Account, at: datetime) -> None:
    record.endorsement = Endorsement.GIVEN
    record.endorsed_by = actor
    record.endorsed_at = at


def _mark_decided(record: PracticeRecord, actor: Account, at: datetime) -> None:
    record.decided_by = actor
    record.decided_at = at


def _mark_revoked(record: PracticeRecord, actor: Account, at: datetime) -> None:
    record.revoked_by = actor
    record.revoked_at = at


def _clear_marks(record: PracticeRecord) -> None:
    """Begin the review anew; the log keeps who said what before."""
    record.submitted_at = record.endorsed_at = record.decided_at = None
    record.endorsement = record.endorsed_by = record.decided_by = None


_MARK: dict[Action, Callable[[PracticeRecord, Account, datetime], None]] = {
    Action.SUBMIT: _mark_submitted,
    Action.WITHDRAW: _mark_withdrawn,
    Action.ENDORSE: _mark_endorsed,
    Action.RETURN: _mark_decided,
    Action.APPROVE: _mark_decided,
    Action.REJECT: _mark_decided,
    Action.REVOKE: _mark_revoked,
}


def _write_to_whom_it_concerns(record: PracticeRecord, action: Action, at: datetime) -> None:
    key = f"record:{record.id}:{record.status}:v{record.version}"
    if action in REVIEWER_SPOKE:
        owner = record.teacher.person
        context = emails.record_answered(record)
        queue_mail("record_answered", owner, key=f"{key}:answered", at=at, context=context)
        return
    for person in _waited_for(record):
        context = emails.record_waiting(record, person)
        queue_mail("record_waiting", person, key=f"{key}:{person.id}", at=at, context=context)


def _waited_for(record: PracticeRecord) -> list[Any]:
    if record.status is RecordStatus.SUBMITTED:
        return list(heads_for(record))
    return list(hr_for(record)) if record.status is RecordStatus.ENDORSED else []
