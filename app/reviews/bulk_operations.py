"""Passing many records in one transaction, each by the one workflow, and taking that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.accounts.models import Account
from app.domain.workflow import Action
from app.practice.models import PracticeRecord
from app.practice.operations import act
from app.practice.steps import OthersStepError
from app.practice.undo_operations import ChangedSinceError, TooLateError
from app.reviews.batch_queries import Batch, batch_of
from app.reviews.bulk_queries import Pick, Sorted, lock, sort_out
from app.reviews.operations import UsedError, undo


def pass_together(picks: Sequence[Pick], action: Action, *, actor: Account, at: datetime) -> Sorted:
    """Pass those of the records that may pass as they stand now, and say which did not.

    Each has its own event and mail. The rows are locked first, so that the guards of a step do not
    fail half-way: what somebody else has changed is held back, not an error.
    """
    found = sort_out(picks, action, actor=actor, on=clock.local(at).date(), locked=True)
    for record in found.passing:
        act(record, action, actor=actor, at=at)
    return found


Refused = OthersStepError | ChangedSinceError | TooLateError | UsedError
"""Why one of the records stays as it is."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of a batch."""

    back: tuple[PracticeRecord, ...]
    left: tuple[tuple[PracticeRecord, type[Refused]], ...]


def take_back(batch: Batch, *, actor: Account, at: datetime) -> TakenBack:
    """Undo what was passed together, as far as each record still allows it; each has its own event.

    The rows are locked and the log is read again first, so that what somebody else has changed is left alone.
    """
    lock(actor.school_id, [record.id for record in batch.records])
    now = batch_of(actor, batch.at) or batch
    back, left = [], []
    for record in now.records:
        why = _try_back(record, now, actor=actor, at=at)
        if why is None:
            back.append(record)
        else:
            left.append((record, why))
    return TakenBack(tuple(back), tuple(left))


def _try_back(record: PracticeRecord, batch: Batch, *, actor: Account, at: datetime) -> type[Refused] | None:
    """Undo one of a batch; why not, where it cannot be."""
    if record.id not in batch.untouched:
        return ChangedSinceError
    try:
        undo(record, actor=actor, at=at)
    except (OthersStepError, ChangedSinceError, TooLateError, UsedError) as error:
        return type(error)
    return None
