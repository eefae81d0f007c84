"""What the review desk and its list show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from app import clock
from app.accounts.models import Account
from app.domain.facts import RecordStatus, Venue
from app.domain.roles import Role
from app.domain.workflow import Action
from app.practice.fact_queries import record_fact
from app.practice.models import PracticeRecord
from app.practice.page import RecordPage, record_page
from app.practice.waiting import waited
from app.reviews import queries
from app.reviews.flag_queries import FlagLine, flags_of
from app.reviews.queries import Asked, Place
from app.schools.models import Department
from app.schools.queries import departments
from app.standing.effect import effect_of_passing
from app.standing.queries import evaluate_teacher


@dataclass(frozen=True, slots=True)
class Row:
    """A record as a list shows it."""

    record: PracticeRecord
    waited: str
    longest: bool
    """It waits for the reader longer than any other."""
    flags: tuple[FlagLine, ...]

    @property
    def serious(self) -> int:
        return sum(flag.serious for flag in self.flags)

    @property
    def notes(self) -> int:
        return len(self.flags) - self.serious


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One record with what a reviewer should know of it, and its place among those that wait."""

    page: RecordPage
    actions: frozenset[Action]
    flags: tuple[FlagLine, ...]
    effect: Sequence[str]
    place: Place
    rows: Sequence[Row]


def rows_of(records: Collection[PracticeRecord], actor: Account, longest: int | None) -> list[Row]:
    """The records with their flags, in the same few statements for however many."""
    flags = flags_of(actor.school_id, [record.id for record in records])
    today = clock.today()
    return [Row(record, waited(record, today), record.id == longest, flags[record.id]) for record in records]


def desk_page(record: PracticeRecord, actor: Account, asked: Asked, today: date) -> DeskPage:
    """The desk with one record as the actor sees it."""
    place = queries.place_of(actor, record.id, asked)
    around = queries.in_order(place.around)
    rows = rows_of(around, actor, queries.waiting_longest(actor))
    here = next((row.flags for row in rows if row.record.id == record.id), None)
    deciding = record.status in {RecordStatus.SUBMITTED, RecordStatus.ENDORSED}
    return DeskPage(
        page=record_page(record, actor, today),
        actions=queries.actions_for(actor, record),
        flags=flags_of(record.school_id, [record.id])[record.id] if here is None else here,
        effect=_effect(record, today) if deciding else (),
        place=place,
        rows=rows,
    )


def _effect(record: PracticeRecord, today: date) -> Sequence[str]:
    return effect_of_passing(evaluate_teacher(record.teacher_id, today), record_fact(record)).sentences


def may_open(actor: Account, flag: FlagLine) -> bool:
    """Whether the record that a flag names is the reader's to see: the same teacher's, or the office's."""
    return flag.other is not None and (flag.other.teacher is None or actor.has(Role.HR, Role.ADMIN))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a queue can be narrowed to."""

    departments: Sequence[Department]
    """Empty where there is but one to choose."""
    venues: Sequence[Venue]


def choices_for(actor: Account, today: date) -> Choices:
    """The departments that the actor reviews, and the forms of practice."""
    found = departments(actor.school_id)
    if not actor.decides_on(today) and not actor.has(Role.ADMIN):
        found = [one for one in found if one.id in actor.endorses_in(today)]
    return Choices(found if len(found) > 1 else (), tuple(Venue))
