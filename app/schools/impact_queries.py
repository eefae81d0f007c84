"""Reading what a decision or an addition was said to change when it was confirmed."""

from sqlalchemy import select

from app.extensions import db
from app.schools.impact_models import ConfirmedImpact
from app.schools.law_models import LawAddition
from app.schools.models import SchoolDecision


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
