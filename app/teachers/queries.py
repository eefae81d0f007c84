"""Reading the people of a school, and teachers as verdicts read them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import starmap
from typing import Any, TypeVar

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account, AccountRole, Person
from app.audit.models import AuditEvent
from app.domain.facts import Category, CategoryFrom, Leave, RecordStatus, Ruling, RulingKind
from app.domain.facts import Teacher as TeacherFacts
from app.domain.roles import Role
from app.domain.windows import Window
from app.extensions import db
from app.teachers.models import Teacher, TeacherCategory, TeacherLeave
from app.teachers.ruling_models import Ruling as RulingRow
from app.teachers.ruling_models import RulingAnswer

Row = TypeVar("Row", Teacher, Person, TeacherLeave)


_KIND = {RulingAnswer(kind.value): kind for kind in RulingKind}
"""Answers that change verdicts."""


def rests() -> ColumnElement[bool]:
    """A ruling that left a record out for the sake of another rests while the other is not approved."""
    return and_(
        RulingRow.kind == RulingAnswer.DOES_NOT_COUNT,
        RulingRow.revoked_at.is_(None),
        RulingRow.other_record_id.is_not(None),
        ~RulingRow.other_record.has(status=RecordStatus.APPROVED),
    )


@cache
def _in_force() -> Select[*tuple[Any, ...]]:
    """Rulings in force that verdicts read, in the order of their numbers."""
    return (
        select(
            RulingRow.teacher_id,
            RulingRow.number,
            RulingRow.kind,
            RulingRow.rule,
            RulingRow.record_id,
            RulingRow.first_day,
            RulingRow.last_day,
        )
        .where(RulingRow.revoked_at.is_(None), RulingRow.kind.in_(_KIND), ~rests())
        .order_by(RulingRow.id)
    )


@cache
def _in_force_of_teacher() -> Select[*tuple[Any, ...]]:
    return _in_force().where(RulingRow.teacher_id == bindparam("teacher_id"))


def _rulings(rows: Iterable[Any]) -> dict[int, list[Ruling]]:
    """By teacher."""
    found: dict[int, list[Ruling]] = defaultdict(list)
    for teacher_id, number, kind, rule, record_id, first_day, last_day in rows:
        assert rule is not None  # only an answer that changes nothing stands under every rule
        record = None if record_id is None else str(record_id)
        days = Window(first_day, last_day) if first_day and last_day else None
        found[teacher_id].append(Ruling(number, _KIND[kind], rule, record, days))
    return found


def teacher_facts(teacher_id: int) -> TeacherFacts:
    """One teacher as a verdict reads them; whether the reader may see them is the caller's question."""
    asked, execute = {"teacher_id": teacher_id}, db.session.execute
    return TeacherFacts(
        hired_on=execute(_hired_on(), asked).scalar_one(),
        categories=tuple(starmap(CategoryFrom, execute(_categories(), asked))),
        leaves=tuple(starmap(Leave, execute(_leaves(), asked))),
        rulings=tuple(_rulings(execute(_in_force_of_teacher(), asked))[teacher_id]),
    )


# The statements of every page of a teacher: each is made once, which takes as long as sending it.


@cache
def _hired_on() -> Select[date]:
    return select(Teacher.hired_on).where(Teacher.id == bindparam("teacher_id"))


@cache
def _categories() -> Select[Category, date]:
    return (
        select(TeacherCategory.category, TeacherCategory.first_day)
        .where(TeacherCategory.teacher_id == bindparam("teacher_id"))
        .order_by(TeacherCategory.first_day)
    )


@cache
def _leaves() -> Select[date, date]:
    return (
        select(TeacherLeave.first_day, TeacherLeave.last_day)
        .where(TeacherLeave.teacher_id == bindparam("teacher_id"))
        .order_by(TeacherLeave.first_day)
    )


def teacher_facts_of_school(school_id: int) -> dict[int, TeacherFacts]:
    """Every teacher of a school by id, those who left too, in four statements."""
    categories: dict[int, list[CategoryFrom]] = defaultdict(list)
    for teacher_id, category, first_day in db.session.execute(
        select(TeacherCategory.teacher_id, TeacherCategory.category, TeacherCategory.first_day)
        .join(Teacher, Teacher.id == TeacherCategory.teacher_id)
        .where(Teacher.school_id == school_id)
        .order_by(TeacherCategory.first_day)
    ):
        categories[teacher_id].append(CategoryFrom(category, first_day))
    leaves: dict[int, list[Leave]] = defaultdict(list)
    for teacher_id, first_day, last_day in db.session.execute(
        select(TeacherLeave.teacher_id, TeacherLeave.first_day, TeacherLeave.last_day)
        .where(TeacherLeave.school_id == school_id)
        .order_by(TeacherLeave.first_day)
    ):
        leaves[teacher_id].append(Leave(first_day, last_day))
    rulings = _rulings(db.session.execute(_in_force().where(RulingRow.school_id == school_id)))
    hired = db.session.execute(select(Teacher.id, Teacher.hired_on).where(Teacher.school_id == school_id))
    return {
        teacher_id: TeacherFacts(
            hired_on=hired_on,
            categories=tuple(categories[teacher_id]),
            leaves=tuple(leaves.get(teacher_id, ())),
            rulings=tuple(rulings.get(teacher_id, ())),
        )
        for teacher_id, hired_on in hired
    }


def teacher_or_404(teacher_id: int, actor: Account) -> Teacher:
    """A teacher of the actor's school."""
    return _of_school(db.session.get(Teacher, teacher_id), actor)


def person_or_404(person_id: int, actor: Account) -> Person:
    """A person of the actor's school."""
    return _of_school(db.session.get(Person, person_id), actor)


def leave_or_404(leave_id: int, actor: Account) -> TeacherLeave:
    """A leave of a teacher of the actor's school."""
    return _of_school(db.session.get(TeacherLeave, leave_id), actor)


def _of_school(row: Row | None, actor: Account) -> Row:
    if row is None or row.school_id != actor.school_id:
        abort(404)
    return row


def headed_by(person: Person) -> frozenset[int]:
    """The departments a person heads, with whatever account that can sign in."""
    return frozenset[int]().union(*(one.headed_department_ids for one in person.accounts if one.active))


def events_of(person: Person, tags: Iterable[str]) -> Sequence[AuditEvent]:
    """What happened to a person, their post and their accounts, oldest first."""
    subjects = [("person", person.id), *(("account", account.id) for account in person.accounts)]
    if person.teacher is not None:
        subjects.append(("teacher", person.teacher.id))
    of_person = or_(
        *(and_(AuditEvent.subject == kind, AuditEvent.subject_id == one) for kind, one in subjects)
    )
    return db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.school_id == person.school_id, AuditEvent.tag.in_(tags), of_person)
        .order_by(AuditEvent.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of people is narrowed to; None or empty narrows nothing."""

    text: str = ""
    department_id: int | None = None
    role: Role | None = None
    closed: bool = False
    """Only people who cannot sign in."""


def people(school_id: int, wanted: Filter) -> Select[Person]:
    """The people of a school by staff number, those without a post last."""
    found = (
        select(Person)
        .outerjoin(Person.teacher)
        .where(Person.school_id == school_id)
        .options(
            joinedload(Person.teacher).options(
                joinedload(Teacher.department), selectinload(Teacher.categories)
            ),
            selectinload(Person.accounts).selectinload(Account.grants),
        )
        .order_by(Teacher.id.is_(None), Teacher.staff_number, Person.id)
    )
    if wanted.text:
        by_account = Person.accounts.any(Account.username.icontains(wanted.text, autoescape=True))
        found = found.where(
            or_(
                Person.name.icontains(wanted.text, autoescape=True),
                Teacher.staff_number.icontains(wanted.text, autoescape=True),
                by_account,
            )
        )
    if wanted.department_id is not None:
        found = found.where(Teacher.department_id == wanted.department_id)
    if wanted.role is not None:
        found = found.where(Person.accounts.any(Account.grants.any(AccountRole.role == wanted.role)))
    if wanted.closed:
        found = found.where(~Person.accounts.any(Account.active))
    return found


def category_on(teacher: Teacher, day: date) -> Category | None:
    """The category held on a day; None before the first."""
    held = [entry for entry in teacher.categories if entry.first_day <= day]
    return held[-1].category if held else None
