"""One step in the review of a reviewed thing, by the one table of the workflow."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app import clock
from app.accounts.models import Account
from app.accounts.queries import INSTEAD_OF
from app.audit.operations import record_event
from app.domain.facts import RecordStatus
from app.domain.roles import Part
from app.domain.workflow import Action, Transition, transition
from app.extensions import db
from app.practice.access import endorsement_is_waived, parts, stands_in
from app.practice.review_marks import Endorsement, Reviewed
from app.teachers.locks import lock_teachers

REVIEWER_SPOKE = frozenset({Action.RETURN, Action.APPROVE, Action.REJECT, Action.REVOKE})


class OthersStepError(Exception):
    """The actor does not hold the part that the step asks for."""

    def __init__(self, part: Part) -> None:
        super().__init__(f"only the part {part} may do this")
        self.part = part


class ReasonMissingError(Exception):
    """The step needs a reason in words."""


def wait_for_turn(subject: Reviewed) -> None:
    """Come after everybody who begins, copies or takes back for the same teacher, and see what they left."""
    lock_teachers({subject.teacher_id})
    db.session.refresh(subject)


def take_step(
    subject: Reviewed,
    name: str,
    action: Action,
    *,
    actor: Account,
    at: datetime,
    reason: str,
    ready: Callable[[], None],
) -> None:
    """Guard, change and record; who is told is the caller's to say.

    ``name`` is what the log calls the thing, e.g. ``record``; ``ready`` raises what stands in the
    way of handing it in.

    Raises:
        ClosedTransitionError: the state does not allow the step.
        OthersStepError: the step is somebody else's.
        ReasonMissingError: the step needs a reason.
    """
    line, today, reason = transition(subject.status, action), clock.local(at).date(), reason.strip()
    _guard(line, subject, actor, today, reason)
    if action is Action.SUBMIT:
        ready()
    before, lent = marks(subject), stands_in(actor, subject, line.part, today)
    with db.session.no_autoflush:  # state and marks change together: the checks tie them
        subject.status, subject.updated_at = line.becomes, at
        _MARK[action](subject, actor, at)
        subject.reason = reason if line.needs_reason else ""
    db.session.flush()
    log_step(
        subject,
        name,
        action,
        actor=actor,
        at=at,
        before=before,
        reason=reason,
        instead_of=lent.for_account.person_id if lent else None,
    )


def _guard(line: Transition, subject: Reviewed, actor: Account, today: date, reason: str) -> None:
    if line.part not in parts(actor, subject, today):
        raise OthersStepError(line.part)
    if line.needs_reason and not reason:
        raise ReasonMissingError


def log_step(
    subject: Reviewed,
    name: str,
    action: Action,
    *,
    actor: Account,
    at: datetime,
    before: dict[str, Any],
    reason: str = "",
    instead_of: int | None = None,
) -> None:
    """Record what a step changed since ``before``; ``instead_of`` is the person stood in for."""
    after = marks(subject)
    changed = {key: value for key, value in after.items() if before[key] != value}
    record_event(
        f"{name}:{action}",
        name,
        subject.id,
        school_id=subject.school_id,
        actor=actor,
        at=at,
        before={key: before[key] for key in changed},
        after=changed | ({INSTEAD_OF: instead_of} if instead_of else {}),
        reason=reason,
    )


def marks(subject: Reviewed) -> dict[str, Any]:
    """What of a review the log follows."""
    return {
        "status": subject.status.value,
        "endorsement": subject.endorsement and subject.endorsement.value,
    }


def _mark_submitted(subject: Reviewed, _actor: Account, at: datetime) -> None:
    _clear_marks(subject)
    subject.submitted_at = at
    if endorsement_is_waived(subject, clock.local(at).date()):
        subject.status = RecordStatus.ENDORSED
        subject.endorsement = Endorsement.WAIVED


def _mark_withdrawn(subject: Reviewed, _actor: Account, _at: datetime) -> None:
    _clear_marks(subject)


def _mark_endorsed(subject: Reviewed, actor: Account, at: datetime) -> None:
    subject.endorsement = Endorsement.GIVEN
    subject.endorsed_by = actor
    subject.endorsed_at = at


def _mark_decided(subject: Reviewed, actor: Account, at: datetime) -> None:
    subject.decided_by = actor
    subject.decided_at = at


def _mark_revoked(subject: Reviewed, actor: Account, at: datetime) -> None:
    subject.revoked_by = actor
    subject.revoked_at = at


def _clear_marks(subject: Reviewed) -> None:
    """Begin the review anew; the log keeps who said what before."""
    subject.submitted_at = subject.endorsed_at = subject.decided_at = None
    subject.endorsement = subject.endorsed_by = subject.decided_by = None


_MARK: dict[Action, Callable[[Reviewed, Account, datetime], None]] = {
    Action.SUBMIT: _mark_submitted,
    Action.WITHDRAW: _mark_withdrawn,
    Action.ENDORSE: _mark_endorsed,
    Action.RETURN: _mark_decided,
    Action.APPROVE: _mark_decided,
    Action.REJECT: _mark_decided,
    Action.REVOKE: _mark_revoked,
}
