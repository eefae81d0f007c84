"""Reading decisions on their way: what waits, for whom, and what a school decided of its notices."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, true

from app.accounts.models import Account
from app.domain.notice import DEFAULT_NOTICE, NoticePeriod, read_notice
from app.domain.roles import Role
from app.extensions import db
from app.schools.law_models import AdditionState, LawAddition
from app.schools.models import DecisionKind, DecisionStatus, SchoolDecision
from app.schools.queries import decisions_in_force
from app.web.nav import Waits

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


def waits_beside(decision: SchoolDecision) -> list[SchoolDecision]:
    """The other proposals of the same matter."""
    waiting = waiting_decisions(decision.school_id)
    return [one for one in waiting if one.kind is decision.kind and one.id != decision.id]


def decided_already(decision: SchoolDecision) -> SchoolDecision | None:
    """What already holds on the day of a proposal and says the same, so that confirming changes nothing.

    Never so of the day from which reminders go out: that day itself is what is decided, and another moves it.
    """
    if decision.kind is DecisionKind.LIVE_FROM:
        return None
    held = decisions_in_force(decision.school_id, decision.effective_from)[decision.kind]
    return next((one for one in held if _says(one) == _says(decision)), None)


def _says(decision: SchoolDecision) -> tuple[object, ...]:
    return decision.value, decision.transition, decision.cycle_start


def to_confirm(account: Account) -> Waits:
    """Decisions and additions to the law that wait for this account: not one's own."""
    if not account.has(*OFFICE):
        return Waits(0)
    asked = {"school_id": account.school_id, "person_id": account.person_id}
    number, *since = db.session.execute(_to_confirm(), asked).one()
    return Waits(number, min(filter(None, since), default=None))


@cache
def _to_confirm() -> Select[Any]:
    """Every page of the office sends the statement, so it is made once."""
    others = Account.person_id != bindparam("person_id")
    decided = (
        select(func.count().label("number"), func.min(SchoolDecision.proposed_at).label("since"))
        .select_from(SchoolDecision)
        .join(Account, Account.id == SchoolDecision.proposed_by_id)
        .where(
            SchoolDecision.school_id == bindparam("school_id"),
            SchoolDecision.status == DecisionStatus.PROPOSED,
            others,
        )
        .subquery()
    )
    asked_at = func.coalesce(LawAddition.retraction_at, LawAddition.entered_at)
    added = (
        select(func.count().label("number"), func.min(asked_at).label("since"))
        .select_from(LawAddition)
        .join(Account, Account.id == func.coalesce(LawAddition.retraction_by_id, LawAddition.entered_by_id))
        .where(LawAddition.school_id == bindparam("school_id"), addition_waits(), others)
        .subquery()
    )
    both = select(decided.c.number + added.c.number, decided.c.since, added.c.since)
    return both.select_from(decided.join(added, true()))


def addition_waits() -> ColumnElement[bool]:
    """Whether an addition waits for a second person: to be published, or to be taken back."""
    asked = (LawAddition.state == AdditionState.PUBLISHED) & LawAddition.retraction_by_id.is_not(None)
    return or_(LawAddition.state == AdditionState.ENTERED, asked)


def waiting_additions(school_id: int) -> Sequence[LawAddition]:
    """Additions to the law that wait for a second person, the oldest first."""
    return db.session.scalars(
        select(LawAddition)
        .where(LawAddition.school_id == school_id, addition_waits())
        .order_by(LawAddition.id)
    ).all()


def is_asker(addition: LawAddition, account: Account) -> bool:
    """Whether the account's person is who an addition waits not for."""
    return (addition.retraction_by or addition.entered_by).person_id == account.person_id


def notice_period(school_id: int, posted: date) -> NoticePeriod:
    """How long a notice posted on a day has to hang."""
    held = decisions_in_force(school_id, posted)[DecisionKind.NOTICE_DAYS]
    return (read_notice(held[-1].value) if held else None) or DEFAULT_NOTICE
