"""Reading records."""

from flask import abort
from sqlalchemy import ColumnElement, Row, select

from app.accounts.models import Account
from app.domain.facts import NamedPattern, Pattern, Record
from app.extensions import db
from app.practice.access import may_see
from app.practice.models import PatternKind, PracticeRecord


def record_or_404(record_id: int, actor: Account) -> PracticeRecord:
    """A record the actor may know of."""
    record = db.session.get(PracticeRecord, record_id)
    if record is None or not may_see(actor, record):
        abort(404)
    return record


_COLUMNS = (
    PracticeRecord.id,
    PracticeRecord.venue,
    PracticeRecord.host,
    PracticeRecord.first_day,
    PracticeRecord.last_day,
    PracticeRecord.pattern,
    PracticeRecord.weekdays,
    PracticeRecord.half_hours,
    PracticeRecord.absent,
    PracticeRecord.attended_rest_days,
    PracticeRecord.status,
)


def records_of(teacher_id: int) -> list[Record]:
    """One teacher's records as the rules read them."""
    return [_fact(row) for row in _rows(PracticeRecord.teacher_id == teacher_id)]


def records_by_teacher(school_id: int) -> dict[int, list[Record]]:
    """Every record of a school, by teacher."""
    found: dict[int, list[Record]] = {}
    for row in _rows(PracticeRecord.school_id == school_id):
        found.setdefault(row.teacher_id, []).append(_fact(row))
    return found


def _rows(where: ColumnElement[bool]) -> list[Row[tuple[object, ...]]]:
    return list(db.session.execute(select(*_COLUMNS, PracticeRecord.teacher_id).where(where)))


def _fact(row: Row[tuple[object, ...]]) -> Record:
    pattern: Pattern
    if row.pattern is PatternKind.WEEKDAYS:
        pattern = frozenset(map(int, row.weekdays))
    else:
        pattern = NamedPattern(row.pattern)
    return Record(
        str(row.id), row.venue, row.host, row.first_day, row.last_day, pattern,
        row.half_hours, row.absent, row.attended_rest_days, row.status,
    )  # fmt: skip
