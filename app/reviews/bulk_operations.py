"""Passing many records in one transaction, each by the one workflow."""

from collections.abc import Sequence
from datetime import datetime

from app import clock
from app.accounts.models import Account
from app.domain.workflow import Action
from app.practice.operations import act
from app.reviews.bulk_queries import Pick, Sorted, sort_out


def pass_together(picks: Sequence[Pick], action: Action, *, actor: Account, at: datetime) -> Sorted:
    """Pass those of the records that may pass as they stand now, and say which did not.

    Each has its own event and mail. The rows are locked first, so that the guards of a step do not
    fail half-way: what somebody else has changed is held back, not an error.
    """
    found = sort_out(picks, action, actor=actor, on=clock.local(at).date(), lock=True)
    for record in found.passing:
        act(record, action, actor=actor, at=at)
    return found
