"""Reading records: one behind its access check, a teacher's, living copies, and what waits for its owner."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from flask import abort
from sqlalchemy import Select, and_, bindparam, case, false, func, not_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app import clock
from app.accounts.models import Account
from app.domain.evidence import ConfirmationState
from app.domain.facts import RecordStatus
from app.domain.roles import Part
from app.extensions import db
from app.practice.access import may_see, parts
from app.practice.models import ENDED, Evidence, PracticeRecord, RecordKind
from app.teachers.models import Teacher
from app.venues.models import Site

DISAGREES = and_(
    PracticeRecord.confirmation.in_([ConfirmationState.CORRECTED, ConfirmationState.REFUSED]),
    PracticeRecord.status.not_in([RecordStatus.APPROVED, RecordStatus.REJECTED, RecordStatus.REVOKED]),
)
"""The enterprise tells it otherwise, and the owner can still do something about it."""
WAITING_SINCE = case(
    (
        PracticeRecord.status == RecordStatus.ENDORSED,
        func.coalesce(PracticeRecord.endorsed_at, PracticeRecord.submitted_at),
    ),
    else_=PracticeRecord.submitted_at,
)
"""The moment from which the next word on a record in review is awaited."""


def record_or_404(record_id: int, actor: Account) -> PracticeRecord:
    """A record the actor may know of."""
    record = db.session.get(PracticeRecord, record_id)
    if record is None or not may_see(actor, record, clock.today()):
        abort(404)
    return record


def own_record(record_id: int, actor: Account) -> PracticeRecord:
    """The actor's own record: 404 where they may not know of it, 403 where it is somebody else's."""
    record = record_or_404(record_id, actor)
    if Part.OWNER not in parts(actor, record, clock.today()):
        abort(403)
    return record


def evidence_or_404(evidence_id: int, actor: Account) -> Evidence:
    """A file of a record the actor may know of."""
    evidence = db.session.get(Evidence, evidence_id)
    if evidence is None or not may_see(actor, evidence.record, clock.today()):
        abort(404)
    return evidence


def own_records(teacher_id: int) -> dict[int, list[PracticeRecord]]:
    """A teacher's records by the year they begin in, newest first."""
    by_year: dict[int, list[PracticeRecord]] = defaultdict(list)
    statement = (
        select(PracticeRecord)
        .where(PracticeRecord.teacher_id == teacher_id)
        .options(
            joinedload(PracticeRecord.site),
            joinedload(PracticeRecord.entered_by),
            selectinload(PracticeRecord.evidence),
        )
        .order_by(PracticeRecord.first_day.desc(), PracticeRecord.id.desc())
    )
    for record in db.session.scalars(statement):
        by_year[record.first_day.year].append(record)
    return dict(by_year)


def recent_places(teacher_id: int, kind: RecordKind) -> Sequence[PracticeRecord]:
    """The teacher's latest record at each of the three places in use where they were last."""
    newest_first = (PracticeRecord.first_day.desc(), PracticeRecord.id.desc())
    turn = func.row_number().over(partition_by=PracticeRecord.site_id, order_by=newest_first)
    ranked = (
        select(PracticeRecord.id, turn.label("turn"))
        .where(PracticeRecord.teacher_id == teacher_id, PracticeRecord.kind == kind)
        .subquery()
    )
    statement = (
        select(PracticeRecord)
        .join(ranked, ranked.c.id == PracticeRecord.id)
        .join(PracticeRecord.site)
        .where(ranked.c.turn == 1, Site.active)
        .options(contains_eager(PracticeRecord.site))
        .order_by(*newest_first)
        .limit(3)
    )
    return db.session.scalars(statement).all()


def whole_records(teacher_id: int) -> Sequence[PracticeRecord]:
    """A teacher's records, oldest first, with their files and the people who reviewed them."""
    people = (PracticeRecord.endorsed_by, PracticeRecord.decided_by, PracticeRecord.revoked_by)
    return db.session.scalars(
        select(PracticeRecord)
        .where(PracticeRecord.teacher_id == teacher_id)
        .options(
            joinedload(PracticeRecord.site),
            selectinload(PracticeRecord.evidence).joinedload(Evidence.file),
            *(selectinload(person).joinedload(Account.person) for person in people),
        )
        .order_by(PracticeRecord.first_day, PracticeRecord.id)
    ).all()


def copies_of(record: PracticeRecord) -> Sequence[PracticeRecord]:
    """Drafts begun from the record, oldest first."""
    return db.session.scalars(
        select(PracticeRecord)
        .where(
            PracticeRecord.copied_from_id == record.id,
            PracticeRecord.teacher_id == record.teacher_id,
        )
        .order_by(PracticeRecord.id)
    ).all()


def living_record(plan_id: int) -> PracticeRecord | None:
    """The record that carries a plan out and has not ended without counting."""
    return db.session.scalar(
        select(PracticeRecord).where(PracticeRecord.plan_id == plan_id, PracticeRecord.status.not_in(ENDED))
    )


def living_elsewhere(record: PracticeRecord) -> PracticeRecord | None:
    """Another record of the same stretch that has not ended: joined to it by copies, or of the same plan."""
    carried = living_record(record.plan_id) if record.plan_id else None
    return living_copy(record) or (carried if carried is not record else None)


def living_copy(record: PracticeRecord) -> PracticeRecord | None:
    """Another record of its chain of copies, earlier or later, that has not ended."""
    ids = select(PracticeRecord.id, PracticeRecord.copied_from_id)
    found = db.session.execute(ids.where(PracticeRecord.teacher_id == record.teacher_id))
    before = dict(found.all())
    chain = [one for one in before if _first_of(one, before) == _first_of(record.id, before)]
    return db.session.scalars(
        select(PracticeRecord)
        .where(
            PracticeRecord.id.in_(chain),
            PracticeRecord.id != record.id,
            PracticeRecord.status.not_in(ENDED),
        )
        .order_by(PracticeRecord.id)
    ).first()


def _first_of(record_id: int, before: Mapping[int, int | None]) -> int:
    """Where the chain of copies begins."""
    while earlier := before.get(record_id):
        record_id = earlier
    return record_id


@dataclass(frozen=True, slots=True)
class Todo:
    """Numbers of one's own records that wait for oneself; each record is in one of them."""

    returned: int
    disagreed: int
    """An enterprise has corrected or refused them."""
    drafts: int

    @property
    def total(self) -> int:
        return self.returned + self.disagreed + self.drafts


def todo_of(account: Account) -> Todo:
    """What the menu counts and the first page lists."""
    return Todo(*db.session.execute(_todo(), {"person_id": account.person_id}).one())


@cache
def _todo() -> Select[*tuple[int, ...]]:
    """Every page with a menu sends the statement, so it is made once."""
    returned = PracticeRecord.status == RecordStatus.RETURNED
    unsent = PracticeRecord.status.in_([RecordStatus.DRAFT, RecordStatus.WITHDRAWN])
    kinds = (returned, and_(DISAGREES, not_(returned)), and_(unsent, not_(func.coalesce(DISAGREES, false()))))
    statement = select(*(func.count().filter(kind) for kind in kinds)).select_from(PracticeRecord)
    return statement.join(PracticeRecord.teacher).where(Teacher.person_id == bindparam("person_id"))
