"""One teacher's records as claims on days, and the three ledgers they fill."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from app.domain.days import DayRange, attendance
from app.domain.facts import Category, Profile, Record, RecordStatus, RulingKind, Teacher
from app.domain.ledger import Ledger, Share, fill
from app.domain.outcome import Credit, Exclusion, ExclusionReason
from app.domain.rules import Cell, Column, CountingTable, Rule, decided

ALL_DAYS = -1
"""The set of every day: all bits set."""
IN_REVIEW = frozenset({RecordStatus.SUBMITTED, RecordStatus.ENDORSED})
TURNED_DOWN = frozenset(
    {RecordStatus.RETURNED, RecordStatus.REJECTED, RecordStatus.WITHDRAWN, RecordStatus.REVOKED}
)
_REASON_OF_STATUS = {
    RecordStatus.DRAFT: ExclusionReason.NOT_SUBMITTED,
    **dict.fromkeys(TURNED_DOWN, ExclusionReason.NOT_APPROVED),
    **dict.fromkeys(IN_REVIEW, ExclusionReason.PENDING),
}

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


class Account:
    """One teacher's records under one reading of the counting table and one profile."""

    def __init__(self, claims: "Claims", readings: list[Reading], attended: list[int]) -> None:
        self._claims = claims
        self._readings = readings
        self._attended = attended
        self._sums: dict[int, Sums] = {}
        self.credited = fill(
            Share(record.id, record.half_hours, days)
            for n, record in enumerate(claims.records)
            if record.status is RecordStatus.APPROVED and (days := self.claimed(n))
        )

    @cached_property
    def pending(self) -> Ledger:
        """The credited ledger, and what the records in review that count would add to it."""
        added = [
            Share(record.id, record.half_hours, days)
            for n, record in enumerate(self._claims.records)
            if record.status in IN_REVIEW and (days := self.claimed(n))
        ]
        return fill(added, self.credited) if added else self.credited

    @cached_property
    def undecided(self) -> Ledger:
        """The credited ledger, and what the approved days that wait for a ruling would add to it."""
        added = [
            Share(record.id, record.half_hours, days)
            for n, record in enumerate(self._claims.records)
            if record.status is RecordStatus.APPROVED and (days := self.undecided_days(n))
        ]
        return fill(added, self.credited) if added else self.credited

    def claimed(self, n: int) -> int:
        """The days the n-th record would be credited if no other record stood before it."""
        return self._attended[n] & self._readings[n].counts & self._claims.creditable

    def undecided_days(self, n: int) -> int:
        """The attended days of the n-th record that wait for a ruling."""
        return self._attended[n] & self._readings[n].ruling & self._claims.creditable

    def sums(self, window: int) -> Sums:
        """The sums of a window, and its records by first day, then id."""
        sums = self._sums.get(window)
        if sums is None:
            sums = self._sums[window] = self._sum_up(window)
        return sums

    def _sum_up(self, window: int) -> Sums:
        by_record = self.credited.by_record(window)
        records, excluded = [], []
        for n, record in enumerate(self._claims.records):
            if record.id in by_record:
                records.append(Credit(record.id, by_record[record.id]))
            elif self._claims.spans[n] & window:
                excluded.append(Exclusion(record.id, self._reason(n, window)))
        credited = sum(by_record.values())
        return Sums(
            credited,
            self._beyond(self.pending, window, credited),
            self._beyond(self.undecided, window, credited),
            tuple(records),
            tuple(excluded),
        )

    def _beyond(self, ledger: Ledger, window: int, credited: int) -> int:
        """What a ledger holds in a window beyond the credited half-hours."""
        return 0 if ledger is self.credited else ledger.total(window) - credited

    def _reason(  # noqa: PLR0911 - the contract is this list: the first reason that holds
        self, n: int, window: int
    ) -> ExclusionReason:
        claims, reading = self._claims, self._readings[n]
        reason = _REASON_OF_STATUS.get(claims.records[n].status)
        if reason:
            return reason
        touched, attended = claims.spans[n] & window, self._attended[n] & window
        if not touched & (reading.counts | reading.ruling):
            return ExclusionReason.DOES_NOT_COUNT
        if touched & reading.ruling:
            return ExclusionReason.NEEDS_RULING
        if not attended:
            return ExclusionReason.NOT_ATTENDED
        if not attended & claims.since_hire:
            return ExclusionReason.BEFORE_HIRE
        if not attended & claims.creditable:
            return ExclusionReason.AFTER_AS_OF
        return ExclusionReason.NOTHING_LEFT_UNDER_THE_CAP


class Claims:
    """One teacher's records laid out on the days that matter; each distinct account is filled once."""

    def __init__(self, days: DayRange, teacher: Teacher, records: Iterable[Record], as_of: date) -> None:
        self.records = sorted(records, key=lambda record: (record.first_day, record.id))
        self.spans = [days.between(record.first_day, record.last_day) for record in self.records]
        self.since_hire = days.between(teacher.hired_on, date.max)
        self.creditable = days.between(teacher.hired_on, as_of)
        self.days = days
        self._teacher = teacher
        self._attended: dict[Profile, list[int]] = {}
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
            account = self._accounts[key] = Account(self, readings, self.attended(profile))
        return account

    def attended(self, profile: Profile) -> list[int]:
        """The attended days of each record."""
        if profile not in self._attended:
            self._attended[profile] = [attendance(record, profile, self.days) for record in self.records]
        return self._attended[profile]

    def _reading(
        self, record: Record, cells: tuple[CountingTable, Column], ruling: RulingKind | None
    ) -> Reading:
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
