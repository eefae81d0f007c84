"""What waits for somebody's review, and what a reviewer should know of a record."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.accounts.models import Account, AccountRole
from app.domain.facts import RecordStatus
from app.domain.roles import Part, Role
from app.domain.workflow import Action
from app.extensions import db
from app.practice.access import parts
from app.practice.models import Evidence, PracticeRecord
from app.practice.page import allowed_actions, working_days_since
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


def actions_for(actor: Account, record: PracticeRecord) -> frozenset[Action]:
    """What the actor may do to a record as a reviewer."""
    return allowed_actions(record, parts(actor, record) - {Part.OWNER})


def working_days_waiting(record: PracticeRecord, today: date) -> int:
    """Working days after the day on which the present step began; 0 on that day."""
    since = record.endorsed_at or record.submitted_at
    return working_days_since(clock.local(since).date(), today) if since else 0


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
