"""What vouches for a record: the seal on a file, the original that HR has seen, the enterprise's word."""

from datetime import datetime
from typing import Any

from app import clock
from app.accounts.models import Account
from app.audit.operations import set_changed
from app.domain.evidence import ConfirmationState
from app.domain.facts import RecordStatus
from app.domain.roles import Part
from app.practice.access import parts
from app.practice.draft_operations import check_editable, record_step, touch
from app.practice.models import Evidence, PracticeRecord
from app.practice.steps import OthersStepError

SEEN_IN = frozenset({RecordStatus.SUBMITTED, RecordStatus.ENDORSED, RecordStatus.APPROVED})
"""States in which HR has a record before it and can compare it with the original."""


class NotInReviewError(Exception):
    """The record is not handed in, or it has ended."""


def mark_stamped(evidence: Evidence, *, stamped: bool, actor: Account, at: datetime) -> None:
    """Say whether a file bears the seal of the place.

    Raises:
        OthersStepError, NotEditableError: somebody else's, or not in a state to change.
    """
    record = evidence.record
    check_editable(record, actor, at)
    before, after = set_changed(evidence, {"stamped": stamped})
    if after:
        touch(record, at)
        name = {"name": evidence.name}
        record_step("record:mark_stamped", record, actor, at, before=name | before, after=name | after)


def mark_original(record: PracticeRecord, *, seen: bool, actor: Account, at: datetime) -> None:
    """HR has seen the stamped original, or takes that back; nobody says so of their own record.

    Raises:
        OthersStepError: the actor is not HR to this record.
        NotInReviewError: it is not handed in.
    """
    if Part.HR not in parts(actor, record, clock.local(at).date()):
        raise OthersStepError(Part.HR)
    if record.status not in SEEN_IN:
        raise NotInReviewError
    if seen is (record.original_seen_at is not None):
        return
    marks = {"original_seen_by_id": actor.id if seen else None, "original_seen_at": at if seen else None}
    before, after = set_changed(record, marks)
    touch(record, at)
    tag = "record:original_seen" if seen else "record:original_unseen"
    record_step(tag, record, actor, at, before=before, after=after)


def set_confirmation(
    record: PracticeRecord,
    state: ConfirmationState | None,
    tag: str,
    *,
    actor: Account | None,
    at: datetime,
    about: dict[str, Any],
    reason: str = "",
) -> None:
    """Note where the enterprise's word stands; whose it is and how it came is for the caller to guard.

    ``about`` is what the log keeps of it beside the state.
    """
    before, after = set_changed(record, {"confirmation": state})
    touch(record, at)
    record_step(tag, record, actor, at, before=before, after=about | after, reason=reason)
