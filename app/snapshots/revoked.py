"""Rulings that were revoked although something in force rests on them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from app.accounts.models import Person
from app.domain.windows import Window
from app.extensions import db
from app.recognition.in_force import everything_in_force
from app.snapshots.frozen_row import thaw_row
from app.snapshots.models import Snapshot, SnapshotRow
from app.snapshots.queries import holding
from app.teachers.models import Teacher
from app.teachers.ruling_models import Ruling


class RulingYear(NamedTuple):
    """A frozen year, not restated since, whose verdicts used a ruling."""

    snapshot_id: int
    window: Window


class RulingPaper(NamedTuple):
    """A proposal in force, or its recommendation, whose verdict used a ruling."""

    proposal_id: int
    number: str | None
    """Of the recommendation; None while it is proposed."""


@dataclass(frozen=True, slots=True)
class Revoked:
    """What one person was told of at once: rulings on one question, and what still rests on them."""

    numbers: tuple[str, ...]
    teacher_id: int
    name: str
    revoked_at: datetime
    reason: str
    years: tuple[RulingYear, ...]
    papers: tuple[RulingPaper, ...]


def revoked_rulings(school_id: int, numbers: Collection[str] | None = None) -> list[Revoked]:
    """Every revoked ruling, or those of these numbers, that something in force rests on; newest first."""
    years, papers = _years(school_id), _papers(school_id)
    rows = db.session.execute(
        select(Ruling.number, Ruling.teacher_id, Person.name, Ruling.revoked_at, Ruling.revoke_reason)
        .join(Teacher, Teacher.id == Ruling.teacher_id)
        .join(Person, Person.id == Teacher.person_id)
        .where(Ruling.school_id == school_id, Ruling.number.in_(years.keys() | papers.keys()))
        .order_by(Ruling.revoked_at.desc(), Ruling.number)
    )
    together: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for number, *decision in rows:
        if numbers is None or number in numbers:
            together[tuple(decision)].append(number)
    return [
        Revoked(
            tuple(found),
            teacher_id,
            name,
            revoked_at,
            reason,
            tuple(dict.fromkeys(use for number in found for use in years.get(number, ()))),
            tuple(dict.fromkeys(use for number in found for use in papers.get(number, ()))),
        )
        for (teacher_id, name, revoked_at, reason), found in together.items()
    ]


def _years(school_id: int) -> dict[str, list[RulingYear]]:
    """By revoked ruling the frozen years that used it: what is frozen says so, whenever it was."""
    rows = db.session.execute(
        select(Ruling.number, Snapshot.id, Snapshot.first_day, Snapshot.as_of, SnapshotRow.frozen)
        .join(SnapshotRow, SnapshotRow.teacher_id == Ruling.teacher_id)
        .join(Snapshot, Snapshot.id == SnapshotRow.snapshot_id)
        .where(Ruling.school_id == school_id, Ruling.revoked_at.is_not(None), Snapshot.id.in_(holding()))
        .order_by(Snapshot.as_of.desc())
    )
    found: dict[str, list[RulingYear]] = defaultdict(list)
    for number, snapshot_id, first_day, as_of, stored in rows:
        if any(number in line.rulings for line in thaw_row(stored).lines):
            found[number].append(RulingYear(snapshot_id, Window(first_day, as_of)))
    return found


def _papers(school_id: int) -> dict[str, list[RulingPaper]]:
    """By revoked ruling what is in force and used it, unless it was found to stand without all that fell."""
    found: dict[str, list[RulingPaper]] = defaultdict(list)
    for one in everything_in_force(school_id):
        if not one.checked():
            for number in one.gone.rulings:
                found[number].append(RulingPaper(one.proposal_id, one.number))
    return found
