"""Reading proposals."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.audit import queries as audit
from app.audit.models import AuditEvent
from app.certificates.models import Certificate
from app.domain.facts import RecordStatus
from app.domain.workflow import Action
from app.extensions import db
from app.practice.models import PracticeRecord
from app.recognition.in_force import IN_FORCE, everything_in_force
from app.recognition.models import Proposal, ProposalStatus
from app.schools.decision_queries import notice_period
from app.schools.law import law_of
from app.standing.queries import own_teacher_id
from app.standing.school_queries import Member, members
from app.teachers.models import Teacher
from app.teachers.ruling_models import Ruling
from app.web.nav import Waits


def latest_notice(school_id: int, today: date) -> tuple[date, date]:
    """The first and last day of the latest notice, as long as the school decided, that is over."""
    period, calendar = notice_period(school_id, today), law_of(school_id).calendar
    posted = period.latest_posting(today, calendar)
    return posted, period.last_day(posted, calendar)


def proposals_of_school(school_id: int) -> Sequence[tuple[Proposal, Certificate | None]]:
    """Open proposals first, then the newest; each with its recommendation if it was issued."""
    rows = db.session.execute(
        select(Proposal, Certificate)
        .outerjoin(Certificate, Certificate.proposal_id == Proposal.id)
        .options(
            joinedload(Proposal.teacher).joinedload(Teacher.person),
            joinedload(Proposal.teacher).joinedload(Teacher.department),
            joinedload(Proposal.proposed_by).joinedload(Account.person),
        )
        .where(Proposal.school_id == school_id)
        .order_by(case((Proposal.status == ProposalStatus.PROPOSED, 0), else_=1), Proposal.id.desc())
    )
    return [(proposal, certificate) for proposal, certificate in rows]


def find_proposal(proposal_id: int, *, school_id: int) -> Proposal | None:
    return db.session.scalar(
        select(Proposal).where(Proposal.id == proposal_id, Proposal.school_id == school_id)
    )


def stated(proposal: Proposal) -> str:
    """What the proposer stated of the steps before the proposal; empty where that was not asked yet."""
    event = audit.last_of("proposal:proposed", proposal.id, school_id=proposal.school_id)
    return str(event.after.get("stated", "")) if event else ""


def open_proposal_of(teacher_id: int) -> Proposal | None:
    return db.session.scalar(
        select(Proposal).where(Proposal.teacher_id == teacher_id, Proposal.status == ProposalStatus.PROPOSED)
    )


def in_force(teacher_id: int) -> list[tuple[Proposal, Certificate | None]]:
    """A teacher's open proposals and recommendations that were not withdrawn, the newest first."""
    rows = db.session.execute(
        select(Proposal, Certificate)
        .outerjoin(Certificate, Certificate.proposal_id == Proposal.id)
        .where(Proposal.teacher_id == teacher_id, IN_FORCE)
        .order_by(Proposal.id.desc())
    )
    return [(proposal, certificate) for proposal, certificate in rows]


def resting_on(teacher_id: int, rulings: Collection[str], *, school_id: int) -> frozenset[int]:
    """The ids of a teacher's proposals in force that rest on one of these rulings, by their numbers."""
    found = everything_in_force(school_id, {teacher_id})
    return frozenset(one.proposal_id for one in found if not one.rulings.isdisjoint(rulings))


def teachers_to_choose(actor: Account, today: date) -> list[Member]:
    """The teachers of the actor's school today, without the actor."""
    own = own_teacher_id(actor)
    others = [one for one in members(actor.school_id, today) if one.teacher_id != own]
    return sorted(others, key=lambda member: member.staff_number)


def to_decide(account: Account) -> Waits:
    """Proposals that wait for the account's decision: neither its own nor about itself."""
    asked = {"school_id": account.school_id, "person_id": account.person_id}
    return Waits(*db.session.execute(_to_decide(), asked).one())


@cache
def _to_decide() -> Select[int, datetime]:
    """Every page of the office sends the statement, so it is made once."""
    return (
        select(func.count(Proposal.id), func.min(Proposal.proposed_at))
        .join(Proposal.teacher)
        .join(Proposal.proposed_by)
        .where(
            Proposal.school_id == bindparam("school_id"),
            Proposal.status == ProposalStatus.PROPOSED,
            Teacher.person_id != bindparam("person_id"),
            Account.person_id != bindparam("person_id"),
        )
    )


def to_recheck(account: Account) -> int:
    """Recommendations of others that rest on what counts no more, and that nobody has checked since."""
    if not (found := unchecked(account.school_id)):
        return 0
    own = own_teacher_id(account)
    return sum(teacher_id != own for teacher_id in found.values())


def unchecked(school_id: int) -> dict[int, int]:
    """The teacher by each issued proposal that rests on what counts no more and was not checked since.

    What it rests on is read only of teachers of whom something may have fallen: every page asks this.
    """
    teachers = db.session.scalars(_of_whom_something_fell(), {"school_id": school_id}).all()
    if not teachers:
        return {}
    found = everything_in_force(school_id, set(teachers))
    return {one.proposal_id: one.teacher_id for one in found if one.number and one.gone and not one.checked()}


@cache
def _of_whom_something_fell() -> Select[int]:
    """Teachers with a recommendation of whom something approved or ruled may have fallen; made once.

    Approved no more is what was revoked, and what somebody took a step back on, whatever came of it then.
    """
    taken_back = exists().where(
        AuditEvent.school_id == PracticeRecord.school_id,
        AuditEvent.subject == "record",
        AuditEvent.subject_id == PracticeRecord.id,
        AuditEvent.tag == f"record:{Action.UNDO}",
    )
    record_fell = exists().where(
        PracticeRecord.teacher_id == Proposal.teacher_id,
        PracticeRecord.status != RecordStatus.APPROVED,
        or_(PracticeRecord.status == RecordStatus.REVOKED, taken_back),
    )
    school_id: BindParameter[int] = bindparam("school_id")
    ruling_fell = Proposal.teacher_id.in_(
        select(Ruling.teacher_id).where(Ruling.school_id == school_id, Ruling.revoked_at.is_not(None))
    )
    return (
        select(Proposal.teacher_id)
        .join(Certificate, Certificate.proposal_id == Proposal.id)
        .where(
            Proposal.school_id == school_id,
            Certificate.revoked_at.is_(None),
            or_(record_fell, ruling_fell),
        )
    )
