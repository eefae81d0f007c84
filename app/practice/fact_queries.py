"""Records, and plans of them, as verdicts read them."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from app.domain.facts import NamedPattern, Pattern, Record
from app.extensions import db
from app.practice.models import PatternKind, PracticeRecord, Stretch

FACTS = (
    PracticeRecord.teacher_id,
    PracticeRecord.id,
    PracticeRecord.venue,
    PracticeRecord.host,
    PracticeRecord.first_day,
    PracticeRecord.last_day,
    PracticeRecord.pattern,
    PracticeRecord.weekdays,
    PracticeRecord.half_hours,
    PracticeRecord.absent,
    PracticeRecord.attended_rest_days,
    PracticeRecord.status,
)
"""The columns that ``record_fact`` reads."""
_NAMED = {PatternKind.WORKDAYS: NamedPattern.WORKDAYS, PatternKind.DAILY: NamedPattern.DAILY}


def attendance_pattern(kind: PatternKind, weekdays: str) -> Pattern:
    """How the rules read a pattern."""
    return _NAMED.get(kind) or frozenset(int(sign) for sign in weekdays)


def record_fact(row: Stretch | Row[*tuple[Any, ...]]) -> Record:
    """A record, or a plan of one, as the rules read it, from the entity or from its columns."""
    return Record(
        id=str(row.id),
        venue=row.venue,
        host=row.host,
        first_day=row.first_day,
        last_day=row.last_day,
        pattern=attendance_pattern(row.pattern, row.weekdays),
        half_hours=row.half_hours,
        absent=row.absent,
        attended_rest_days=row.attended_rest_days,
        status=row.status,
    )


def records_of(teacher_id: int) -> tuple[Record, ...]:
    """A teacher's records as the rules read them, in whatever state."""
    return tuple(fact for _, fact in _facts(db.session.execute(_of_teacher(), {"teacher_id": teacher_id})))


def records_by_teacher(school_id: int) -> dict[int, tuple[Record, ...]]:
    """All records of a school by teacher, in one statement; teachers without one are left out."""
    by_teacher: dict[int, list[Record]] = defaultdict(list)
    for teacher_id, fact in _facts(
        db.session.execute(_in_order().where(PracticeRecord.school_id == school_id))
    ):
        by_teacher[teacher_id].append(fact)
    return {teacher_id: tuple(facts) for teacher_id, facts in by_teacher.items()}


@cache
def _in_order() -> Select[*tuple[Any, ...]]:
    return select(*FACTS).order_by(PracticeRecord.teacher_id, PracticeRecord.first_day, PracticeRecord.id)


@cache
def _of_teacher() -> Select[*tuple[Any, ...]]:
    """Every page of a teacher sends the statement, so it is made once."""
    return _in_order().where(PracticeRecord.teacher_id == bindparam("teacher_id"))


def _facts(rows: Iterable[Any]) -> list[tuple[int, Record]]:
    """Columns are taken apart at once: asking each row for each by name takes three times as long."""
    return [
        (
            teacher_id,
            Record(str(record_id), venue, host, first, last, attendance_pattern(kind, weekdays), *rest),
        )
        for teacher_id, record_id, venue, host, first, last, kind, weekdays, *rest in rows
    ]
