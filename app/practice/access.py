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

    def __init__(self, school_id: int, on: date) -> None:
        self._school_id, self._on = school_id, on

    @cached_property
    def hr(self) -> set[int]:
        """HR and their stand-ins."""
        return set(db.session.scalars(_holders(self._school_id, Role.HR, self._on)))

    @cached_property
    def heads(self) -> dict[int, set[int]]:
        """Heads and their stand-ins by department."""
        return _heads_by_department(self._school_id, self._on)


def parts(actor: Account, subject: Reviewed, on: date, holders: Holders | None = None) -> frozenset[Part]:
    """The parts in which the actor may act on a day; an owner, or who wrote it for them, never reviews.

    For a list of rows give the holders of their school on the day, so that they are not asked for each.
    """
    if actor.school_id != subject.school_id:
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


def may_see(actor: Account, subject: Reviewed, on: date) -> bool:
    """Owner, reviewers and the school's office; nobody else is to know of it."""
    return bool(parts(actor, subject, on)) or (
        actor.school_id == subject.school_id and actor.has(Role.HR, Role.ADMIN)
    )


def waits_for(actor: Account, on: date, table: type[Reviewed] = PracticeRecord) -> ColumnElement[bool]:
    """Rows on which the actor has the next word, in a statement that joins ``Teacher``."""
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


def heads_for(subject: Reviewed, on: date) -> Sequence[Person]:
    """People, stand-ins among them, who can endorse."""
    return _people(_head_persons(subject, Holders(subject.school_id, on)))


def hr_for(subject: Reviewed, on: date) -> Sequence[Person]:
    """People who can decide: HR and their stand-ins, or the administrators where none of them may."""
    ids = _hr_persons(subject, Holders(subject.school_id, on))
    if not ids:
        ids = set(db.session.scalars(_holders(subject.school_id, Role.ADMIN, on))) - _excluded(subject)
    return _people(ids)


def waited_for(subject: Reviewed, on: date) -> Sequence[Person]:
    """The people of whom the next word is awaited; nobody where it is the owner's."""
    if subject.status is RecordStatus.SUBMITTED:
        return heads_for(subject, on) or hr_for(subject, on)
    return hr_for(subject, on) if subject.status is RecordStatus.ENDORSED else ()


def endorsement_is_waived(subject: Reviewed, on: date) -> bool:
    """A head's own record, or a department without another head, goes straight to HR."""
    holders = Holders(subject.school_id, on)
    heads = holders.heads.get(subject.teacher.department_id, set())
    return subject.teacher.person_id in heads or _nobody_endorses(subject, holders)


def _nobody_endorses(subject: Reviewed, holders: Holders) -> bool:
    return not _head_persons(subject, holders)


def _head_persons(subject: Reviewed, holders: Holders) -> set[int]:
    return holders.heads.get(subject.teacher.department_id, set()) - _excluded(subject)


def _hr_persons(subject: Reviewed, holders: Holders) -> set[int]:
    return holders.hr - _excluded(subject)


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
