"""Many records at once: which of those ticked may pass together, and which are held back and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import ClassVar

from sqlalchemy import and_, select

from app.accounts.models import Account
from app.domain.roles import Part, Role
from app.domain.workflow import Action
from app.extensions import db
from app.practice.access import parts
from app.practice.fact_queries import record_fact
from app.practice.holders import Holders
from app.practice.models import PracticeRecord
from app.practice.page import allowed_actions, days_of_fact, estimate_of_fact
from app.reviews.flag_queries import flags_of
from app.reviews.queries import with_what_lists_show
from app.schools.queries import school_facts
from app.standing.effect import effect_of_passing
from app.standing.queries import evaluate_teacher
from app.teachers.locks import lock_teachers
from app.teachers.models import Teacher

LIMIT = 200
"""Records that one request decides."""
BULK = frozenset({Action.ENDORSE, Action.APPROVE})
"""Steps that can be taken for many at once: those that need no reason."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A record that was ticked, at the version that was seen."""

    FIELD: ClassVar[str] = "r"
    """Short, so that the address of a summary of as many as are allowed fits what servers take."""
    record_id: int
    version: int


class Why(StrEnum):
    """Why a record does not pass together with the others."""

    OWN = "own"
    WRITTEN = "written"
    """The actor wrote it for its owner."""
    DECIDED = "decided"
    """Somebody has taken the step meanwhile, or another one instead: nothing is left to look at."""
    CHANGED = "changed"
    STEP = "step"
    """The next word is somebody else's."""
    FLAGS = "flags"


@dataclass(frozen=True, slots=True)
class Held:
    """A record that is held back, to be looked at by itself."""

    record: PracticeRecord
    why: Why
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """What was ticked, sorted out."""

    passing: tuple[PracticeRecord, ...]
    held: tuple[Held, ...]
    unknown: int
    """How many there are not, or are not the actor's to know of."""

    @property
    def to_look_at(self) -> list[Held]:
        """Those held back that wait for a word all the same."""
        return [one for one in self.held if one.why is not Why.DECIDED]

    @property
    def decided(self) -> list[Held]:
        return [one for one in self.held if one.why is Why.DECIDED]

    @property
    def left(self) -> int:
        """How many did not pass and are not decided either."""
        return len(self.to_look_at) + self.unknown


def lock(school_id: int, ids: Collection[int]) -> None:
    """Let nobody else change these records, or take anything of their teachers back, until the commit."""
    own = and_(PracticeRecord.school_id == school_id, PracticeRecord.id.in_(ids))
    lock_teachers(db.session.scalars(select(PracticeRecord.teacher_id).where(own).distinct()).all())
    rows = select(PracticeRecord.id).where(own).order_by(PracticeRecord.id)
    db.session.execute(rows.with_for_update(key_share=True))


def sort_out(
    picks: Sequence[Pick], action: Action, *, actor: Account, on: date, locked: bool = False
) -> Sorted:
    """Which of the records ticked pass by the action; ``locked``: nobody changes them until the commit."""
    versions = {pick.record_id: pick.version for pick in picks}
    if locked:
        lock(actor.school_id, versions)
    found = with_what_lists_show(select(PracticeRecord)).where(
        PracticeRecord.school_id == actor.school_id, PracticeRecord.id.in_(versions)
    )
    order = {record_id: place for place, record_id in enumerate(versions)}
    records = sorted(
        db.session.scalars(found.execution_options(populate_existing=True)), key=lambda one: order[one.id]
    )
    holders, office = Holders(actor.school_id, on), actor.has(Role.HR, Role.ADMIN)
    flags = flags_of(actor.school_id, [record.id for record in records])
    passing, held = [], []
    for record in records:
        mine = parts(actor, record, on, holders)
        if not mine and not office:
            continue
        serious = tuple(flag.text for flag in flags[record.id] if flag.serious)
        why = _why(record, action, actor, mine=mine, version=versions[record.id], serious=serious)
        if why is None:
            passing.append(record)
        else:
            held.append(Held(record, why, serious if why is Why.FLAGS else ()))
    return Sorted(tuple(passing), tuple(held), len(versions) - len(passing) - len(held))


def _why(
    record: PracticeRecord,
    action: Action,
    actor: Account,
    *,
    mine: frozenset[Part],
    version: int,
    serious: tuple[str, ...],
) -> Why | None:
    if record.teacher.person_id == actor.person_id:
        return Why.OWN
    if record.entered_by.person_id == actor.person_id:
        return Why.WRITTEN
    if _decided(record, action):
        return Why.DECIDED
    if record.version != version:
        return Why.CHANGED
    if action not in allowed_actions(record, mine - {Part.OWNER}):
        return Why.STEP
    return Why.FLAGS if serious else None


def _decided(record: PracticeRecord, action: Action) -> bool:
    """Whether a reviewer has spoken to whom the action's step belonged."""
    return record.decided_by_id is not None or (
        action is Action.ENDORSE and record.endorsed_by_id is not None
    )


@dataclass(frozen=True, slots=True)
class Passing:
    """One teacher's records of those that pass; half-hours are of all attended days together."""

    teacher: Teacher
    records: tuple[PracticeRecord, ...]
    half_hours: int
    estimate: str
    """Said behind them where some hang on holidays not known yet."""
    effect: tuple[str, ...]


def by_teacher(
    records: Sequence[PracticeRecord], *, school_id: int, on: date, with_effect: bool
) -> list[Passing]:
    """What passes, teacher by teacher, in the order in which each was ticked first."""
    school = school_facts(school_id, on)
    first = {record.teacher_id: place for place, record in reversed(list(enumerate(records)))}
    found = []
    for teacher_id, group in groupby(
        sorted(records, key=lambda one: first[one.teacher_id]), key=lambda one: one.teacher_id
    ):
        own = tuple(group)
        facts = [record_fact(record) for record in own]
        half_hours = sum(len(days_of_fact(fact, school, on)) * fact.half_hours for fact in facts)
        estimates = [said for fact in facts if (said := estimate_of_fact(fact, school, on))]
        sentences = (
            effect_of_passing(evaluate_teacher(teacher_id, on), *facts).sentences if with_effect else []
        )
        found.append(Passing(own[0].teacher, own, half_hours, "".join(estimates[:1]), tuple(sentences)))
    return found
