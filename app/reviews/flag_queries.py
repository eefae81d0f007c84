"""The flags of one record or of a whole queue, in the same handful of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from app import clock
from app.accounts.models import Person
from app.domain.facts import Record, RecordStatus
from app.domain.facts import Teacher as TeacherFacts
from app.domain.flags import Case, FileUse, Flag, FlagKind, Placed, flags_in
from app.extensions import db
from app.policy.loader import load_law
from app.practice.fact_queries import FACTS, record_fact
from app.practice.flag_wording import flag_words
from app.practice.models import Evidence, PracticeRecord
from app.reviews.enterprise_queries import SILENT, words_of_enterprises
from app.reviews.wording import Other
from app.teachers.models import Teacher
from app.teachers.queries import teacher_facts, teacher_facts_of_school
from app.venues.models import Site

CLAIMS = (RecordStatus.SUBMITTED, RecordStatus.ENDORSED, RecordStatus.APPROVED)
"""States in which a record counts or waits to count."""


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A flag in words."""

    kind: FlagKind
    serious: bool
    text: str
    other: Other | None
    """The record that it is shared with."""


def flags_of(school_id: int, record_ids: Collection[int]) -> dict[int, tuple[FlagLine, ...]]:
    """What is striking in each of these records of a school, the serious first; empty where nothing is."""
    rows = _rows(school_id, record_ids)
    teachers = _teachers(school_id, {row.teacher_id for row in rows})
    others, uses, has_file = _others(record_ids), _uses(record_ids), _with_evidence(record_ids)
    answers = words_of_enterprises(school_id, rows)
    calendar, found = load_law().calendar, {}
    for row in rows:
        shared, used = others.get(row.id, []), uses.get(row.id, [])
        answer = answers.get(row.id, SILENT)
        case = Case(
            own=Placed(record_fact(row), row.site_id),
            site_kind=row.kind,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            hired_on=teachers[row.teacher_id].hired_on,
            left_on=row.left_on,
            leaves=teachers[row.teacher_id].leaves,
            submitted_on=clock.local(row.submitted_at).date() if row.submitted_at else None,
            has_evidence=row.id in has_file,
            others=tuple(placed for placed, _ in shared),
            uses=tuple(use for use, _ in used),
            confirmed=answer.confirmed,
            objection=answer.objection,
            refusals=answer.refusals,
        )
        names = {str(other.record_id): other for _, other in (*shared, *used)}
        found[row.id] = _lines(flags_in(calendar, case), names, row.hired_on, row.left_on)
    return found


def _lines(
    flags: Iterable[Flag], names: dict[str, Other], hired_on: date, left_on: date | None
) -> tuple[FlagLine, ...]:
    return tuple(
        FlagLine(
            flag.kind,
            flag.serious,
            flag_words(flag, hired_on=hired_on, left_on=left_on, record=other.said if other else ""),
            other,
        )
        for flag, other in ((flag, names.get(flag.other or "")) for flag in flags)
    )


def _rows(school_id: int, record_ids: Collection[int]) -> list[Row[*tuple[Any, ...]]]:
    return list(
        db.session.execute(
            select(
                *FACTS,
                PracticeRecord.site_id,
                PracticeRecord.submitted_at,
                Site.kind,
                Site.valid_from,
                Site.valid_to,
                Teacher.hired_on,
                Teacher.left_on,
                Teacher.person_id,
                PracticeRecord.confirmation,
            )
            .join(Site, Site.id == PracticeRecord.site_id)
            .join(Teacher, Teacher.id == PracticeRecord.teacher_id)
            .where(PracticeRecord.school_id == school_id, PracticeRecord.id.in_(record_ids))
        )
    )


def _teachers(school_id: int, teacher_ids: Collection[int]) -> dict[int, TeacherFacts]:
    if len(teacher_ids) > 1:
        return teacher_facts_of_school(school_id)
    return {teacher_id: teacher_facts(teacher_id) for teacher_id in teacher_ids}


def _with_evidence(record_ids: Collection[int]) -> set[int]:
    return set(db.session.scalars(select(Evidence.record_id).where(Evidence.record_id.in_(record_ids))))


def _others(record_ids: Collection[int]) -> dict[int, list[tuple[Placed, Other]]]:
    """By record, the teacher's others that claim days of its span."""
    own = aliased(PracticeRecord)
    statement = (
        select(own.id.label("own_id"), *FACTS, PracticeRecord.site_id, Site.name.label("site"))
        .join(own, own.teacher_id == PracticeRecord.teacher_id)
        .join(Site, Site.id == PracticeRecord.site_id)
        .where(
            own.id.in_(record_ids),
            PracticeRecord.id != own.id,
            PracticeRecord.status.in_(CLAIMS),
            PracticeRecord.first_day <= own.last_day,
            PracticeRecord.last_day >= own.first_day,
        )
        .order_by(PracticeRecord.first_day, PracticeRecord.id)
    )
    found: dict[int, list[tuple[Placed, Other]]] = defaultdict(list)
    for row in db.session.execute(statement):
        fact: Record = record_fact(row)
        other = Other(row.id, None, row.site, row.first_day, row.last_day, row.status)
        found[row.own_id].append((Placed(fact, row.site_id), other))
    return found


def _uses(record_ids: Collection[int]) -> dict[int, list[tuple[FileUse, Other]]]:
    """By record, its files that are under another record of the school, too."""
    own, held = aliased(PracticeRecord), aliased(Evidence)
    statement = (
        select(
            held.record_id.label("own_id"),
            held.name,
            (PracticeRecord.teacher_id == own.teacher_id).label("same_teacher"),
            PracticeRecord.id,
            PracticeRecord.first_day,
            PracticeRecord.last_day,
            PracticeRecord.status,
            Person.name.label("teacher"),
            Site.name.label("site"),
        )
        .join(own, own.id == held.record_id)
        .join(Evidence, Evidence.file_id == held.file_id)
        .join(PracticeRecord, PracticeRecord.id == Evidence.record_id)
        .join(Site, Site.id == PracticeRecord.site_id)
        .join(Teacher, Teacher.id == PracticeRecord.teacher_id)
        .join(Person, Person.id == Teacher.person_id)
        .where(held.record_id.in_(record_ids), Evidence.record_id != held.record_id)
        .where(Evidence.school_id == held.school_id)
        .order_by(Evidence.id)
    )
    found: dict[int, list[tuple[FileUse, Other]]] = defaultdict(list)
    for row in db.session.execute(statement):
        teacher = None if row.same_teacher else row.teacher
        other = Other(row.id, teacher, row.site, row.first_day, row.last_day, row.status)
        use = FileUse(row.name, str(row.id), bool(row.same_teacher), row.status in CLAIMS)
        found[row.own_id].append((use, other))
    return found
