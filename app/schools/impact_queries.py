"""Reading what a decision or an addition was said to change, and which reminders rest on it."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select

from app.extensions import db
from app.schools.impact_models import ConfirmedImpact, Foretold
from app.schools.law_models import AdditionState, LawAddition
from app.schools.models import SchoolDecision


class Ground(NamedTuple):
    """What a reminder rests on: a decision, or an addition to the law."""

    decision_id: int | None
    addition_id: int | None


def impact_of_cause(cause: SchoolDecision | LawAddition) -> ConfirmedImpact | None:
    """What was kept with it; None of what was confirmed before this was kept, and of what waits."""
    if isinstance(cause, SchoolDecision):
        of_cause = ConfirmedImpact.decision_id == cause.id
    else:
        of_cause = ConfirmedImpact.addition_id == cause.id
    return db.session.scalar(select(ConfirmedImpact).where(of_cause))


def changed_by_decision(school_id: int) -> dict[int, int]:
    """How many teachers each confirmed decision was said to change, as far as it was kept."""
    rows = db.session.execute(
        select(ConfirmedImpact.decision_id, ConfirmedImpact.changed).where(
            ConfirmedImpact.school_id == school_id, ConfirmedImpact.decision_id.is_not(None)
        )
    )
    return {decision_id: changed for decision_id, changed in rows if decision_id is not None}


def foretold_by(causes: Iterable[SchoolDecision | LawAddition]) -> ColumnElement[bool]:
    """Whether a reminder rests on one of these."""
    causes = list(causes)
    return or_(
        Foretold.decision_id.in_([one.id for one in causes if isinstance(one, SchoolDecision)]),
        Foretold.addition_id.in_([one.id for one in causes if isinstance(one, LawAddition)]),
    )


def foretold_in_vain() -> ColumnElement[bool]:
    """Whether a reminder rests on what has been replaced or taken back since."""
    return or_(Foretold.decision_id.in_(_replaced()), Foretold.addition_id.in_(_taken_back()))


def dropped_since(grounds: Collection[Ground]) -> set[Ground]:
    """Which of these have been replaced or taken back."""
    decisions = [one.decision_id for one in grounds if one.decision_id]
    additions = [one.addition_id for one in grounds if one.addition_id]
    replaced = db.session.scalars(_replaced().where(SchoolDecision.id.in_(decisions)))
    taken_back = db.session.scalars(_taken_back().where(LawAddition.id.in_(additions)))
    return {*(Ground(one, None) for one in replaced), *(Ground(None, one) for one in taken_back)}


def _replaced() -> Select[int]:
    return select(SchoolDecision.id).where(SchoolDecision.superseded_at.is_not(None))


def _taken_back() -> Select[int]:
    return select(LawAddition.id).where(LawAddition.state == AdditionState.RETRACTED)
