"""A school at the end of a year: as it was frozen, or as it would be frozen now."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.domain.facts import Category, Record
from app.domain.frozen import freeze, thaw
from app.domain.outcome import Evaluation, Verdict
from app.domain.plan import plan_for
from app.domain.windows import Window
from app.extensions import db
from app.schools.queries import decisions
from app.snapshots.frozen_ground import Ground, Rules, ground_of, rules_of
from app.snapshots.frozen_row import FrozenName, FrozenRow, evaluation_of, freeze_row, thaw_row
from app.snapshots.models import Snapshot, SnapshotRow
from app.snapshots.queries import basis_of, sites_by_record
from app.standing.headline import headline
from app.standing.queries import evaluate_facts, read_school, usable_decisions
from app.standing.school_queries import members
from app.standing.table import by_pinyin


class NotJudgedError(Exception):
    """The school's decisions allow no verdict on the day; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A teacher as they were."""

    teacher_id: int
    name: str
    staff_number: str
    department: str
    category: Category | None


@dataclass(frozen=True)
class Picture:
    """Everybody on one day with their frozen rows, and the ground; teachers by id."""

    as_of: date
    taken_at: datetime
    ground: Ground
    people: Mapping[int, Someone]
    stored: Mapping[int, dict[str, Any]]

    @cached_property
    def rules(self) -> Rules:
        return rules_of(self.ground)

    def row(self, teacher_id: int) -> FrozenRow:
        return thaw_row(self.stored[teacher_id])

    def evaluation(self, row: FrozenRow) -> Evaluation:
        return evaluation_of(row, self.rules, self.as_of)


@dataclass(frozen=True, slots=True)
class Fresh:
    """A picture taken now, with what a snapshot keeps of it besides."""

    picture: Picture
    evaluations: Mapping[int, Evaluation]

    @property
    def counts(self) -> dict[str, Any]:
        """How many stand where, for the year and the five years; those without a line under ``none``."""
        found: dict[str, Counter[str]] = {"year": Counter(), "five": Counter()}
        for evaluation in self.evaluations.values():
            lines = headline(evaluation)
            found["year"][_standing(lines.year)] += 1
            found["five"][_standing(lines.five)] += 1
        return {line: dict(sorted(numbers.items())) for line, numbers in found.items()}


def _standing(verdict: Verdict | None) -> str:
    return verdict.standing.value if verdict else "none"


def picture_now(school_id: int, year: Window, at: datetime) -> Fresh:
    """Judge everybody who was a teacher of the school on its last day, by what is known at ``at``.

    Years are counted as this one is, whatever basis the school has decided on since.

    Raises:
        NotJudgedError: the school's decisions allow no verdict on the day.
    """
    as_of = year.last_day
    known = read_school(school_id, as_of)
    known = replace(known, decisions=replace(known.decisions, year_basis=basis_of(year)))
    usable = usable_decisions(known.law, known.decisions, as_of)
    if not usable.judged:
        raise NotJudgedError(usable.problem)
    evaluations = evaluate_facts(known)
    people = {
        one.teacher_id: Someone(one.teacher_id, one.name, one.staff_number, one.department, one.category)
        for one in members(school_id, as_of)
        if one.teacher_id in evaluations  # who came since the facts were read is not judged
    }
    judgements = plan_for(known.law, usable.school, as_of).judgements
    judged = {judgement.rule for judgement in judgements}
    tables = {judgement.counting.dated: judgement.counting for judgement in judgements}
    held = tuple(one for one in decisions(school_id) if one.effective_from <= as_of)
    rules = tuple(rule for rule in known.law.rules if rule in judged)
    sites = sites_by_record(school_id)
    picture = Picture(
        as_of,
        at,
        ground_of((tables[day] for day in sorted(tables)), rules, held),
        people,
        {
            key: freeze_row(known.teachers[key], evaluations[key], _names(known.records.get(key, ()), sites))
            for key in people
        },
    )
    return Fresh(picture, {key: evaluations[key] for key in people})


def _names(records: Iterable[Record], sites: Mapping[str, str]) -> Iterable[FrozenName]:
    """One that was removed since the facts were read has no place any more."""
    return (
        FrozenName(one.id, sites[one.id], one.first_day, one.last_day) for one in records if one.id in sites
    )


def picture_of(snapshot: Snapshot) -> Picture:
    """A snapshot read whole."""
    rows = db.session.execute(
        select(
            SnapshotRow.teacher_id,
            SnapshotRow.name,
            SnapshotRow.staff_number,
            SnapshotRow.department,
            SnapshotRow.category,
            SnapshotRow.frozen,
        ).where(SnapshotRow.snapshot_id == snapshot.id)
    ).all()
    return Picture(
        snapshot.as_of,
        snapshot.taken_at,
        thaw(Ground, snapshot.ground),
        {row.teacher_id: Someone(*row[:5]) for row in rows},
        {row.teacher_id: row.frozen for row in rows},
    )


def frozen_ground(picture: Picture) -> dict[str, Any]:
    return freeze(picture.ground)


def in_order(people: Mapping[int, Someone]) -> list[Someone]:
    """By department, then name."""
    return sorted(people.values(), key=lambda one: (by_pinyin(one.department), by_pinyin(one.name)))
