"""On which rows somebody has the next word, as a value of all that decides it and the condition it makes."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, false, or_, true

from app.domain.facts import RecordStatus
from app.practice.barred import all_barred, barred, endorsed_by, without_head
from app.practice.holders import Ground
from app.practice.review_marks import Reviewed
from app.teachers.models import Teacher


class Lent(NamedTuple):
    """A stand-in that is in force."""

    lender_id: int
    """The person stood in for."""
    department_id: int | None
    """Of a head; None for HR."""


class Reviewer(NamedTuple):
    """All that says on which rows somebody has the next word: a condition made for it once is good for ever.

    Every page counts these rows, and writing the condition down takes longer than the database needs for it.
    """

    school_id: int
    person_id: int
    heads: frozenset[int] = frozenset()
    """The departments of their own."""
    is_hr: bool = False
    hr: frozenset[Ground] | None = None
    """Of an administrator, who decides where none of these may."""
    lent: frozenset[Lent] = frozenset()
    heads_of: frozenset[tuple[int, frozenset[Ground]]] = frozenset()
    """Of who decides, also where none of these may endorse: heads by department."""

    @property
    def decides(self) -> bool:
        """Whether some rows may be theirs to decide."""
        return self.is_hr or self.hr is not None or any(one.department_id is None for one in self.lent)


def has_next_word(who: Reviewer | None, table: type[Reviewed]) -> ColumnElement[bool]:
    """Rows that wait for somebody, in a statement that joins ``Teacher``; for nobody there are none."""
    if who is None:
        return false()
    submitted, endorsed = table.status == RecordStatus.SUBMITTED, table.status == RecordStatus.ENDORSED
    mine: list[ColumnElement[bool]] = [and_(submitted, Teacher.department_id.in_(sorted(who.heads)))]
    decides: list[ColumnElement[bool]] = [true()] if who.is_hr else []
    if who.hr is not None:
        decides.append(all_barred(who.hr, table))
    for lent in sorted(who.lent, key=str):
        free = ~barred(lent.lender_id, table)
        if lent.department_id is None:
            decides.append(and_(free, ~endorsed_by(who.person_id, table)))
        else:
            mine.append(and_(submitted, Teacher.department_id == lent.department_id, free))
    if who.decides:
        heads = dict(sorted(who.heads_of, key=str))
        mine.append(and_(or_(*decides), or_(endorsed, and_(submitted, without_head(heads, table)))))
    return and_(table.school_id == who.school_id, ~barred(who.person_id, table), or_(*mine))
