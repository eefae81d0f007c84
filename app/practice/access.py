"""Who a person is to a record. People are compared, never accounts: one may sign in with several."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.accounts.models import Account, AccountRole, Person
from app.domain.facts import RecordStatus
from app.domain.roles import Part, Role
from app.extensions import db
from app.practice.models import PracticeRecord
from app.teachers.models import Teacher


def parts(actor: Account, record: PracticeRecord) -> frozenset[Part]:
    """The parts in which the actor may act on the record; an owner never reviews."""
    if actor.school_id != record.school_id:
        return frozenset()
    if actor.person_id == record.teacher.person_id:
        return frozenset({Part.OWNER})
    held = set()
    if record.teacher.department_id in actor.headed_department_ids:
        held.add(Part.HEAD)
    if actor.has(Role.HR) or (actor.has(Role.ADMIN) and _owner_is_the_only_hr(record)):
        held.add(Part.HR)
    return frozenset(held)


def may_see(actor: Account, record: PracticeRecord) -> bool:
    """Owner, reviewers and the school's office; nobody else is to know of it."""
    return bool(parts(actor, record)) or (
        actor.school_id == record.school_id and actor.has(Role.HR, Role.ADMIN)
    )


def waits_for(actor: Account) -> ColumnElement[bool]:
    """Records on which the actor has the next word, in a statement that joins ``Teacher``."""
    endorsed = PracticeRecord.status == RecordStatus.ENDORSED
    mine = [
        and_(
            PracticeRecord.status == RecordStatus.SUBMITTED,
            Teacher.department_id.in_(actor.headed_department_ids),
        )
    ]
    if actor.has(Role.HR):
        mine.append(endorsed)
    elif actor.has(Role.ADMIN):
        mine.append(and_(endorsed, Teacher.person_id == _only_hr_person(actor.school_id)))
    return and_(PracticeRecord.school_id == actor.school_id, Teacher.person_id != actor.person_id, or_(*mine))


def heads_for(record: PracticeRecord) -> Sequence[Person]:
    """People other than the owner who can endorse."""
    department_id = record.teacher.department_id
    return _people(
        _holders(record.school_id, Role.HEAD).where(AccountRole.department_id == department_id),
        but_owner_of=record,
    )


def hr_for(record: PracticeRecord) -> Sequence[Person]:
    """People who can decide: HR, or the administrators where the owner is the only HR person."""
    role = Role.ADMIN if _owner_is_the_only_hr(record) else Role.HR
    return _people(_holders(record.school_id, role), but_owner_of=record)


def endorsement_is_waived(record: PracticeRecord) -> bool:
    """A head's own record, or a department without another active head, goes straight to HR."""
    owner_id = record.teacher.person_id
    own = _holders(record.school_id, Role.HEAD).where(
        AccountRole.department_id == record.teacher.department_id, Account.person_id == owner_id
    )
    return db.session.scalars(own).first() is not None or not heads_for(record)


def _owner_is_the_only_hr(record: PracticeRecord) -> bool:
    return _only_hr_person(record.school_id) == record.teacher.person_id


def _only_hr_person(school_id: int) -> int | None:
    """The one person who holds HR; None where there are several or none."""
    holders = set(db.session.scalars(_holders(school_id, Role.HR)))
    return holders.pop() if len(holders) == 1 else None


def _holders(school_id: int, role: Role) -> Select[int]:
    """Ids of the school's people with an active account of the role."""
    return (
        select(Account.person_id)
        .join(Account.grants)
        .where(Account.school_id == school_id, Account.active, AccountRole.role == role)
    )


def _people(ids: Select[int], *, but_owner_of: PracticeRecord) -> Sequence[Person]:
    return db.session.scalars(
        select(Person)
        .where(Person.id.in_(ids), Person.id != but_owner_of.teacher.person_id)
        .order_by(Person.id)
    ).all()
