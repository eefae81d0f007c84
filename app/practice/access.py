"""Who a person is to a reviewed thing. People are compared, never accounts: one may sign in with several."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from app.accounts.models import Account, AccountRole, Person, StandIn
from app.domain.facts import RecordStatus
from app.domain.roles import Part, Role
from app.extensions import db
from app.practice.models import PracticeRecord
from app.practice.review_marks import Reviewed
from app.teachers.models import Teacher


class Holders:
    """The people who may endorse and decide at a school on a day, asked once for however many rows."""

    def __init__(self, school_id: int, on: date, without: Collection[int] = ()) -> None:
        """``without`` asks who it would be if these people were gone."""
        self._school_id, self._on, self._without = school_id, on, frozenset(without)

    @cached_property
    def hr(self) -> set[int]:
        """HR and their stand-ins."""
        return self._persons(Role.HR)

    @cached_property
    def administrators(self) -> set[int]:
        return self._persons(Role.ADMIN)

    @cached_property
    def heads(self) -> dict[int, set[int]]:
        """Heads and their stand-ins by department."""
        found = _heads_by_department(self._school_id, self._on)
        return {department: persons - self._without for department, persons in found.items()}

    def _persons(self, role: Role) -> set[int]:
        return set(db.session.scalars(_holders(self._school_id, role, self._on))) - self._without


def parts(actor: Account, subject: Reviewed, on: date, holders: Holders | None = None) -> frozenset[Part]:
    """The parts in which the actor may act on a day; an owner, or who wrote it for them, never reviews.

    For a list of rows give the holders of their school on the day, so that they are not asked for each.
    """
    if actor.school_id != subject.school_id or not actor.active:
        return frozenset()
    if actor.person_id == subject.teacher.person_id:
        return frozenset({Part.OWNER})
    if actor.person_id == subject.entered_by.person_id:
        return frozenset({Part.OWNER}) if actor.has(Role.HR, Role.ADMIN) else frozenset()
    holders = holders or Holders(subject.school_id, on)
    held = set()
    if subject.teacher.department_id in actor.endorses_in(on):
        held.add(Part.HEAD)
    if actor.decides_on(on) or (actor.has(Role.ADMIN) and not _hr_persons(subject, holders)):
        held.add(Part.HR)
        if _nobody_endorses(subject, holders):
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


def own_parts(actor: Account, subject: Reviewed, on: date) -> frozenset[Part]:
    """The parts that are the actor's own, not lent: a stand-in reviews and gets nothing else."""
    held = parts(actor, subject, on)
    return frozenset(part for part in held if stands_in(actor, subject, part, on) is None)


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
    holders = Holders(actor.school_id, on)
    decides: ColumnElement[bool] = false()
    if actor.decides_on(on):
        decides = true()
    elif actor.has(Role.ADMIN):
        decides = _all_barred(holders.hr, table)
    mine.extend((and_(endorsed, decides), and_(submitted, decides, _without_head(holders.heads, table))))
    own = _barred(actor.person_id, table)
    return and_(table.school_id == actor.school_id, ~own, or_(*mine))


def waits_for_nobody(school_id: int, on: date, table: type[Reviewed] = PracticeRecord) -> ColumnElement[bool]:
    """Rows under review on which nobody at the school can have the next word; joins ``Teacher``."""
    holders = Holders(school_id, on)
    office = holders.hr | holders.administrators
    submitted, endorsed = table.status == RecordStatus.SUBMITTED, table.status == RecordStatus.ENDORSED
    step = or_(endorsed, and_(submitted, _without_head(holders.heads, table)))
    return and_(table.school_id == school_id, step, _all_barred(office, table))


def somebody_decides(school_id: int, on: date, *, besides: Collection[int]) -> bool:
    """Whether a record can be decided by somebody who is none of these people."""
    holders = Holders(school_id, on, without=besides)
    return bool(holders.hr or holders.administrators)


def _barred(person_id: int, table: type[Reviewed]) -> ColumnElement[bool]:
    """The person owns the row, or wrote it for its owner."""
    accounts = select(Account.id).where(Account.person_id == person_id)
    return or_(Teacher.person_id == person_id, table.entered_by_id.in_(accounts))


def _all_barred(persons: Collection[int], table: type[Reviewed]) -> ColumnElement[bool]:
    """None of these people may review the row; so it is where there are none."""
    if len(persons) > 2:  # noqa: PLR2004 - an owner and a writer are two people at most
        return false()
    return and_(true(), *(_barred(person, table) for person in sorted(persons)))


def _without_head(heads: dict[int, set[int]], table: type[Reviewed]) -> ColumnElement[bool]:
    """Rows of departments in which nobody can endorse them any more."""
    closed = [
        and_(Teacher.department_id == department, _all_barred(persons, table))
        for department, persons in heads.items()
    ]
    return or_(Teacher.department_id.not_in(heads.keys()), *closed)


def owner_and_writer(subject: Reviewed) -> Sequence[Person]:
    """Whom an answer concerns: the owner, and who wrote it for them."""
    owner, writer = subject.teacher.person, subject.entered_by.person
    return (owner,) if owner is writer else (owner, writer)


def heads_for(subject: Reviewed, on: date) -> Sequence[Person]:
    """People, stand-ins among them, who can endorse."""
    return _people(_head_persons(subject, Holders(subject.school_id, on)))


def hr_for(subject: Reviewed, on: date) -> Sequence[Person]:
    """People who can decide: HR and their stand-ins, or the administrators where none of them may."""
    return _people(_deciders(subject, Holders(subject.school_id, on)))


def waited_for(subject: Reviewed, on: date, *, without: Collection[int] = ()) -> Sequence[Person]:
    """The people of whom the next word is awaited; nobody where it is the owner's.

    ``without`` asks who it would be if these people were gone.
    """
    holders, ids = Holders(subject.school_id, on, without), set[int]()
    if subject.status is RecordStatus.SUBMITTED:
        ids = _head_persons(subject, holders) or _deciders(subject, holders)
    elif subject.status is RecordStatus.ENDORSED:
        ids = _deciders(subject, holders)
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
    own = db.session.scalar(heads.limit(1)) is not None
    return own or _nobody_endorses(subject, Holders(subject.school_id, on))


def _nobody_endorses(subject: Reviewed, holders: Holders) -> bool:
    return not _head_persons(subject, holders)


def _head_persons(subject: Reviewed, holders: Holders) -> set[int]:
    return holders.heads.get(subject.teacher.department_id, set()) - _excluded(subject)


def _hr_persons(subject: Reviewed, holders: Holders) -> set[int]:
    return holders.hr - _excluded(subject)


def _deciders(subject: Reviewed, holders: Holders) -> set[int]:
    return _hr_persons(subject, holders) or holders.administrators - _excluded(subject)


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
        .where(Account.active, _lent(school_id, Role.HEAD, on))
    )
    for department_id, person_id in (*db.session.execute(own), *db.session.execute(lent)):
        found[department_id].add(person_id)
    return dict(found)


def _holders(school_id: int, role: Role, on: date) -> Select[int]:
    """Ids of the people with an active account that holds the role, or stands in for it on the day."""
    own = and_(AccountRole.role == role, AccountRole.account_id == Account.id)
    lent = and_(_lent(school_id, role, on), StandIn.account_id == Account.id)
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
