"""What waits for somebody's review, and what a reviewer should know of a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.accounts.models import Account, AccountRole, Person
from app.audit.models import AuditEvent
from app.domain.calendar import Calendar
from app.domain.facts import RecordStatus
from app.domain.roles import Part, Role
from app.domain.workflow import TRANSITIONS, Action
from app.extensions import db
from app.practice.access import parts
from app.practice.models import Evidence, PracticeRecord
from app.teachers.models import Teacher

_SINCE = case(
    (
        PracticeRecord.status == RecordStatus.ENDORSED,
        func.coalesce(PracticeRecord.endorsed_at, PracticeRecord.submitted_at),
    ),
    else_=PracticeRecord.submitted_at,
)
_CLAIMS = (RecordStatus.SUBMITTED, RecordStatus.ENDORSED, RecordStatus.APPROVED)


def waiting_for(actor: Account) -> Select[PracticeRecord]:
    """Records on which the actor has the next word, the one that waits longest first."""
    mine: list[ColumnElement[bool]] = []
    if actor.headed_department_ids:
        mine.append(
            and_(
                PracticeRecord.status == RecordStatus.SUBMITTED,
                Teacher.department_id.in_(actor.headed_department_ids),
            )
        )
    endorsed = PracticeRecord.status == RecordStatus.ENDORSED
    if actor.has(Role.HR):
        mine.append(endorsed)
    elif actor.has(Role.ADMIN):
        mine.append(and_(endorsed, Teacher.person_id.in_(_only_hr_person(actor.school_id))))
    return _listed(actor.school_id).where(or_(false(), *mine), Teacher.person_id != actor.person_id)


def waiting_for_heads(school_id: int) -> Select[PracticeRecord]:
    """What the office sees of the step before its own."""
    return _listed(school_id).where(PracticeRecord.status == RecordStatus.SUBMITTED)


def _listed(school_id: int) -> Select[PracticeRecord]:
    return (
        select(PracticeRecord)
        .join(PracticeRecord.teacher)
        .where(PracticeRecord.school_id == school_id)
        .options(
            joinedload(PracticeRecord.teacher).options(
                joinedload(Teacher.person), joinedload(Teacher.department)
            ),
            joinedload(PracticeRecord.site),
            selectinload(PracticeRecord.evidence),
        )
        .order_by(_SINCE, PracticeRecord.id)
    )


def _only_hr_person(school_id: int) -> list[int]:
    """The one person who holds HR; empty where there are several."""
    holders = db.session.scalars(
        select(Account.person_id)
        .join(Account.grants)
        .where(Account.school_id == school_id, Account.active, AccountRole.role == Role.HR)
        .distinct()
    ).all()
    return list(holders) if len(holders) == 1 else []


def next_after(actor: Account, record_id: int) -> int | None:
    """The record that waits next after this one; the longest waiting when this is the last."""
    ids = list(db.session.scalars(waiting_for(actor).with_only_columns(PracticeRecord.id)))
    rest = [one for one in ids if one != record_id]
    if record_id in ids:
        later = ids[ids.index(record_id) + 1 :]
        return later[0] if later else next(iter(rest), None)
    return next(iter(rest), None)


def actions_for(actor: Account, record: PracticeRecord) -> list[Action]:
    """What the actor may do to a record as a reviewer."""
    held = parts(actor, record) - {Part.OWNER}
    return [
        action
        for (status, action), line in TRANSITIONS.items()
        if status is record.status and line.part in held
    ]


def waiting_since(record: PracticeRecord) -> datetime | None:
    """The moment from which the present step waits."""
    return record.endorsed_at or record.submitted_at


def working_days_waiting(record: PracticeRecord, calendar: Calendar, today: date) -> int:
    """Working days after the day on which the step began; 0 on that day."""
    since = waiting_since(record)
    if since is None:
        return 0
    first = clock.local(since).date()
    return sum(calendar.is_workday(first + timedelta(days=n)) for n in range(1, (today - first).days + 1))


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a record's history."""

    at: datetime
    who: str
    what: str
    note: str


_STEPS = {
    "record:submit": "提交",
    "record:withdraw": "撤回",
    "record:endorse": "初审通过",
    "record:return": "退回",
    "record:approve": "审批通过",
    "record:reject": "驳回",
    "record:revoke": "撤销",
}


def steps_of(record: PracticeRecord) -> list[Step]:
    """What happened in the review so far, oldest first, earlier rounds included."""
    rows = db.session.execute(
        select(AuditEvent.at, AuditEvent.tag, AuditEvent.reason, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.actor_person_id)
        .where(
            AuditEvent.school_id == record.school_id,
            AuditEvent.subject == "record",
            AuditEvent.subject_id == record.id,
            AuditEvent.tag.in_(_STEPS),
        )
        .order_by(AuditEvent.id)
    )
    return [Step(row.at, row.name or "", _STEPS[row.tag], row.reason) for row in rows]


def overlapping(record: PracticeRecord) -> Sequence[PracticeRecord]:
    """Other records of the teacher, sent or approved, that share days with this one."""
    return db.session.scalars(
        select(PracticeRecord)
        .where(
            PracticeRecord.teacher_id == record.teacher_id,
            PracticeRecord.id != record.id,
            PracticeRecord.status.in_(_CLAIMS),
            PracticeRecord.first_day <= record.last_day,
            PracticeRecord.last_day >= record.first_day,
        )
        .options(joinedload(PracticeRecord.site))
        .order_by(PracticeRecord.first_day, PracticeRecord.id)
    ).all()


def evidence_used_elsewhere(record: PracticeRecord) -> Sequence[Evidence]:
    """The same files under other records of the school."""
    files = [one.file_id for one in record.evidence]
    return db.session.scalars(
        select(Evidence)
        .where(
            Evidence.school_id == record.school_id,
            Evidence.file_id.in_(files),
            Evidence.record_id != record.id,
        )
        .options(joinedload(Evidence.record).joinedload(PracticeRecord.teacher).joinedload(Teacher.person))
        .order_by(Evidence.id)
    ).all()
