"""The law a school lives under: the texts the program brings, and what the school has published besides."""

from functools import cache

from sqlalchemy import Select, bindparam, select

from app.domain.rules import Law
from app.extensions import db
from app.policy.additions import law_with
from app.schools.law_models import AdditionState, LawAddition


def law_of(school_id: int) -> Law:
    """The law of a school; as long as nothing new is published it is the same object.

    It is asked anew each time: another process may have published a moment ago.
    """
    return law_with(published_texts(school_id))


def published_texts(school_id: int) -> list[str]:
    """The texts that a school has published, in the order of their entry."""
    return list(db.session.scalars(_published(), {"school_id": school_id}))


@cache
def _published() -> Select[str]:
    """Every page that judges sends the statement, so it is made once."""
    return (
        select(LawAddition.text)
        .where(LawAddition.school_id == bindparam("school_id"), LawAddition.state == AdditionState.PUBLISHED)
        .order_by(LawAddition.id)
    )
