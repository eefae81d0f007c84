"""What has happened since a year was frozen that may change it."""

from dataclasses import astuple, dataclass

from sqlalchemy import Select, and_, func, or_, select

from app.domain.facts import RecordStatus
from app.domain.windows import rolling_window
from app.extensions import db
from app.practice.models import PracticeRecord
from app.schools.law_models import AdditionState, LawAddition
from app.schools.models import CHANGES_VERDICTS, DecisionOrigin, DecisionStatus, SchoolDecision
from app.snapshots.models import Snapshot, SnapshotUse
from app.teachers.ruling_models import Ruling, RulingAnswer


@dataclass(frozen=True, slots=True)
class Moved:
    """How many of each."""

    approved: int
    """Records of its five years that passed only later."""
    fallen: int
    """Records it credits that count no more."""
    ruled: int
    """Rulings made later."""
    revoked: int
    """Rulings revoked later that held when it was frozen."""
    decided: int
    """Decisions of the school confirmed later."""
    published: int
    """Additions to the law published later."""

    def __bool__(self) -> bool:
        return any(astuple(self))


def moved_since(snapshot: Snapshot) -> Moved:
    """What may change it: the comparison says what does."""
    return Moved(
        *(
            db.session.scalar(count) or 0
            for count in (
                _approved(snapshot),
                _fallen(snapshot),
                _ruled(snapshot),
                _revoked(snapshot),
                _decided(snapshot),
                _published(snapshot),
            )
        )
    )


def _approved(snapshot: Snapshot) -> Select[int]:
    return select(func.count(PracticeRecord.id)).where(
        PracticeRecord.school_id == snapshot.school_id,
        PracticeRecord.status == RecordStatus.APPROVED,
        PracticeRecord.decided_at > snapshot.taken_at,
        PracticeRecord.first_day <= snapshot.as_of,
        PracticeRecord.last_day >= rolling_window(snapshot.as_of).first_day,
    )


def _fallen(snapshot: Snapshot) -> Select[int]:
    return (
        select(func.count(SnapshotUse.record_id))
        .join(PracticeRecord, PracticeRecord.id == SnapshotUse.record_id)
        .where(SnapshotUse.snapshot_id == snapshot.id, PracticeRecord.status != RecordStatus.APPROVED)
    )


def _ruled(snapshot: Snapshot) -> Select[int]:
    return _rulings(snapshot).where(Ruling.decided_at > snapshot.taken_at, Ruling.revoked_at.is_(None))


def _revoked(snapshot: Snapshot) -> Select[int]:
    return _rulings(snapshot).where(
        Ruling.decided_at <= snapshot.taken_at, Ruling.revoked_at > snapshot.taken_at
    )


def _rulings(snapshot: Snapshot) -> Select[int]:
    """Rulings that change verdicts of its days, whichever the rule."""
    return (
        select(func.count(Ruling.id))
        .outerjoin(PracticeRecord, PracticeRecord.id == Ruling.record_id)
        .where(
            Ruling.school_id == snapshot.school_id,
            Ruling.kind != RulingAnswer.STANDS,
            or_(Ruling.first_day.is_(None), Ruling.first_day <= snapshot.as_of),
            or_(
                Ruling.record_id.is_(None),
                and_(
                    PracticeRecord.first_day <= snapshot.as_of,
                    PracticeRecord.last_day >= rolling_window(snapshot.as_of).first_day,
                ),
            ),
        )
    )


def _decided(snapshot: Snapshot) -> Select[int]:
    return select(func.count(SchoolDecision.id)).where(
        SchoolDecision.school_id == snapshot.school_id,
        SchoolDecision.origin == DecisionOrigin.SCHOOL,
        SchoolDecision.kind.in_(CHANGES_VERDICTS),
        SchoolDecision.status == DecisionStatus.CONFIRMED,
        SchoolDecision.superseded_at.is_(None),
        SchoolDecision.decided_at > snapshot.taken_at,
        SchoolDecision.effective_from <= snapshot.as_of,
    )


def _published(snapshot: Snapshot) -> Select[int]:
    return select(func.count(LawAddition.id)).where(
        LawAddition.school_id == snapshot.school_id,
        LawAddition.state == AdditionState.PUBLISHED,
        LawAddition.decided_at > snapshot.taken_at,
        or_(LawAddition.effective_from.is_(None), LawAddition.effective_from <= snapshot.as_of),
    )
