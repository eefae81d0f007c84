"""Approved leaves: dates and the approval's number, never why somebody is away."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from app.accounts.guards import require_role
from app.accounts.models import Account
from app.audit.operations import as_json, record_event, set_changed
from app.domain.roles import Role
from app.extensions import db
from app.teachers.locks import lock_teachers
from app.teachers.models import Teacher, TeacherLeave
from app.teachers.operations import OwnPostError


class LeaveDaysError(Exception):
    """A leave that cannot be; ``field`` is the day at fault and the message says why, in Chinese."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Span:
    """What HR enters of a leave."""

    first_day: date
    last_day: date
    document: str = ""


def add_leave(teacher: Teacher, span: Span, *, actor: Account, at: datetime) -> TeacherLeave:
    """Enter a leave.

    Raises:
        OwnPostError: the teacher is the actor.
        LeaveDaysError: it meets another leave, or lies outside the employment.
    """
    _guard(teacher, actor)
    _check(teacher, span, but=None)
    leave = TeacherLeave(
        school_id=teacher.school_id,
        teacher=teacher,
        entered_by_id=actor.id,
        created_at=at,
        **asdict(span),
    )
    db.session.add(leave)
    _record("added", teacher, actor, at, after=asdict(span))
    db.session.flush()
    return leave


def correct_leave(leave: TeacherLeave, span: Span, *, actor: Account, at: datetime) -> None:
    """Other days, or another number of the approval.

    Raises:
        OwnPostError, LeaveDaysError: see ``add_leave``.
    """
    _guard(leave.teacher, actor)
    _check(leave.teacher, span, but=leave)
    old = _days_of(leave)
    before, after = set_changed(leave, asdict(span))
    if after:
        if _days_of(leave) != old:  # both ends, so that the log says of what leave one was moved
            before, after = before | old, after | _days_of(leave)
        _record("changed", leave.teacher, actor, at, before=before, after=after)
        db.session.flush()


def remove_leave(leave: TeacherLeave, *, actor: Account, at: datetime) -> None:
    """Take out a leave that never was; the log keeps its days.

    Raises:
        OwnPostError: the teacher is the actor.
    """
    teacher = leave.teacher
    _guard(teacher, actor)
    _record("removed", teacher, actor, at, before=asdict(_span_of(leave)))
    db.session.delete(leave)
    db.session.flush()
    db.session.expire(teacher, ["leaves"])


def _span_of(leave: TeacherLeave) -> Span:
    return Span(leave.first_day, leave.last_day, leave.document)


def _days_of(leave: TeacherLeave) -> dict[str, Any]:
    return {"first_day": leave.first_day, "last_day": leave.last_day}


def _guard(teacher: Teacher, actor: Account) -> None:
    require_role(actor, teacher.school_id, Role.HR, Role.ADMIN)
    if actor.person_id == teacher.person_id:
        raise OwnPostError


def _check(teacher: Teacher, span: Span, *, but: TeacherLeave | None) -> None:
    if span.last_day < span.first_day:
        raise LeaveDaysError("last_day", "最后一天早于第一天")
    if span.first_day < teacher.hired_on:
        raise LeaveDaysError("first_day", f"早于入职日期 {teacher.hired_on}")
    if teacher.left_on is not None and span.last_day > teacher.left_on:
        raise LeaveDaysError("last_day", f"晚于离职日期 {teacher.left_on}")
    # Two who enter a leave of one teacher come one after the other: the second sees the first's days.
    lock_teachers({teacher.id})
    db.session.refresh(teacher, ["version"])
    db.session.expire(teacher, ["leaves"])
    for other in teacher.leaves:
        if other is not but and other.first_day <= span.last_day and other.last_day >= span.first_day:
            raise LeaveDaysError(
                "first_day", f"与已登记的离岗 {other.first_day} 至 {other.last_day} 重叠，请更正那一条"
            )


def _record(
    step: str,
    teacher: Teacher,
    actor: Account,
    at: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    def logged(values: dict[str, Any] | None) -> dict[str, Any]:
        return {name: as_json(value) for name, value in (values or {}).items()}

    record_event(
        f"teacher:leave_{step}", "teacher", teacher.id,
        school_id=teacher.school_id, actor=actor, at=at, before=logged(before), after=logged(after),
    )  # fmt: skip
