"""Reading frozen years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased, joinedload, undefer

from app.accounts.models import Account
from app.domain.conclusion import year_name
from app.domain.facts import YearBasis
from app.domain.windows import Window, year_window
from app.extensions import db
from app.practice.models import PracticeRecord
from app.schools.queries import school_facts
from app.snapshots.models import Snapshot, SnapshotRow
from app.venues.models import Site

OFFERED = 3
"""How many years back the page offers to freeze."""


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A year as the school counts it; ``number`` is the calendar year in which it begins."""

    number: int
    window: Window

    @property
    def label(self) -> str:
        return year_name(self.window)


def school_year(school_id: int, number: int) -> SchoolYear:
    """The year by the basis that was in force at the end of the calendar year in which it begins."""
    day = date(number, 12, 31)
    return SchoolYear(number, year_window(day, school_facts(school_id, day).year_basis))


def years_ended(school_id: int, today: date) -> list[SchoolYear]:
    """The newest years that have ended, the last one first."""
    years = (school_year(school_id, today.year - back) for back in range(OFFERED + 2))
    return [year for year in years if year.window.last_day < today][:OFFERED]


def basis_of(year: Window) -> YearBasis:
    """The basis that a year was counted by."""
    calendar = year_window(year.first_day, YearBasis.CALENDAR) == year
    return YearBasis.CALENDAR if calendar else YearBasis.ACADEMIC


def basis_changed(snapshot: Snapshot) -> bool:
    """Whether the school counts years otherwise now, even on that day."""
    return school_facts(snapshot.school_id, snapshot.as_of).year_basis is not basis_of(snapshot.window)


def snapshots_of(school_id: int) -> Sequence[Snapshot]:
    """All of a school, the newest year and edition first."""
    return db.session.scalars(
        select(Snapshot)
        .options(joinedload(Snapshot.taken_by).joinedload(Account.person))
        .where(Snapshot.school_id == school_id)
        .order_by(Snapshot.as_of.desc(), Snapshot.first_day.desc(), Snapshot.edition.desc())
    ).all()


def newest_edition(school_id: int, year: Window) -> Snapshot | None:
    """The edition of a year that holds."""
    first_day, last_day = year
    return db.session.scalar(
        select(Snapshot)
        .where(Snapshot.school_id == school_id, Snapshot.first_day == first_day, Snapshot.as_of == last_day)
        .order_by(Snapshot.edition.desc())
        .limit(1)
    )


def holding() -> Select[int]:
    """The ids of the editions that no later one supersedes."""
    later = aliased(Snapshot)
    return select(Snapshot.id).outerjoin(later, later.supersedes_id == Snapshot.id).where(later.id.is_(None))


def snapshot_or_404(snapshot_id: int, actor: Account) -> Snapshot:
    """One of the actor's school, whole; lists go without its ground and its changes."""
    whole = (undefer(Snapshot.ground), undefer(Snapshot.changes))
    found = db.session.get(Snapshot, snapshot_id, options=whole)
    if found is None or found.school_id != actor.school_id:
        abort(404)
    return found


LISTED = (
    SnapshotRow.teacher_id,
    SnapshotRow.name,
    SnapshotRow.staff_number,
    SnapshotRow.department,
    SnapshotRow.category,
    SnapshotRow.year_standing,
    SnapshotRow.year_credited,
    SnapshotRow.year_required,
    SnapshotRow.five_standing,
    SnapshotRow.five_credited,
    SnapshotRow.five_required,
    SnapshotRow.gate_passes,
)


def listed_rows(snapshot_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Everybody of a snapshot as a list shows them, without what is frozen of them."""
    return db.session.execute(select(*LISTED).where(SnapshotRow.snapshot_id == snapshot_id)).all()


def frozen_years_of(teacher_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """A teacher's rows in the editions that hold, the newest year first."""
    return db.session.execute(
        select(Snapshot.id, Snapshot.first_day, Snapshot.as_of, Snapshot.edition, *LISTED)
        .join(SnapshotRow, SnapshotRow.snapshot_id == Snapshot.id)
        .where(SnapshotRow.teacher_id == teacher_id, Snapshot.id.in_(holding()))
        .order_by(Snapshot.as_of.desc())
    ).all()


def sites_by_record(school_id: int) -> dict[str, str]:
    """Where each record of a school was, by its id."""
    rows = db.session.execute(
        select(PracticeRecord.id, Site.name)
        .join(Site, Site.id == PracticeRecord.site_id)
        .where(PracticeRecord.school_id == school_id)
    )
    return {str(record_id): name for record_id, name in rows}


def row_or_404(snapshot_id: int, teacher_id: int) -> SnapshotRow:
    """One teacher's row; whether the reader may see it is the caller's question."""
    found = db.session.get(SnapshotRow, (snapshot_id, teacher_id))
    if found is None:
        abort(404)
    return found
