"""Who a person is to a reviewed thing. People are compared, never accounts: one may sign in with several."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from app.accounts.models import Account, AccountRole, Person, StandIn
from app.domain.claims import IN_REVIEW
from app.domain.facts import RecordStatus
from app.domain.roles import Part, Role
from app.extensions import db
from app.practice.barred import all_barred, without_head
from app.practice.holders import Holders, persons
from app.practice.models import PracticeRecord
from app.practice.next_word import Lent, Reviewer, has_next_word
from app.practice.review_marks import Reviewed


def parts(
    actor: Account,
    subject: Reviewed,
    on: date,
    holders: Holders | None = None,
    *,
    status: RecordStatus | None = None,
) -> frozenset[Part]:
    """The parts in which the actor may act on a day; an owner, or who wrote it for them, never reviews.

    For a list of rows give the holders of their school on the day, so that they are not asked for each;
    ``status`` asks as if the row stood there.
    """
    if actor.school_id != subject.school_id or not actor.active:
        return frozenset()
    if actor.person_id == subject.teacher.person_id:
        return frozenset({Part.OWNER})
    if actor.person_id == subject.entered_by.person_id:
        return frozenset({Part.OWNER}) if actor.has(Role.HR, Role.ADMIN) else frozenset()
    holders = holders or Holders(subject.school_id, on)
    lent = _lent(actor, subject, on, status or subject.status)
    department, held = subject.teacher.department_id, set[Part]()
    if department in actor.headed_department_ids or any(one.department_id == department for one in lent):
        held.add(Part.HEAD)
    if _decides(actor, subject, lent, holders):
        held.add(Part.HR)
        if _nobody_endorses(subject, holders):
            held.add(Part.HEAD)
    return frozenset(held)


def _lent(actor: Account, subject: Reviewed, on: date, status: RecordStatus) -> list[StandIn]:
    """By which stand-ins the actor may review it: while it is under review, for who may review it themselves.

    Who stands in for the owner, or for who wrote it, would decide their case for them.
    """
    if status not in IN_REVIEW:
        return []
    excluded = _excluded(subject)
    return [one for one in actor.stands_in if one.holds(on) and one.for_account.person_id not in excluded]


def _decides(actor: Account, subject: Reviewed, lent: list[StandIn], holders: Holders) -> bool:
    if actor.has(Role.HR):
        return True
    endorser = subject.endorsed_by
    both = endorser is not None and endorser.person_id == actor.person_id
    if any(one.role is Role.HR for one in lent) and not both:
        return True
    return actor.has(Role.ADMIN) and not _hr_persons(subject, holders)


def stands_in(actor: Account, subject: Reviewed, part: Part, on: date) -> StandIn | None:
    """By which stand-in the actor holds the part; None where it is the actor's own."""
    department = subject.teacher.department_id
    own = department in actor.headed_department_ids if part is Part.HEAD else actor.has(Role.HR)
    if part is Part.OWNER or own:
        return None
    lent = _lent(actor, subject, on, subject.status)
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
    return office or bool(parts(actor, subject, on)) or _decided_as_stand_in(actor, subject, on)


def _decided_as_stand_in(actor: Account, subject: Reviewed, on: date) -> bool:
    """Who still stands in sees what they have decided, to take it back."""
    spoke = actor.id in {subject.endorsed_by_id, subject.decided_by_id}
    return spoke and actor.active and any(one.holds(on) for one in actor.stands_in)


def waits_for(
    actor: Account,
    on: date,
    table: type[Reviewed] = PracticeRecord,
    holders: Holders | None = None,
    *,
    as_stand_in: bool = False,
) -> ColumnElement[bool]:
    """Rows on which the actor has the next word, in a statement that joins ``Teacher``.

    The holders of the actor's school on the day are read only where the actor decides, and not if given;
    ``as_stand_in`` asks as if the actor had no roles of their own.
    """
    return has_next_word(reviewer(actor, on, holders, as_stand_in=as_stand_in), table)


def reviewer(
    actor: Account, on: date, holders: Holders | None = None, *, as_stand_in: bool = False
) -> Reviewer | None:
    """All that says which rows wait for the actor on a day, for ``waits_for``; None if none may."""
    if not actor.active:
        return None
    holders = holders or Holders(actor.school_id, on)
    roles = frozenset[Role]() if as_stand_in else actor.roles
    who = Reviewer(
        actor.school_id,
        actor.person_id,
        frozenset() if as_stand_in else actor.headed_department_ids,
        is_hr=Role.HR in roles,
        hr=frozenset(holders.hr) if Role.ADMIN in roles else None,
        lent=frozenset(
            Lent(one.for_account.person_id, one.department_id) for one in actor.stands_in if one.holds(on)
        ),
    )
    if not who.decides:
        return who
    return who._replace(heads_of=frozenset((held, frozenset(by)) for held, by in holders.heads.items()))


def waits_for_nobody(
    school_id: int, holders: Holders, table: type[Reviewed] = PracticeRecord
) -> ColumnElement[bool]:
    """Rows under review on which nobody at the school can have the next word; joins ``Teacher``."""
    office = holders.hr | holders.administrators
    submitted, endorsed = table.status == RecordStatus.SUBMITTED, table.status == RecordStatus.ENDORSED
    step = or_(endorsed, and_(submitted, without_head(holders.heads, table)))
    return and_(table.school_id == school_id, step, all_barred(office, table))


def somebody_decides(school_id: int, on: date, *, besides: Collection[int]) -> bool:
    """Whether a record can be decided by somebody who is none of these people."""
    holders = Holders(school_id, on)
    return bool(persons(holders.hr, besides) or persons(holders.administrators, besides))


def owner_and_writer(subject: Reviewed) -> Sequence[Person]:
    """Whom an answer concerns: the owner, and who wrote it for them."""
    owner, writer = subject.teacher.person, subject.entered_by.person
    return (owner,) if owner is writer else (owner, writer)


def heads_for(subject: Reviewed, on: date, holders: Holders | None = None) -> Sequence[Person]:
    """People, stand-ins among them, who can endorse; for ``holders`` see ``parts``."""
    holders = holders or Holders(subject.school_id, on)
    return holders.people(_head_persons(subject, holders))


def hr_for(subject: Reviewed, on: date, holders: Holders | None = None) -> Sequence[Person]:
    """People who can decide: HR and their stand-ins, or the administrators where none of them may."""
    holders = holders or Holders(subject.school_id, on)
    return holders.people(_deciders(subject, holders))


def waited_for(subject: Reviewed, on: date, holders: Holders | None = None) -> Sequence[Person]:
    """The people of whom the next word is awaited; nobody where it is the owner's."""
    holders, ids = holders or Holders(subject.school_id, on), set[int]()
    if subject.status is RecordStatus.SUBMITTED:
        ids = _head_persons(subject, holders) or _deciders(subject, holders)
    elif subject.status is RecordStatus.ENDORSED:
        ids = _deciders(subject, holders)
    return holders.people(ids)


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
    return persons(holders.heads.get(subject.teacher.department_id, ()), _excluded(subject))


def _hr_persons(subject: Reviewed, holders: Holders) -> set[int]:
    """Who endorsed it does not also decide it in somebody's place."""
    endorser = subject.endorsed_by.person_id if subject.endorsed_by else None
    open_ones = (one for one in holders.hr if one.lender_id is None or one.person_id != endorser)
    return persons(open_ones, _excluded(subject))


def _deciders(subject: Reviewed, holders: Holders) -> set[int]:
    return _hr_persons(subject, holders) or persons(holders.administrators, _excluded(subject))


def _excluded(subject: Reviewed) -> set[int]:
    return {subject.teacher.person_id, subject.entered_by.person_id}
