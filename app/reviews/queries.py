"""What waits for somebody's review, and what a reviewer should know of a record."""

from collections.abc import Sequence

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.accounts.models import Account, StandIn
from app.domain.facts import RecordStatus
from app.domain.roles import Part
from app.domain.workflow import EDITABLE, Action
from app.extensions import db
from app.practice.access import parts, waits_for, waits_for_nobody
from app.practice.models import Evidence, PracticeRecord
from app.practice.page import allowed_actions
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
    return _listed().where(waits_for(actor, clock.today()))


def waiting_for_heads(school_id: int) -> Select[PracticeRecord]:
    """What the office sees of the step before its own."""
    return _listed().where(
        PracticeRecord.school_id == school_id, PracticeRecord.status == RecordStatus.SUBMITTED
    )


def stuck(school_id: int) -> Sequence[PracticeRecord]:
    """What is under review and nobody at the school can have the next word on."""
    return db.session.scalars(_listed().where(waits_for_nobody(school_id, clock.today()))).all()


def written_for_others(actor: Account) -> Sequence[PracticeRecord]:
    """What the actor wrote for teachers and nobody has handed in yet."""
    accounts = select(Account.id).where(Account.person_id == actor.person_id)
    return db.session.scalars(
        _listed().where(
            PracticeRecord.entered_by_id.in_(accounts),
            PracticeRecord.status.in_(EDITABLE),
            Teacher.person_id != actor.person_id,
        )
    ).all()


def stands_in(actor: Account) -> Sequence[StandIn]:
    """For whom the actor reviews today."""
    return [one for one in actor.stands_in if one.holds(clock.today())]


def _listed() -> Select[PracticeRecord]:
    return (
        select(PracticeRecord)
        .join(PracticeRecord.teacher)
        .options(
            joinedload(PracticeRecord.teacher).options(
                joinedload(Teacher.person), joinedload(Teacher.department)
            ),
            joinedload(PracticeRecord.site),
            selectinload(PracticeRecord.evidence),
        )
        .order_by(_SINCE, PracticeRecord.id)
    )


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
    return allowed_actions(record, parts(actor, record, clock.today()) - {Part.OWNER})


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
