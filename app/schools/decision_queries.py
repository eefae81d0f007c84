"""Reading decisions on their way: what waits, for whom, and what a school decided of its notices."""

from collections.abc import Sequence
from datetime import date

from flask import abort
from sqlalchemy import func, select

from app.accounts.models import Account
from app.domain.notice import DEFAULT_NOTICE, NoticePeriod, read_notice
from app.domain.roles import Role
from app.extensions import db
from app.schools.models import DecisionKind, DecisionStatus, SchoolDecision
from app.schools.queries import decisions_in_force

OFFICE = (Role.HR, Role.ADMIN)


def decision_or_404(decision_id: int, actor: Account) -> SchoolDecision:
    """A decision of the actor's school."""
    decision = db.session.get(SchoolDecision, decision_id)
    if decision is None or decision.school_id != actor.school_id:
        abort(404)
    return decision


def is_own(decision: SchoolDecision, account: Account) -> bool:
    """Whether the account's person proposed it, by whatever account."""
    return decision.proposed_by is not None and decision.proposed_by.person_id == account.person_id


def waiting_decisions(school_id: int) -> Sequence[SchoolDecision]:
    """What is proposed and waits for a second person, the oldest first."""
    return db.session.scalars(
        select(SchoolDecision)
        .where(SchoolDecision.school_id == school_id, SchoolDecision.status == DecisionStatus.PROPOSED)
        .order_by(SchoolDecision.id)
    ).all()


def same_proposal(school_id: int, kind: DecisionKind, value: str, day: date) -> SchoolDecision | None:
    """A proposal of the same that waits already."""
    same = (row for row in waiting_decisions(school_id) if (row.kind, row.value) == (kind, value))
    return next((row for row in same if row.effective_from == day), None)


def number_to_confirm(account: Account) -> int:
    """How many decisions wait for this account: those that another person proposed."""
    if not account.has(*OFFICE):
        return 0
    return (
        db.session.scalar(
            select(func.count())
            .select_from(SchoolDecision)
            .join(Account, Account.id == SchoolDecision.proposed_by_id)
            .where(
                SchoolDecision.school_id == account.school_id,
                SchoolDecision.status == DecisionStatus.PROPOSED,
                Account.person_id != account.person_id,
            )
        )
        or 0
    )


def notice_period(school_id: int, posted: date) -> NoticePeriod:
    """How long a notice posted on a day has to hang."""
    held = decisions_in_force(school_id, posted)[DecisionKind.NOTICE_DAYS]
    return (read_notice(held[-1].value) if held else None) or DEFAULT_NOTICE
