"""What one bulk decision has passed, read from the log: its records, and which may still be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from app.accounts.models import Account
from app.audit.models import AuditEvent
from app.domain.workflow import UNDO_WITHIN
from app.extensions import db
from app.practice.models import PracticeRecord
from app.reviews.bulk_queries import BULK
from app.reviews.queries import with_what_lists_show


@dataclass(frozen=True, slots=True)
class Batch:
    """What somebody passed at one moment."""

    at: datetime
    records: Sequence[PracticeRecord]
    untouched: frozenset[int]
    """Ids of those to which nothing has happened since."""

    @property
    def until(self) -> datetime:
        """Until when it can be taken back."""
        return self.at + UNDO_WITHIN


def batch_of(actor: Account, at: datetime) -> Batch | None:
    """What the actor passed at that moment; None where that is nothing."""
    records = db.session.scalars(
        with_what_lists_show(select(PracticeRecord))
        .where(PracticeRecord.school_id == actor.school_id, PracticeRecord.id.in_(_passed(actor, at)))
        .order_by(PracticeRecord.id)
        .execution_options(populate_existing=True)
    ).all()
    return Batch(at, records, frozenset(db.session.scalars(_untouched(actor, at)))) if records else None


def _passed(actor: Account, at: datetime) -> Select[Any]:
    """Ids of the records of the steps that the actor took at that moment."""
    return select(AuditEvent.subject_id).where(
        AuditEvent.school_id == actor.school_id,
        AuditEvent.actor_person_id == actor.person_id,
        AuditEvent.subject == "record",
        AuditEvent.tag.in_([f"record:{action}" for action in BULK]),
        AuditEvent.at == at,
    )


def _untouched(actor: Account, at: datetime) -> Select[Any]:
    """Ids of those whose log ends with that step."""
    last = (
        select(func.max(AuditEvent.id))
        .where(
            AuditEvent.school_id == actor.school_id,
            AuditEvent.subject == "record",
            AuditEvent.subject_id.in_(_passed(actor, at)),
        )
        .group_by(AuditEvent.subject_id)
    )
    return _passed(actor, at).where(AuditEvent.id.in_(last))
