"""Who a person is to a reviewed thing. People are compared, never accounts: one may sign in with several."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from app.accounts.models import Account, AccountRole, Person, StandIn
from app.domain.facts import RecordStatus
from app.domain.roles import Part, Role
from app.extensions import db
from app.practice.models import PracticeRecord
from app.practice.review_marks import Reviewed
from app.teachers.models import Teacher


def parts(actor: Account, subject: Reviewed, on: date) -> frozenset[Part]:
    """The parts in which the actor may act on a day; an owner, or who wrote it for them, never reviews."""
    if actor.school_id != subject.school_id or not actor.active:
        return frozenset()
    if actor.person_id == subject.teacher.person_id:
        return frozenset({Part.OWNER})
    if actor.person_id == subject.entered_by.person_id:
        return frozenset({Part.OWNER}) if actor.has(Role.HR, Role.ADMIN) else frozenset()
    held = set()
    if subject.teacher.department_id in actor.endorses_in(on):
        held.add(Part.HEAD)
    if actor.decides_on(on) or (actor.has(Role.ADMIN) and not _hr_persons(subject, on)):
        held.add(Part.HR)
        if _nobody_endorses(subject, on):
            held.add(Part.HEAD)
    return frozenset(held)


def stands_in(actor: Account, subject: Reviewed, part: Part, on: date) -> StandIn | None:
    """By which stand-in the actor holds the part; None where it is the actor's own."""
    if part is Part.OWNER:
        return None
    department = subject.teacher.department_id
    own = department in actor.headed_department_ids if part is Part.HEAD else actor.has(Role.HR)
    if own:
        return None
    lent = [one for one in actor.stands_in if one.holds(on)]
    for_the_head = [one for one in lent if part is Part.HEAD and one.department_id == department]
    for_hr = [] if actor.has(Role.HR) else [one for one in lent if one.role is Role.HR]
    return next(iter(for_the_head + for_hr), None)


def may_see(actor: Account, subject: Reviewed, on: date) -> bool:
    """Owner, reviewers and the school's office; nobody else is to know of it."""
    office = actor.school_id == subject.school_id and actor.active and actor.has(Role.HR, Role.ADMIN)
    return office or bool(parts(actor, subject, on))


def waits_for(actor: Account, on: date, table: type[Reviewed] = PracticeRecord) -> ColumnElement[bool]:
    """Rows on which the actor has the next word, in a statement that joins ``Teacher``."""
    if not actor.active:
        return false()
    submitted, endorsed = table.status == RecordStatus.SUBMITTED, table.status == RecordStatus.ENDORSED
    mine = [and_(submitted, Teacher.department_id.in_(actor.endorses_in(on)))]
    hr_persons = set(db.session.scalars(_holders(actor.school_id, Role.HR, on)))
    decides: ColumnElement[bool] = false()
    if actor.decides_on(on):
        decides = true()
    elif actor.has(Role.ADMIN):
        decides = _all_barred(hr_persons, table)
    mine.extend(
        (and_(endorsed, decides), and_(submitted, decides, _without_head(actor.school_id, on, table)))
    )
    own = _barred(actor.person_id, table)
    return and_(table.school_id == actor.school_id, ~own, or_(*mine))


def waits_for_nobody(school_id: int, on: date, table: type[Reviewed] = PracticeRecord) -> ColumnElement[bool]:
    """Rows under review on which nobody at the school can have the next word; joins ``Teacher``."""
    office = {
        person
        for role in (Role.HR, Role.ADMIN)
        for person in db.session.scalars(_holders(school_id, role, on))
    }
    submitted, endorsed = table.status == RecordStatus.SUBMITTED, table.status == RecordStatus.ENDORSED
    step = or_(endorsed, and_(submitted, _without_head(school_id, on, table)))
    return and_(table.school_id == school_id, step, _all_barred(office, table))


def somebody_decides(school_id: int, on: date, *, besides: Collection[int]) -> bool:
    """Whether a record can be decided by somebody who is none of these people."""
    office = (set(db.session.scalars(_holders(school_id, role, on))) for role in (Role.HR, Role.ADMIN))
    return any(persons - set(besides) for persons in office)


def _barred(person_id: int, table: type[Reviewed]) -> ColumnElement[bool]:
    """The person owns the row, or wrote it for its owner."""
    accounts = select(Account.id).where(Account.person_id == person_id)
    return or_(Teacher.person_id == person_id, table.entered_by_id.in_(accounts))


def _all_barred(persons: Collection[int], table: type[Reviewed]) -> ColumnElement[bool]:
    """None of these people may review the row; so it is where there are none."""
    if len(persons) > 2:  # noqa: PLR2004 - an owner and a writer are two people at most
        return false()
    return and_(true(), *(_barred(person, table) for person in sorted(persons)))


def _without_head(school_id: int, on: date, table: type[Reviewed]) -> ColumnElement[bool]:
    """Rows of departments in which nobody can endorse them any more."""
    heads = _heads_by_department(school_id, on)
    closed = [
        and_(Teacher.department_id == department, _all_barred(persons, table))
        for department, persons in heads.items()
    ]
    return or_(Teacher.department_id.not_in(heads.keys()), *closed)


def heads_for(subject: Reviewed, on: date) -> Sequence[Person]:
    """People, stand-ins among them, who can endorse."""
    return _people(_head_persons(subject, on))


def hr_for(subject: Reviewed, on: date) -> Sequence[Person]:
    """People who can decide: HR and their stand-ins, or the administrators where none of them may."""
    return _people(_deciders(subject, on))


def waited_for(subject: Reviewed, on: date, *, without: Collection[int] = ()) -> Sequence[Person]:
    """The people of whom the next word is awaited; nobody where it is the owner's.

    ``without`` asks who it would be if these people were gone.
    """
    ids: set[int] = set()
    if subject.status is RecordStatus.SUBMITTED:
        ids = _head_persons(subject, on, without) or _deciders(subject, on, without)
    elif subject.status is RecordStatus.ENDORSED:
        ids = _deciders(subject, on, without)
    return _people(ids)


def endorsement_is_waived(subject: Reviewed, on: date) -> bool:
    """A head's own record, or a department where nobody else can endorse, goes straight to HR.

    Who only stands in for the head still hands in to the head.
    """
    heads = (
        select(AccountRole.id)
        .join(Account, Account.id == AccountRole.account_id)
        .where(
            Account.person_id == subject.teacher.person_id,
            Account.active,
            AccountRole.role == Role.HEAD,
            AccountRole.department_id == subject.teacher.department_id,
        )
    )
    return db.session.scalar(heads.limit(1)) is not None or _nobody_endorses(subject, on)


def _nobody_endorses(subject: Reviewed, on: date) -> bool:
    return not _head_persons(subject, on)


def _head_persons(subject: Reviewed, on: date, without: Collection[int] = ()) -> set[int]:
    heads = _holders(subject.school_id, Role.HEAD, on, subject.teacher.department_id)
    return set(db.session.scalars(heads)) - _excluded(subject) - set(without)


def _hr_persons(subject: Reviewed, on: date, without: Collection[int] = ()) -> set[int]:
    persons = _holders(subject.school_id, Role.HR, on)
    return set(db.session.scalars(persons)) - _excluded(subject) - set(without)


def _deciders(subject: Reviewed, on: date, without: Collection[int] = ()) -> set[int]:
    administrators = _holders(subject.school_id, Role.ADMIN, on)
    return _hr_persons(subject, on, without) or (
        set(db.session.scalars(administrators)) - _excluded(subject) - set(without)
    )


def _excluded(subject: Reviewed) -> set[int]:
    return {subject.teacher.person_id, subject.entered_by.person_id}


def _heads_by_department(school_id: int, on: date) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    own = (
        select(AccountRole.department_id, Account.person_id)
        .join(Account, Account.id == AccountRole.account_id)
        .where(Account.school_id == school_id, Account.active, AccountRole.role == Role.HEAD)
    )
    lent = (
        select(StandIn.department_id, Account.person_id)
        .join(Account, Account.id == StandIn.account_id)
        .where(_lent(school_id, Role.HEAD, on))
    )
    for department_id, person_id in (*db.session.execute(own), *db.session.execute(lent)):
        found[department_id].add(person_id)
    return dict(found)


def _holders(school_id: int, role: Role, on: date, department_id: int | None = None) -> Select[int]:
    """Ids of the people with an active account that holds the role, or stands in for it on the day."""
    own = and_(AccountRole.role == role, AccountRole.account_id == Account.id)
    lent = and_(_lent(school_id, role, on), StandIn.account_id == Account.id)
    if department_id is not None:
        own = and_(own, AccountRole.department_id == department_id)
        lent = and_(lent, StandIn.department_id == department_id)
    return select(Account.person_id).where(
        Account.school_id == school_id,
        Account.active,
        or_(select(AccountRole.id).where(own).exists(), select(StandIn.id).where(lent).exists()),
    )


def _lent(school_id: int, role: Role, on: date) -> ColumnElement[bool]:
    return and_(
        StandIn.school_id == school_id,
        StandIn.role == role,
        StandIn.first_day <= on,
        StandIn.last_day >= on,
        StandIn.ended_at.is_(None),
    )


def _people(ids: Collection[int]) -> Sequence[Person]:
    return db.session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all()
