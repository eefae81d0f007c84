"""The law as values: dated, cited rules and the table of what counts for which."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from app.domain.calendar import Calendar
from app.domain.facts import Category, Host, Profile, RulingKind, System, Venue

HALF_HOURS_OF_MONTH = {Profile.WD20: 320, Profile.WD2175: 348, Profile.WD22: 352, Profile.CAL30: 480}
"""A school's convention; no text fixes how many hours make a month."""


class RuleStatus(StrEnum):
    """What authority a text has; only what is in force can decide a recommendation."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    DESCRIBED = "described"
    RECALLED = "recalled"


class RuleWindow(StrEnum):
    """Over what time a rule sums."""

    YEAR = "year"
    FIVE_YEARS = "five_years"
    NONE = "none"


class Column(StrEnum):
    """Which column of the counting table a rule reads."""

    ANNUAL = "annual"
    FIVE_YEAR = "five_year"


class Cell(StrEnum):
    """What the counting table says."""

    COUNTS = "counts"
    RULING = "ruling"
    NO = "no"


NOT_LISTED = Cell.RULING
"""What a table says of a form of practice that it does not hold."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands."""

    title: str
    number: str | None
    issued_on: str | None
    """A day, a month or a year as far as it is known, e.g. ``2016-05-11`` or ``2022``; never invented."""
    clause: str | None
    words: str
    """The operative words only."""
    source: str
    """Where the words were read, e.g. the text itself or a reply that quotes it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One published version of a rule; a change is a new version with its own dates."""

    id: str
    version: int
    citation: Citation
    status: RuleStatus
    effective_from: date | None
    effective_from_assumed: bool
    effective_to: date | None
    population: frozenset[Category]
    systems: frozenset[System]
    window: RuleWindow
    minimum_months: int | None
    column: Column

    @property
    def title(self) -> str:
        return self.citation.title

    @property
    def number(self) -> str | None:
        return self.citation.number

    @property
    def issued_on(self) -> str | None:
        return self.citation.issued_on

    def in_force_on(self, day: date) -> bool:
        """Whether the dates hold the day; an undated draft is judged on any day."""
        after_start = self.effective_from is None or self.effective_from <= day
        return after_start and (self.effective_to is None or day <= self.effective_to)

    def required(self, profile: Profile) -> int | None:
        """Half-hours the rule asks for; None where it states no number."""
        if self.minimum_months is None:
            return None
        return self.minimum_months * HALF_HOURS_OF_MONTH[profile]


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty without a number: recorded and shown, never judged."""

    id: str
    citation: Citation
    population: frozenset[Category]
    systems: frozenset[System]
    before_post: bool
    """Asked of those who are new, before they take up their post."""


@dataclass(frozen=True, slots=True)
class CountingRow:
    """What one form of practice counts for, with the ground of that reading."""

    venue: Venue
    host: Host | None
    """None: whoever houses it."""
    cells: Mapping[Column, Cell]
    by_category: Mapping[Category, Mapping[Column, Cell]]
    """Both cells for a category of teachers that is treated differently."""
    ground: str

    @property
    def hosts(self) -> tuple[Host, ...]:
        return (self.host,) if self.host else tuple(Host)


class CountingTable:
    """What counts for which rule from a day on; a pair it does not hold needs a ruling."""

    def __init__(self, version: int, dated: date, rows: tuple[CountingRow, ...]) -> None:
        self.version = version
        self.dated = dated
        self.rows = rows
        self._rows = {(row.venue, host): row for row in rows for host in row.hosts}
        self._cells_of_all = {
            (venue, host, column): None if row.by_category else row.cells[column]
            for (venue, host), row in self._rows.items()
            for column in Column
        }

    def row(self, venue: Venue, host: Host) -> CountingRow | None:
        return self._rows.get((venue, host))

    def cell_of_all(self, venue: Venue, host: Host, column: Column) -> Cell | None:
        """The cell if it is the same for every category of teachers, else None."""
        return self._cells_of_all.get((venue, host, column), NOT_LISTED)

    def cell(self, venue: Venue, host: Host, column: Column, category: Category | None) -> Cell:
        row = self.row(venue, host)
        if row is None:
            return NOT_LISTED
        cells = row.by_category.get(category, row.cells) if category else row.cells
        return cells[column]


@dataclass(frozen=True, eq=False)
class Law:
    """Everything a verdict needs besides the facts."""

    rules: tuple[Rule, ...]
    duties: tuple[Duty, ...]
    countings: tuple[CountingTable, ...]
    """In order of ``dated``; at least one."""
    calendar: Calendar
    left_out: tuple[str, ...] = ()
    """Why something that a school published could not join it, one sentence each."""

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        """Every version of a rule, in order of their dates."""
        return self._versions.get(rule_id, ())

    @cached_property
    def _versions(self) -> Mapping[str, tuple[Rule, ...]]:
        found: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            found[rule.id] = (*found.get(rule.id, ()), rule)
        return found

    def version_on(self, rule_id: str, day: date) -> Rule | None:
        """The version that names a rule on a day: in force then, else the last that began, else the first.

        None where there is no such rule.
        """
        versions = self.versions(rule_id)
        begun = [rule for rule in versions if rule.effective_from is None or rule.effective_from <= day]
        in_force = [rule for rule in begun if rule.in_force_on(day)]
        return next(iter((*reversed(in_force), *reversed(begun), *versions)), None)

    def preceding(self, rule: Rule) -> tuple[Rule, ...]:
        """The earlier versions that a version follows without a gap, the newest first."""
        found: list[Rule] = []
        begins = rule.effective_from
        for earlier in reversed(self.versions(rule.id)):
            if begins and earlier.effective_to == begins - timedelta(days=1):
                found.append(earlier)
                begins = earlier.effective_from
        return tuple(found)

    def counting_on(self, day: date) -> CountingTable:
        """The newest table dated on or before the day; before all of them the first.

        A judgement reads the table in force on the day it is judged on, as with the profile: the last
        day of its window, or the as-of date while that runs. With one table it is always that one.
        """
        held = [table for table in self.countings if table.dated <= day]
        return held[-1] if held else self.countings[0]


def decided(cell: Cell, ruling: RulingKind) -> Cell:
    """A cell after the school's ruling, which cannot overrule a *no*."""
    if ruling is RulingKind.DOES_NOT_COUNT:
        return Cell.NO
    if ruling is RulingKind.COUNTS and cell is Cell.RULING:
        return Cell.COUNTS
    return cell
