"""One teacher's records as claims on days, and the three ledgers they fill."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import starmap
from operator import attrgetter
from typing import NamedTuple

from app.domain.days import DayRange, attendance_in
from app.domain.facts import Category, Profile, Record, RecordStatus, RulingKind, Teacher
from app.domain.ledger import Ledger, Share, fill
from app.domain.outcome import Credit, Exclusion, ExclusionReason
from app.domain.rules import Cell, Column, CountingTable, Rule, decided

ALL_DAYS = -1
"""The set of every day: all bits set."""
IN_REVIEW = frozenset({RecordStatus.SUBMITTED, RecordStatus.ENDORSED})
APPROVED = frozenset({RecordStatus.APPROVED})
TURNED_DOWN = frozenset(
    {RecordStatus.RETURNED, RecordStatus.REJECTED, RecordStatus.WITHDRAWN, RecordStatus.REVOKED}
)
_REASON_OF_STATUS = {
    RecordStatus.DRAFT: ExclusionReason.NOT_SUBMITTED,
    **dict.fromkeys(TURNED_DOWN, ExclusionReason.NOT_APPROVED),
    **dict.fromkeys(IN_REVIEW, ExclusionReason.PENDING),
}

_IN_ORDER = attrgetter("first_day", "id")

RecordRulings = tuple[tuple[str, RulingKind], ...]
"""Record ids and what the school decided about them under one rule."""


class RulingError(ValueError):
    """Two rulings decide one record under one rule in opposite ways."""

    def __init__(self, record: str, rule: str) -> None:
        super().__init__(f"teacher.rulings：记录 {record} 在规则 {rule} 下有互相矛盾的裁定")
        self.record = record
        self.rule = rule


class Reading(NamedTuple):
    """How a rule reads one record: the days that count and the days that need a ruling."""

    counts: int
    ruling: int


class Sums(NamedTuple):
    """What the ledgers hold in one window; ``pending`` and ``undecided`` beyond ``credited``."""

    credited: int
    pending: int
    undecided: int
    records: tuple[Credit, ...]
    excluded: tuple[Exclusion, ...]


class Layout(NamedTuple):
    """One teacher's records laid out on the days that matter, under one profile."""

    records: list[Record]
    """By first day, then id, as are the lists below."""
    spans: list[int]
    attended: list[int]
    since_hire: int
    creditable: list[int]
    """Of the attended days those from the hire to the as-of date."""
    by_status: list[Exclusion | None]
    """For each record why its status alone leaves it out, if it does."""
    approved: list[int]
    """The numbers of the approved records."""
    in_review: list[int]


class Account:
    """One teacher's records under one reading of the counting table and one profile.

    It knows the layout, not the claims that hold it: a circle of the two would outlive its use until the
    collector of garbage finds it, a province of them slowly.
    """

    def __init__(self, layout: Layout, readings: list[Reading]) -> None:
        self._layout = layout
        self._readings = readings
        self._sums: dict[int, Sums] = {}
        self.claimed = [days & counts for days, (counts, _) in zip(layout.creditable, readings, strict=True)]
        """For each record the days it would be credited if no other record stood before it."""
        self.undecided_days = [
            days & ruling for days, (_, ruling) in zip(layout.creditable, readings, strict=True)
        ]
        """For each record the attended days that wait for a ruling."""
        self.credited = fill(self._shares(layout.approved, self.claimed))
        self.pending = self._with(self._shares(layout.in_review, self.claimed))
        """The credited ledger, and what the records in review that count would add to it."""
        self.undecided = self._with(self._shares(layout.approved, self.undecided_days))
        """The credited ledger, and what the approved days that wait for a ruling would add to it."""

    def _shares(self, numbers: list[int], days: list[int]) -> list[Share]:
        records = self._layout.records
        return [Share(records[n].id, records[n].half_hours, days[n]) for n in numbers if days[n]]

    def _with(self, added: list[Share]) -> Ledger:
        return fill(added, self.credited) if added else self.credited

    def sums(self, window: int) -> Sums:
        """The sums of a window, and its records by first day, then id."""
        sums = self._sums.get(window)
        if sums is None:
            sums = self._sums[window] = self._sum_up(window)
        return sums

    def _sum_up(self, window: int) -> Sums:
        by_record = self.credited.by_record(window)
        records, by_status = self._layout.records, self._layout.by_status
        excluded = [
            by_status[n] or Exclusion(records[n].id, self._reason(n, window))
            for n, span in enumerate(self._layout.spans)
            if span & window and records[n].id not in by_record
        ]
        credited = sum(by_record.values())
        return Sums(
            credited,
            self._beyond(self.pending, window, credited),
            self._beyond(self.undecided, window, credited),
            tuple(starmap(Credit, by_record.items())),
            tuple(excluded),
        )

    def _beyond(self, ledger: Ledger, window: int, credited: int) -> int:
        """What a ledger holds in a window beyond the credited half-hours."""
        return 0 if ledger is self.credited else ledger.total(window) - credited

    def _reason(self, n: int, window: int) -> ExclusionReason:
        """Of a record whose status does not exclude it: the first reason that holds."""
        layout, reading = self._layout, self._readings[n]
        touched, attended = layout.spans[n] & window, layout.attended[n] & window
        if not touched & (reading.counts | reading.ruling):
            return ExclusionReason.DOES_NOT_COUNT
        if touched & reading.ruling:
            return ExclusionReason.NEEDS_RULING
        if not attended:
            return ExclusionReason.NOT_ATTENDED
        if not attended & layout.since_hire:
            return ExclusionReason.BEFORE_HIRE
        if not attended & layout.creditable[n]:
            return ExclusionReason.AFTER_AS_OF
        return ExclusionReason.NOTHING_LEFT_UNDER_THE_CAP


class Claims:
    """One teacher's records laid out on the days that matter; each distinct account is filled once."""

    def __init__(self, days: DayRange, teacher: Teacher, records: Iterable[Record], as_of: date) -> None:
        self.records = sorted(records, key=_IN_ORDER)
        self.days = days
        self._teacher = teacher
        self._as_of = as_of
        self._layouts: dict[Profile, Layout] = {}
        self._accounts: dict[tuple[CountingTable, Column, Profile, RecordRulings], Account] = {}
        self._rulings = record_rulings(teacher)

    def account(self, rule: Rule, profile: Profile, counting: CountingTable) -> Account:
        """The account a rule reads under a table; rules that read the same share it."""
        rulings = self._rulings.get(rule.id, {})
        key = (counting, rule.column, profile, tuple(rulings.items()))
        account = self._accounts.get(key)
        if account is None:
            cells = (counting, rule.column)
            readings = [self._reading(record, cells, rulings.get(record.id)) for record in self.records]
            account = self._accounts[key] = Account(self._layout(profile), readings)
        return account

    def _layout(self, profile: Profile) -> Layout:
        layout = self._layouts.get(profile)
        if layout is None:
            layout = self._layouts[profile] = self._lay_out(profile)
        return layout

    def _lay_out(self, profile: Profile) -> Layout:
        days, records = self.days, self.records
        spans = [days.between(record.first_day, record.last_day) for record in records]
        attended = [
            attendance_in(span, record, profile, days) for span, record in zip(spans, records, strict=True)
        ]
        employed = days.between(self._teacher.hired_on, self._as_of)
        return Layout(
            records,
            spans,
            attended,
            days.between(self._teacher.hired_on, date.max),
            [held & employed for held in attended],
            [
                Exclusion(record.id, reason) if (reason := _REASON_OF_STATUS.get(record.status)) else None
                for record in records
            ],
            [n for n, record in enumerate(records) if record.status in APPROVED],
            [n for n, record in enumerate(records) if record.status in IN_REVIEW],
        )

    def _reading(
        self, record: Record, cells: tuple[CountingTable, Column], ruling: RulingKind | None
    ) -> Reading:
        """What the table says of each category's days, or of all, after the school's ruling."""
        counting, column = cells
        cell = counting.cell_of_all(record.venue, record.host, column)
        if cell is not None:
            return _READINGS[decided(cell, ruling) if ruling else cell]
        counts = ruling_days = 0
        for category, days in self._days_by_category():
            cell = counting.cell(record.venue, record.host, column, category)
            cell = decided(cell, ruling) if ruling else cell
            counts |= _READINGS[cell].counts & days
            ruling_days |= _READINGS[cell].ruling & days
        return Reading(counts, ruling_days)

    def _days_by_category(self) -> Iterable[tuple[Category | None, int]]:
        """Each stretch of one category, and the days before the first."""
        before = ALL_DAYS
        held: list[tuple[Category | None, int]] = []
        for entry in reversed(self._teacher.categories):
            since = self.days.between(entry.first_day, date.max)
            held.append((entry.category, since & before))
            before &= ~since
        return [(None, before), *held]


_READINGS = {
    Cell.COUNTS: Reading(ALL_DAYS, 0),
    Cell.RULING: Reading(0, ALL_DAYS),
    Cell.NO: Reading(0, 0),
}


def record_rulings(teacher: Teacher) -> Mapping[str, dict[str, RulingKind]]:
    """The school's rulings on records, by rule and record.

    Raises:
        RulingError: two of them contradict each other.
    """
    rulings: dict[str, dict[str, RulingKind]] = {}
    for ruling in teacher.rulings:
        if ruling.kind is RulingKind.EXEMPT or ruling.record is None:
            continue
        of_rule = rulings.setdefault(ruling.rule, {})
        if of_rule.setdefault(ruling.record, ruling.kind) is not ruling.kind:
            raise RulingError(ruling.record, ruling.rule)
    return rulings
