"""What reviewers do that concerns more than the record itself."""

from datetime import datetime

from app.accounts.models import Account
from app.domain.facts import RecordStatus
from app.domain.workflow import Action
from app.practice import operations, undo_operations
from app.practice.models import PracticeRecord
from app.recognition.reliance import relying_on
from app.snapshots.fallen import frozen_or_recommended
from app.snapshots.fallen_operations import tell_of_fall
from app.teachers.locks import lock_teachers


class UsedError(Exception):
    """A proposal or a recommendation rests on the approval."""


def act(record: PracticeRecord, action: Action, *, actor: Account, at: datetime, reason: str = "") -> None:
    """Take a step of the review; HR is told where paper rests on what is revoked.

    Raises:
        ClosedTransitionError, OthersStepError, ReasonMissingError: see ``take_step``.
    """
    if action is Action.REVOKE:
        # Who recommends the teacher now has done so, or waits and sees this.
        lock_teachers({record.teacher_id})
    used = action is Action.REVOKE and frozen_or_recommended(record)
    operations.act(record, action, actor=actor, at=at, reason=reason)
    if used:
        tell_of_fall(record, actor=actor, at=at)


def undo(record: PracticeRecord, *, actor: Account, at: datetime) -> None:
    """Take back one's own decision of the last minutes, unless somebody is recommended on it.

    Raises:
        OthersStepError, ChangedSinceError, TooLateError, CopiedError: see ``check_undo``.
        UsedError: see there.
    """
    undo_operations.check_undo(record, actor=actor, at=at)
    used = False
    if record.status is RecordStatus.APPROVED:
        if relying_on(record):
            raise UsedError
        used = frozen_or_recommended(record)
    undo_operations.undo(record, actor=actor, at=at)
    if used:
        tell_of_fall(record, actor=actor, at=at)
