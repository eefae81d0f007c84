"""What has happened since a year was frozen that may change it."""

from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.facts import RecordStatus
from app.domain.outcome import ExclusionReason
from app.domain.windows import rolling_window
from app.extensions import LONGEST_WAIT, db
from app.practice.models import PracticeRecord
from app.schools.law_models import AdditionState, LawAddition
from app.schools.models import CHANGES_VERDICTS, DecisionOrigin, DecisionStatus, SchoolDecision
from app.snapshots.frozen_row import FrozenRow, thaw_row
from app.snapshots.models import Snapshot, SnapshotRow, SnapshotUse
from app.teachers.models import Teacher
from app.teachers.ruling_models import Ruling, RulingAnswer

NOT_YET_APPROVED = frozenset(
    {ExclusionReason.NOT_SUBMITTED, ExclusionReason.NOT_APPROVED, ExclusionReason.PENDING}
)
ON_THE_WAY = timedelta(seconds=2 * LONGEST_WAIT)
"""How long what has its moment may wait before it is written: what is older, a freeze has read."""


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
    """Rulings it rests on that are revoked."""
    decided: int
    """Decisions of the school confirmed later."""
    published: int
    """Additions to the law published later."""

    def __bool__(self) -> bool:
        return any(astuple(self))


def moved_since(snapshot: Snapshot) -> Moved:
    """What may change it: the comparison says what does.

    Of records and rulings its rows decide: a step takes its moment and is written later, so that the freeze
    may have read between the two.
    """
    made, revoked = _rulings_since(snapshot)
    return Moved(
        approved=_approved(snapshot),
        fallen=db.session.scalar(_fallen(snapshot)) or 0,
        ruled=made,
        revoked=revoked,
        decided=db.session.scalar(_decided(snapshot)) or 0,
        published=db.session.scalar(_published(snapshot)) or 0,
    )


def _approved(snapshot: Snapshot) -> int:
    """Records of who was there on its last day that no line has seen approved."""
    uses = and_(SnapshotUse.snapshot_id == snapshot.id, SnapshotUse.record_id == PracticeRecord.id)
    rows = db.session.execute(
        select(PracticeRecord.id, PracticeRecord.first_day, PracticeRecord.last_day, SnapshotRow.frozen)
        .join(Teacher, Teacher.id == PracticeRecord.teacher_id)
        .outerjoin(SnapshotRow, _row_of(snapshot, Teacher.id))
        .outerjoin(SnapshotUse, uses)
        .where(
            PracticeRecord.school_id == snapshot.school_id,
            PracticeRecord.status == RecordStatus.APPROVED,
            PracticeRecord.decided_at > snapshot.taken_at - ON_THE_WAY,
            PracticeRecord.first_day <= snapshot.as_of,
            PracticeRecord.last_day >= rolling_window(snapshot.as_of).first_day,
            Teacher.hired_on <= snapshot.as_of,
            or_(Teacher.left_on.is_(None), Teacher.left_on >= snapshot.as_of),
            SnapshotUse.record_id.is_(None),
        )
    )
    return sum(
        frozen is None or _is_new(str(record_id), first_day, last_day, thaw_row(frozen))
        for record_id, first_day, last_day, frozen in rows
    )


def _is_new(record: str, first_day: date, last_day: date, row: FrozenRow) -> bool:
    """Whether a record, credited nowhere, touches lines that did not leave it out as approved."""
    touched = [line for line in row.lines if line.window_first <= last_day and first_day <= line.window_last]
    left_out = (one for line in touched for one in line.excluded if one.record == record)
    return bool(touched) and all(one.reason in NOT_YET_APPROVED for one in left_out)


def _row_of(snapshot: Snapshot, teacher_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return and_(SnapshotRow.snapshot_id == snapshot.id, SnapshotRow.teacher_id == teacher_id)


def _fallen(snapshot: Snapshot) -> Select[int]:
    return (
        select(func.count(SnapshotUse.record_id))
        .join(PracticeRecord, PracticeRecord.id == SnapshotUse.record_id)
        .where(SnapshotUse.snapshot_id == snapshot.id, PracticeRecord.status != RecordStatus.APPROVED)
    )


def _rulings_since(snapshot: Snapshot) -> tuple[int, int]:
    """How many were made that it does not rest on, and how many are revoked that it does."""
    made = revoked = 0
    for number, revoked_at, frozen in db.session.execute(_rulings(snapshot)):
        used = frozen is not None and any(number in line.rulings for line in thaw_row(frozen).lines)
        made += revoked_at is None and not used
        revoked += revoked_at is not None and used
    return made, revoked


def _rulings(snapshot: Snapshot) -> Select[str, datetime | None, dict[str, Any] | None]:
    """Rulings that change verdicts of its days, whichever the rule: revoked, or not made before it."""
    return (
        select(Ruling.number, Ruling.revoked_at, SnapshotRow.frozen)
        .outerjoin(PracticeRecord, PracticeRecord.id == Ruling.record_id)
        .outerjoin(SnapshotRow, _row_of(snapshot, Ruling.teacher_id))
        .where(
            Ruling.school_id == snapshot.school_id,
            Ruling.kind != RulingAnswer.STANDS,
            or_(Ruling.revoked_at.is_not(None), Ruling.decided_at > snapshot.taken_at - ON_THE_WAY),
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
