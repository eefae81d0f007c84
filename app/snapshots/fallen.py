"""What rests on a record: verdicts of today, frozen years, recommendations; and what waits for an answer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import Person
from app.domain.facts import RecordStatus
from app.domain.impact import Difference, difference
from app.domain.windows import Window
from app.extensions import db
from app.practice.models import PracticeRecord
from app.recognition.reliance import Reliance, records_relied_on, relying, relying_on
from app.snapshots.models import Snapshot, SnapshotUse
from app.snapshots.queries import holding
from app.standing.effect import with_approved, without_records
from app.standing.queries import evaluate_teacher
from app.teachers.models import Teacher
from app.venues.models import Site


@dataclass(frozen=True, slots=True)
class FrozenUse:
    """An edition of a year that credits a record."""

    snapshot_id: int
    window: Window
    edition: int
    holds: bool
    """No later edition supersedes it."""
    half_hours: int


@dataclass(frozen=True, slots=True)
class Uses:
    """Everything that rests on one record."""

    fallen: bool
    """It does not count any more."""
    today: Difference
    """Verdicts with the record, and without it."""
    years: tuple[FrozenUse, ...]
    recommendations: tuple[Reliance, ...]

    @property
    def years_held(self) -> tuple[FrozenUse, ...]:
        return tuple(one for one in self.years if one.holds)

    def __bool__(self) -> bool:
        return bool(self.today or self.years or self.recommendations)


def uses_of(record: PracticeRecord, today: date) -> Uses:
    """What rests, or rested, on a record that is or was approved."""
    known, own = evaluate_teacher(record.teacher_id, today), str(record.id)
    return Uses(
        fallen=record.status is not RecordStatus.APPROVED,
        today=difference(with_approved(known, own), without_records(known, own)),
        years=_years_of(record.id),
        recommendations=tuple(relying_on(record)),
    )


def frozen_or_recommended(record: PracticeRecord) -> bool:
    """Whether paper that has been shown to somebody rests on the record."""
    return bool(_years_of(record.id) or relying_on(record))


def _years_of(record_id: int) -> tuple[FrozenUse, ...]:
    held = set(
        db.session.scalars(
            holding()
            .join(SnapshotUse, SnapshotUse.snapshot_id == Snapshot.id)
            .where(SnapshotUse.record_id == record_id)
        )
    )
    rows = db.session.execute(
        select(Snapshot.id, Snapshot.first_day, Snapshot.as_of, Snapshot.edition, SnapshotUse.half_hours)
        .join(SnapshotUse, SnapshotUse.snapshot_id == Snapshot.id)
        .where(SnapshotUse.record_id == record_id)
        .order_by(Snapshot.as_of.desc(), Snapshot.edition.desc())
    )
    return tuple(
        FrozenUse(row.id, Window(row.first_day, row.as_of), row.edition, row.id in held, row.half_hours)
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Fallen:
    """A record that does not count any more although something in force rests on it."""

    record_id: int
    name: str
    site: str
    days: Window
    status: RecordStatus
    revoked_at: datetime | None
    reason: str
    years: tuple[FrozenUse, ...]
    recommendations: tuple[Reliance, ...]


def fallen_records(school_id: int) -> list[Fallen]:
    """Every fallen record on which a frozen year not restated, or a paper not checked since, rests."""
    years = _years_to_restate(school_id)
    relied = _fallen_but_relied_on(school_id)
    rows = db.session.execute(
        select(
            PracticeRecord.id,
            PracticeRecord.teacher_id,
            Person.name,
            Site.name.label("site"),
            PracticeRecord.first_day,
            PracticeRecord.last_day,
            PracticeRecord.status,
            PracticeRecord.revoked_at,
            PracticeRecord.reason,
        )
        .join(Teacher, Teacher.id == PracticeRecord.teacher_id)
        .join(Person, Person.id == Teacher.person_id)
        .join(Site, Site.id == PracticeRecord.site_id)
        .where(PracticeRecord.id.in_(years.keys() | relied))
        .order_by(PracticeRecord.updated_at.desc(), PracticeRecord.id)
    ).all()
    gone: dict[int, frozenset[str]] = defaultdict(frozenset)
    for row in rows:
        gone[row.teacher_id] |= {str(row.id)}
    resting = relying(school_id, gone)
    found = [
        Fallen(
            record_id=row.id,
            name=row.name,
            site=row.site,
            days=Window(row.first_day, row.last_day),
            status=row.status,
            revoked_at=row.revoked_at,
            reason=row.reason,
            years=tuple(years.get(row.id, ())),
            recommendations=tuple(one for one in resting if str(row.id) in one.records and not one.checked),
        )
        for row in rows
    ]
    return [one for one in found if one.years or one.recommendations]


def _years_to_restate(school_id: int) -> Mapping[int, list[FrozenUse]]:
    """By fallen record the editions that hold and credit it, the newest year first."""
    rows = db.session.execute(
        select(
            SnapshotUse.record_id,
            Snapshot.id,
            Snapshot.first_day,
            Snapshot.as_of,
            Snapshot.edition,
            SnapshotUse.half_hours,
        )
        .join(Snapshot, Snapshot.id == SnapshotUse.snapshot_id)
        .join(PracticeRecord, PracticeRecord.id == SnapshotUse.record_id)
        .where(
            Snapshot.school_id == school_id,
            Snapshot.id.in_(holding()),
            PracticeRecord.status != RecordStatus.APPROVED,
        )
        .order_by(Snapshot.as_of.desc())
    )
    found: dict[int, list[FrozenUse]] = defaultdict(list)
    for record_id, snapshot_id, first_day, as_of, edition, half_hours in rows:
        use = FrozenUse(snapshot_id, Window(first_day, as_of), edition, holds=True, half_hours=half_hours)
        found[record_id].append(use)
    return found


def _fallen_but_relied_on(school_id: int) -> set[int]:
    relied = frozenset[int]().union(*records_relied_on(school_id))
    fallen = select(PracticeRecord.id).where(
        PracticeRecord.id.in_(relied), PracticeRecord.status != RecordStatus.APPROVED
    )
    return set(db.session.scalars(fallen))
