"""Reading what a school adds to the law."""

from collections.abc import Sequence

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.extensions import db
from app.schools.law_models import AdditionState, LawAddition


def additions(school_id: int) -> Sequence[LawAddition]:
    """Everything ever entered at a school, the newest first."""
    return db.session.scalars(
        select(LawAddition)
        .where(LawAddition.school_id == school_id)
        .options(
            joinedload(LawAddition.entered_by).joinedload(Account.person),
            joinedload(LawAddition.decided_by).joinedload(Account.person),
        )
        .order_by(LawAddition.id.desc())
    ).all()


def published(school_id: int) -> list[LawAddition]:
    """What is part of the school's law."""
    return [one for one in additions(school_id) if one.state is AdditionState.PUBLISHED]


def addition_or_404(school_id: int, addition_id: int) -> LawAddition:
    """An addition of this school; of another's nobody knows."""
    found = db.session.scalar(
        select(LawAddition).where(LawAddition.school_id == school_id, LawAddition.id == addition_id)
    )
    return found or abort(404)
