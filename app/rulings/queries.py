"""Reading rulings, and the queue of what waits for one; the queue loads columns only."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from flask import abort
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Account
from app.domain.facts import Ruling as RulingFact
from app.domain.facts import RulingKind
from app.domain.facts import Teacher as TeacherFacts
from app.domain.outcome import Evaluation
from app.domain.questions import CellQuestion, LeaveQuestion, Question
from app.domain.roles import Role
from app.extensions import db
from app.practice.models import PracticeRecord
from app.standing.queries import SchoolAtOnce, evaluate_facts, own_teacher_id, read_school, read_teachers
from app.standing.question_queries import open_questions
from app.standing.school_queries import Member, members
from app.teachers.models import Teacher, TeacherLeave
from app.teachers.queries import rests
from app.teachers.ruling_models import Ruling, RulingAnswer


class Pick(NamedTuple):
    """One question of one teacher."""

    teacher_id: int
    key: str

    def __str__(self) -> str:
        return f"{self.teacher_id}.{self.key}"


class Why(StrEnum):
    """Why a question stays as it is although it was to be decided."""

    OWN = "own"
    GONE = "gone"
    """It is not open any more, or not this school's."""
    RULED = "ruled"
    """A ruling not revoked is there on one of its records."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open question, and since when it has been open."""

    member: Member
    question: Question
    since: date

    @property
    def pick(self) -> Pick:
        return Pick(self.member.teacher_id, self.question.key)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits at a school, the oldest first, with what it was found in."""

    known: SchoolAtOnce
    evaluations: Mapping[int, Evaluation]
    waiting: tuple[Waiting, ...]
    resting: Mapping[tuple[str, str], str]
    """As `resting_rulings` gives them."""


def queue_of_school(school_id: int, today: date) -> Queue:
    """Everything that waits for a decision about a teacher of today."""
    return _queue(school_id, today, read_school(school_id, today))


def queue_of_teachers(school_id: int, today: date, teacher_ids: Collection[int]) -> Queue:
    """The same about some teachers only; those of other schools are left out."""
    wanted = select(Teacher.id).where(Teacher.school_id == school_id, Teacher.id.in_(teacher_ids))
    return _queue(school_id, today, read_teachers(school_id, set(db.session.scalars(wanted)), today))


def _queue(school_id: int, today: date, known: SchoolAtOnce) -> Queue:
    evaluations = evaluate_facts(known)
    waiting = waiting_of(school_id, today, known, evaluations)
    return Queue(known, evaluations, waiting, resting_rulings({one.member.teacher_id for one in waiting}))


def waiting_of(
    school_id: int, today: date, known: SchoolAtOnce, evaluations: Mapping[int, Evaluation]
) -> tuple[Waiting, ...]:
    """What is open about those who were judged, the oldest first; of one day as ``questions`` gives it."""
    people = [one for one in members(school_id, today) if one.teacher_id in evaluations]
    found = open_questions(school_id, known, evaluations, [one.teacher_id for one in people])
    since = _Since(school_id, found)
    waiting = [
        Waiting(member, question, since.of(member.teacher_id, question))
        for member in people
        for question in found.get(member.teacher_id, ())
    ]
    waiting.sort(key=lambda one: (one.since, one.member.staff_number))
    return tuple(waiting)


class _Since:
    """From which day questions have been open: a record's approval, a year's end, a revocation."""

    def __init__(self, school_id: int, found: Mapping[int, Sequence[Question]]) -> None:
        asked = [question for questions in found.values() for question in questions]
        records = {record for one in asked for record in records_of_question(one)}
        self._approved = {
            str(record_id): _day(at)
            for record_id, at in db.session.execute(
                select(PracticeRecord.id, PracticeRecord.decided_at).where(
                    PracticeRecord.id.in_(map(int, records))
                )
            )
        }
        self._entered: dict[int, list[tuple[date, date, date]]] = {}
        for teacher_id, first_day, last_day, at in db.session.execute(
            select(
                TeacherLeave.teacher_id,
                TeacherLeave.first_day,
                TeacherLeave.last_day,
                TeacherLeave.created_at,
            ).where(TeacherLeave.school_id == school_id)
        ):
            self._entered.setdefault(teacher_id, []).append((first_day, last_day, _day(at)))
        about = (Ruling.teacher_id, Ruling.record_id, Ruling.first_day)
        self._revoked: dict[tuple[int, int | None, date | None], date] = {
            (teacher_id, record_id, year): _day(at)
            for teacher_id, record_id, year, at in db.session.execute(
                select(*about, func.max(Ruling.revoked_at))
                .where(Ruling.school_id == school_id, Ruling.revoked_at.is_not(None))
                .group_by(*about)
            )
        }

    def of(self, teacher_id: int, question: Question) -> date:
        if isinstance(question, LeaveQuestion):
            first_day, last_day = question.window
            entered = [
                day
                for first, last, day in self._entered.get(teacher_id, ())
                if first <= last_day and last >= first_day
            ]
            begun = max(last_day + timedelta(days=1), min(entered, default=last_day))
            return max(begun, self._revoked.get((teacher_id, None, first_day), begun))
        records = records_of_question(question)
        begun = max(self._approved[record] for record in records)
        again = (self._revoked.get((teacher_id, int(record), None), begun) for record in records)
        return max(begun, *again)


def _day(at: datetime | None) -> date:
    return clock.local(at).date() if at else date.min


def fact_of(ruling: Ruling) -> RulingFact | None:
    """A ruling as verdicts read it; None of one that changes none."""
    if ruling.kind is RulingAnswer.STANDS:
        return None
    record = None if ruling.record_id is None else str(ruling.record_id)
    return RulingFact(ruling.number, RulingKind(ruling.kind.value), ruling.rule or "", record, ruling.year)


def resting_rulings(teacher_ids: Collection[int]) -> dict[tuple[str, str], str]:
    """The numbers of rulings that rest because the other record is not approved, by rule and record."""
    rows = db.session.execute(
        select(Ruling.rule, Ruling.record_id, Ruling.number).where(
            Ruling.teacher_id.in_(teacher_ids), rests()
        )
    )
    return {(rule or "", str(record_id)): number for rule, record_id, number in rows}


def contradicted(
    teacher: TeacherFacts, added: Iterable[RulingFact], resting: Mapping[tuple[str, str], str]
) -> str | None:
    """The number of a ruling, one that rests too, on the same record and rule as one to be added."""
    held = {(one.rule, one.record): one.id for one in teacher.rulings if one.record is not None}
    known = {**resting, **held}
    return next((found for one in added if (found := known.get((one.rule, one.record or "")))), None)


def records_of_question(question: Question) -> tuple[str, ...]:
    """The records a question is about."""
    if isinstance(question, LeaveQuestion):
        return ()
    if isinstance(question, CellQuestion):
        return (question.record,)
    return (question.first, question.second)


def ruling_or_404(number: str, actor: Account) -> Ruling:
    """A ruling the actor may know of: the office those of its school, a teacher their own."""
    found = db.session.scalar(
        select(Ruling).where(Ruling.school_id == actor.school_id, Ruling.number == number)
    )
    if found is None:
        abort(404)
    if not actor.has(Role.HR, Role.ADMIN) and found.teacher_id != own_teacher_id(actor):
        abort(404)
    return found


def rulings_of_school(school_id: int) -> Select[Ruling]:
    """What has been decided, the newest first."""
    return (
        select(Ruling)
        .where(Ruling.school_id == school_id)
        .options(
            joinedload(Ruling.teacher).joinedload(Teacher.person),
            joinedload(Ruling.decided_by).joinedload(Account.person),
        )
        .order_by(Ruling.id.desc())
    )


def rulings_of_decision(ruling: Ruling) -> Sequence[Ruling]:
    """What was decided in one word: the same about the same, under each rule that reads it so."""
    return db.session.scalars(
        select(Ruling)
        .where(
            Ruling.teacher_id == ruling.teacher_id,
            Ruling.decided_at == ruling.decided_at,
            Ruling.kind == ruling.kind,
            Ruling.record_id.is_not_distinct_from(ruling.record_id),
            Ruling.other_record_id.is_not_distinct_from(ruling.other_record_id),
            Ruling.first_day.is_not_distinct_from(ruling.first_day),
            (Ruling.record_id.is_not(None)) | (Ruling.id == ruling.id),
        )
        .order_by(Ruling.id)
    ).all()
