"""What a reviewer should look at in a record before passing it: flags, never refusals.

Days are those the teacher says were attended, whatever the school's way of counting a month.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from app.domain.calendar import Calendar
from app.domain.facts import DAY_CAP, Leave, Profile, Record
from app.domain.sites import RECOGNISED_KINDS, SiteKind, recognised_days
from app.domain.timeline import attended_days

DAYS_WITHOUT_REST = 14
DAYS_OF_A_MONTH = 26
LATE_AFTER = timedelta(days=180)
QUICK_ANSWER = timedelta(minutes=2)
"""Hardly time enough for a link to reach somebody else and be read."""


class FlagKind(StrEnum):
    """What is striking, in the order in which it is told."""

    NO_EVIDENCE = "no_evidence"
    FILE_OF_ANOTHER = "file_of_another"
    FILE_AGAIN = "file_again"
    """The same file under a second record of the teacher that counts or is to count."""
    REFUSED = "refused"
    """An enterprise would not confirm it, and none has answered otherwise since."""
    CORRECTED = "corrected"
    """The enterprise tells it otherwise, and the record does not follow."""
    FULL_TIME_TWICE = "full_time_twice"
    OVER_A_DAY = "over_a_day"
    ON_LEAVE = "on_leave"
    BEFORE_HIRE = "before_hire"
    AFTER_LEAVING = "after_leaving"
    OVERLAP = "overlap"
    HOLIDAYS = "holidays"
    NO_REST = "no_rest"
    FULL_MONTH = "full_month"
    LATE = "late"
    OUTSIDE_RECOGNITION = "outside_recognition"
    ANSWER_FROM_NEARBY = "answer_from_nearby"
    """The enterprise's yes may be the teacher's own."""
    REFUSED_BEFORE = "refused_before"
    """An enterprise has answered otherwise after one would not confirm it."""
    FILE_OF_A_VOID = "file_of_a_void"
    """The same file under a record of the teacher that does not count, e.g. the one this corrects."""


SERIOUS = frozenset(
    {
        FlagKind.NO_EVIDENCE,
        FlagKind.FILE_OF_ANOTHER,
        FlagKind.FILE_AGAIN,
        FlagKind.REFUSED,
        FlagKind.CORRECTED,
        FlagKind.FULL_TIME_TWICE,
        FlagKind.OVER_A_DAY,
        FlagKind.ON_LEAVE,
        FlagKind.BEFORE_HIRE,
        FlagKind.AFTER_LEAVING,
    }
)
"""Somebody should look before it passes; the others are only worth knowing."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One striking thing, to be told in one line."""

    kind: FlagKind
    days: tuple[date, ...] = ()
    other: str | None = None
    """The record that it is shared with."""
    file: str = ""
    """The name of the file under this record."""
    number: int = 0
    """Days between the end and handing in, for ``LATE``; how often, for ``REFUSED_BEFORE``."""
    said: str = ""
    """The enterprise's own words."""

    @property
    def serious(self) -> bool:
        return self.kind in SERIOUS


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and its place in the registry."""

    record: Record
    site: int


@dataclass(frozen=True, slots=True)
class FileUse:
    """A file of the record that is under another record, too."""

    name: str
    other: str
    same_teacher: bool
    claims: bool
    """The other record counts or waits to count."""


@dataclass(frozen=True, slots=True)
class Yes:
    """How an enterprise's confirmation that holds came in."""

    after: timedelta
    """Since the link was made."""
    from_teachers_address: bool
    """The teacher has lately signed in from the same network address."""


@dataclass(frozen=True, slots=True)
class Objection:
    """An enterprise's no, or its correction, that stands."""

    kind: FlagKind
    """``REFUSED`` or ``CORRECTED``."""
    said: str


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a record under review."""

    own: Placed
    site_kind: SiteKind
    valid_from: date | None
    valid_to: date | None
    hired_on: date
    left_on: date | None
    leaves: tuple[Leave, ...]
    submitted_on: date | None
    has_evidence: bool
    others: tuple[Placed, ...] = ()
    """The teacher's other records that count or wait to count."""
    uses: tuple[FileUse, ...] = ()
    confirmed: Yes | None = None
    objection: Objection | None = None
    refusals: int = 0
    """How often an enterprise has refused so far."""


def flags_in(calendar: Calendar, case: Case) -> tuple[Flag, ...]:
    """Every flag of a record, the serious ones first."""
    days = _attended(calendar, case.own.record)
    found = (
        *_files(case),
        *_objections(case),
        *_shared_days(calendar, case, days),
        *_employment(case, days),
        *_unusual_days(calendar, days),
        *_formal(case, days),
    )
    order = list(FlagKind)
    return tuple(sorted(found, key=lambda flag: order.index(flag.kind)))


def _attended(calendar: Calendar, record: Record) -> list[date]:
    return attended_days(calendar, record, Profile.WD20)


def _files(case: Case) -> Iterator[Flag]:
    if not case.has_evidence:
        yield Flag(FlagKind.NO_EVIDENCE)
    for use in case.uses:
        if not use.same_teacher:
            kind = FlagKind.FILE_OF_ANOTHER
        else:
            kind = FlagKind.FILE_AGAIN if use.claims else FlagKind.FILE_OF_A_VOID
        yield Flag(kind, other=use.other, file=use.name)


def _objections(case: Case) -> Iterator[Flag]:
    if case.objection is not None:
        yield Flag(case.objection.kind, said=case.objection.said)
    elif case.refusals:
        yield Flag(FlagKind.REFUSED_BEFORE, number=case.refusals)


def _shared_days(calendar: Calendar, case: Case, days: list[date]) -> Iterator[Flag]:
    own = case.own
    claimed = dict.fromkeys(days, own.record.half_hours)
    told: set[date] = set()
    for other in case.others:
        shared = tuple(day for day in _attended(calendar, other.record) if day in claimed)
        if not shared:
            continue
        for day in shared:
            claimed[day] += other.record.half_hours
        both_full = own.record.half_hours == other.record.half_hours == DAY_CAP
        if both_full and own.site != other.site:
            told.update(shared)
            yield Flag(FlagKind.FULL_TIME_TWICE, shared, other.record.id)
        else:
            yield Flag(FlagKind.OVERLAP, shared, other.record.id)
    over = tuple(day for day, half_hours in claimed.items() if half_hours > DAY_CAP and day not in told)
    if over:
        yield Flag(FlagKind.OVER_A_DAY, over)


def _employment(case: Case, days: list[date]) -> Iterator[Flag]:
    left_on = case.left_on or date.max
    yield from _if_any(
        FlagKind.ON_LEAVE,
        (day for day in days if any(leave.first_day <= day <= leave.last_day for leave in case.leaves)),
    )
    yield from _if_any(FlagKind.BEFORE_HIRE, (day for day in days if day < case.hired_on))
    yield from _if_any(FlagKind.AFTER_LEAVING, (day for day in days if day > left_on))


def _unusual_days(calendar: Calendar, days: list[date]) -> Iterator[Flag]:
    yield from _if_any(FlagKind.HOLIDAYS, filter(calendar.is_holiday, days))
    runs = [tuple(day for _, day in run) for _, run in groupby(enumerate(days), key=_ordinal_less_place)]
    unbroken = [run for run in runs if len(run) > DAYS_WITHOUT_REST]
    yield from (Flag(FlagKind.NO_REST, run) for run in unbroken)
    if not unbroken:
        months = (tuple(month) for _, month in groupby(days, key=lambda day: (day.year, day.month)))
        yield from (Flag(FlagKind.FULL_MONTH, month) for month in months if len(month) > DAYS_OF_A_MONTH)


def _ordinal_less_place(numbered: tuple[int, date]) -> int:
    """The same for days that follow each other."""
    place, day = numbered
    return day.toordinal() - place


def _formal(case: Case, days: list[date]) -> Iterator[Flag]:
    record = case.own.record
    if case.submitted_on is not None and case.submitted_on - record.last_day > LATE_AFTER:
        yield Flag(FlagKind.LATE, number=(case.submitted_on - record.last_day).days)
    said = case.confirmed
    if said is not None and (said.from_teachers_address or said.after <= QUICK_ANSWER):
        yield Flag(FlagKind.ANSWER_FROM_NEARBY)
    if case.site_kind in RECOGNISED_KINDS:
        recognition = recognised_days(case.site_kind, case.valid_from, case.valid_to, days)
        yield from _if_any(FlagKind.OUTSIDE_RECOGNITION, recognition.outside)


def _if_any(kind: FlagKind, days: Iterable[date]) -> Iterator[Flag]:
    found = tuple(days)
    if found:
        yield Flag(kind, found)
