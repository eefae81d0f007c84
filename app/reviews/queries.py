"""What waits for somebody's review, in order, and one record's place in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.accounts.models import Account, StandIn
from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus, Venue
from app.domain.roles import Part
from app.domain.workflow import EDITABLE, Action
from app.extensions import db
from app.plans.models import PracticePlan
from app.policy.loader import load_law
from app.practice.access import parts, waits_for, waits_for_nobody
from app.practice.holders import Holders
from app.practice.models import PracticeRecord
from app.practice.page import allowed_actions
from app.practice.queries import WAITING_SINCE
from app.practice.waiting import working_days_since
from app.reviews.flag_queries import flags_of
from app.teachers.models import Teacher

SHOWN_BEFORE, SHOWN_AFTER = 3, 8
"""Records listed around the one on the desk, however many wait."""
HABIT = timedelta(days=365)
HABIT_TIMES, HABITS, HABIT_LENGTH = 3, 3, 30
"""A reason written so often within a year, and no longer than that, is offered to be picked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a queue is narrowed to; None, empty or 0 narrows nothing."""

    department_id: int | None = None
    venue: Venue | None = None
    flags: str = ""
    """``none`` without any flag, ``serious`` with one that somebody should look at."""
    waited: int = 0
    """Working days at least."""

    @property
    def arguments(self) -> dict[str, Any]:
        """For links that keep to the same queue."""
        asked = {
            "department": self.department_id or "",
            "venue": self.venue or "",
            "flags": self.flags,
            "waited": self.waited or "",
        }
        return {name: str(value) for name, value in asked.items() if value}


ALL = Asked()


def waiting_for(actor: Account, asked: Asked = ALL, holders: Holders | None = None) -> Select[PracticeRecord]:
    """Records on which the actor has the next word, the one that waits longest first."""
    today = clock.today()
    found = _listed().where(waits_for(actor, today, holders=holders))
    if asked.department_id:
        found = found.where(Teacher.department_id == asked.department_id)
    if asked.venue:
        found = found.where(PracticeRecord.venue == asked.venue)
    if asked.waited:
        found = found.where(_begun_before(asked.waited, today) > WAITING_SINCE)
    if asked.flags:
        ids = db.session.scalars(found.with_only_columns(PracticeRecord.id)).all()
        found = found.where(PracticeRecord.id.in_(_flagged(actor.school_id, ids, asked.flags)))
    return found


def _flagged(school_id: int, ids: Sequence[int], asked: str) -> list[int]:
    flags = flags_of(school_id, ids)
    if asked == "none":
        return [one for one in ids if not flags[one]]
    return [one for one in ids if any(flag.serious for flag in flags[one])]


def _begun_before(working_days: int, today: date) -> datetime:
    """The moment before which a step began that has been waiting for so many working days today."""
    calendar, day = load_law().calendar, today
    while working_days:
        working_days -= calendar.is_workday(day)
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time(), clock.SHANGHAI)


def waiting_for_heads(school_id: int) -> Select[PracticeRecord]:
    """What the office sees of the step before its own."""
    return _listed().where(
        PracticeRecord.school_id == school_id, PracticeRecord.status == RecordStatus.SUBMITTED
    )


def stuck(school_id: int, holders: Holders) -> Sequence[PracticeRecord]:
    """What is under review and nobody at the school can have the next word on."""
    return db.session.scalars(_listed().where(waits_for_nobody(school_id, holders))).all()


def stuck_plans(school_id: int, holders: Holders) -> Sequence[PracticePlan]:
    """The same of plans, those that begin first in front."""
    return db.session.scalars(
        select(PracticePlan)
        .join(PracticePlan.teacher)
        .where(waits_for_nobody(school_id, holders, PracticePlan))
        .options(joinedload(PracticePlan.teacher).joinedload(Teacher.person), joinedload(PracticePlan.site))
        .order_by(PracticePlan.first_day, PracticePlan.id)
    ).all()


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
    return with_what_lists_show(select(PracticeRecord)).order_by(WAITING_SINCE, PracticeRecord.id)


def with_what_lists_show(found: Select[PracticeRecord]) -> Select[PracticeRecord]:
    """The same records, read at once with their teachers, places and files."""
    return found.join(PracticeRecord.teacher).options(
        joinedload(PracticeRecord.teacher).options(
            joinedload(Teacher.person), joinedload(Teacher.department)
        ),
        joinedload(PracticeRecord.site),
        joinedload(PracticeRecord.entered_by),
        selectinload(PracticeRecord.evidence),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in a queue; ids of records."""

    number: int | None
    """None where the record is not in the queue."""
    total: int
    before: int | None
    after: int | None
    around: tuple[int, ...]
    """What a desk lists: some before and some after."""
    earlier: int
    """How many come before those listed."""

    @property
    def later(self) -> int:
        return self.total - self.earlier - len(self.around)

    @property
    def following(self) -> int | None:
        """The nearest that is left when this one is decided; the first where it was not in the queue."""
        if self.number is None:
            return next(iter(self.around), None)
        return self.after or self.before


def place_of(actor: Account, record_id: int, asked: Asked = ALL) -> Place:
    """A record's place in the actor's queue; only ids are read, however long it is."""
    ids = db.session.scalars(waiting_for(actor, asked).with_only_columns(PracticeRecord.id)).all()
    here = ids.index(record_id) if record_id in ids else None
    length = SHOWN_BEFORE + 1 + SHOWN_AFTER
    start = max(0, min((here or 0) - SHOWN_BEFORE, len(ids) - length))
    return Place(
        number=None if here is None else here + 1,
        total=len(ids),
        before=ids[here - 1] if here else None,
        after=ids[here + 1] if here is not None and here + 1 < len(ids) else None,
        around=tuple(ids[start : start + length]),
        earlier=start,
    )


def waiting_longest(actor: Account, holders: Holders | None = None) -> int | None:
    """The record that waits longest for the actor; None where it is the only one, or others wait as long."""
    since = (PracticeRecord.id, WAITING_SINCE.label("since"))
    rows = db.session.execute(waiting_for(actor, holders=holders).with_only_columns(*since).limit(2)).all()
    days = [working_days_since(row.since, clock.today()) for row in rows]
    return rows[0].id if len(days) > 1 and days[0] > days[1] else None


def in_order(ids: Collection[int]) -> Sequence[PracticeRecord]:
    """These records as a list shows them, the one that waits longest first."""
    return db.session.scalars(_listed().where(PracticeRecord.id.in_(ids))).all()


def actions_for(actor: Account, record: PracticeRecord) -> frozenset[Action]:
    """What the actor may do to a record as a reviewer."""
    return allowed_actions(record, parts(actor, record, clock.today()) - {Part.OWNER})


def habitual_reasons(school_id: int, at: datetime) -> Sequence[str]:
    """Short reasons that the school has written several times within a year, the most frequent first."""
    times = func.count().label("times")
    return db.session.scalars(
        select(AuditEvent.reason)
        .where(
            AuditEvent.school_id == school_id,
            AuditEvent.subject == "record",
            AuditEvent.tag.in_(("record:return", "record:reject")),
            AuditEvent.at > at - HABIT,
            func.length(AuditEvent.reason) <= HABIT_LENGTH,
        )
        .group_by(AuditEvent.reason)
        .having(times >= HABIT_TIMES)
        .order_by(times.desc(), AuditEvent.reason)
        .limit(HABITS)
    ).all()
