"""What reviewers do that concerns more than the record itself."""

from datetime import datetime

from app.accounts.models import Account
from app.domain.facts import RecordStatus
from app.practice import undo_operations
from app.practice.models import PracticeRecord
from app.recognition.queries import counts_record


class UsedError(Exception):
    """A proposal or a recommendation rests on the approval."""


def undo(record: PracticeRecord, *, actor: Account, at: datetime) -> None:
    """Take back one's own decision of the last minutes, unless somebody is recommended on it.

    Raises:
        OthersStepError, ChangedSinceError, TooLateError, CopiedError: see ``check_undo``.
        UsedError: see there.
    """
    undo_operations.check_undo(record, actor=actor, at=at)
    if record.status is RecordStatus.APPROVED and counts_record(record):
        raise UsedError
    undo_operations.undo(record, actor=actor, at=at)
