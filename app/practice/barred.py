"""Who may not review which rows, as conditions of statements that join ``Teacher``."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from app.accounts.models import Account
from app.practice.holders import Ground
from app.practice.review_marks import Reviewed
from app.teachers.models import Teacher


def barred(person_id: int, table: type[Reviewed]) -> ColumnElement[bool]:
    """The person owns the row, or wrote it for its owner."""
    accounts = select(Account.id).where(Account.person_id == person_id)
    return or_(Teacher.person_id == person_id, table.entered_by_id.in_(accounts))


def endorsed_by(person_id: int, table: type[Reviewed]) -> ColumnElement[bool]:
    """The person endorsed the row; true or false, never unknown."""
    accounts = select(Account.id).where(Account.person_id == person_id)
    return and_(table.endorsed_by_id.is_not(None), table.endorsed_by_id.in_(accounts))


def all_barred(grounds: Collection[Ground], table: type[Reviewed]) -> ColumnElement[bool]:
    """On none of these grounds may the row be reviewed; so it is where there are none."""
    own = {ground.person_id for ground in grounds if ground.lender_id is None}
    if len(own) > 2:  # noqa: PLR2004 - an owner and a writer are two people at most
        return false()
    return and_(true(), *(_barred_ground(ground, table) for ground in sorted(grounds, key=str)))


def _barred_ground(ground: Ground, table: type[Reviewed]) -> ColumnElement[bool]:
    own = barred(ground.person_id, table)
    if ground.lender_id is None:
        return own
    return or_(own, barred(ground.lender_id, table), endorsed_by(ground.person_id, table))


def without_head(heads: Mapping[int, Collection[Ground]], table: type[Reviewed]) -> ColumnElement[bool]:
    """Rows of departments in which nobody can endorse them any more."""
    closed = [
        and_(Teacher.department_id == department, all_barred(grounds, table))
        for department, grounds in heads.items()
    ]
    return or_(Teacher.department_id.not_in(heads.keys()), *closed)
