"""What waits for a school's decision: found by judging everybody, less what was decided to stay as it is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import select

from app.domain.facts import Ruling as RulingFact
from app.domain.outcome import Evaluation
from app.domain.questions import Case, Question, questions
from app.extensions import db
from app.standing.queries import SchoolAtOnce, evaluate_facts
from app.teachers.queries import rests
from app.teachers.ruling_models import Ruling, RulingAnswer


def open_questions(
    school_id: int,
    known: SchoolAtOnce,
    evaluations: Mapping[int, Evaluation],
    teacher_ids: Collection[int],
) -> dict[int, list[Question]]:
    """Of each of the teachers what is open; those with nothing open are left out."""
    settled = _settled(school_id)
    found = {}
    for teacher_id in teacher_ids:
        records = known.records.get(teacher_id, ())
        case = Case(known.law, known.decisions, known.teachers[teacher_id], records)
        done = settled.get(teacher_id, set())
        asked = [one for one in questions(case, evaluations[teacher_id]) if one.key not in done]
        if asked:
            found[teacher_id] = asked
    return found


@dataclass(frozen=True, slots=True)
class RulingLine:
    """A ruling on a teacher, as their page lists it."""

    number: str
    kind: RulingAnswer
    rule: str | None
    first_day: date | None
    last_day: date | None
    record_id: int | None
    other_record_id: int | None
    document: str
    decided_at: datetime
    revoked_at: datetime | None
    rests: bool
    """It left a record out for the sake of another that is not approved now."""


def rulings_of_teacher(teacher_id: int) -> list[RulingLine]:
    """Every ruling on a teacher, the newest first."""
    columns = [getattr(Ruling, one.name) for one in fields(RulingLine) if one.name != "rests"]
    rows = (
        select(*columns)
        .add_columns(rests())
        .where(Ruling.teacher_id == teacher_id)
        .order_by(Ruling.id.desc())
    )
    return [RulingLine(*row) for row in db.session.execute(rows)]


def _settled(school_id: int) -> dict[int, set[str]]:
    """The questions whose answer changes no verdict, by teacher: a verdict alone would ask them again."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = db.session.execute(
        select(Ruling.teacher_id, Ruling.record_id, Ruling.other_record_id).where(
            Ruling.school_id == school_id,
            Ruling.revoked_at.is_(None),
            Ruling.kind == RulingAnswer.STANDS,
        )
    )
    for teacher_id, record_id, other_id in rows:
        found[teacher_id].add(f"overlap-{record_id}-{other_id}")
    return found


def evaluation_with(known: SchoolAtOnce, teacher_id: int, added: Iterable[RulingFact]) -> Evaluation:
    """One teacher judged as if these rulings had been made as well."""
    teacher = known.teachers[teacher_id]
    varied = replace(teacher, rulings=(*teacher.rulings, *added))
    return evaluate_facts(replace(known, teachers={teacher_id: varied}))[teacher_id]


def without_rulings(known: SchoolAtOnce, teacher_id: int, numbers: Collection[str]) -> SchoolAtOnce:
    """One teacher as if these rulings had not been made."""
    teacher = known.teachers[teacher_id]
    kept = tuple(one for one in teacher.rulings if one.id not in numbers)
    return replace(known, teachers={teacher_id: replace(teacher, rulings=kept)})
