"""The ground a year was judged by, as plain values: rules, what counts, the school's decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.conclusion import titled
from app.domain.facts import Category, Host, System, Transition, Venue
from app.domain.rules import Cell, Citation, Column, CountingTable, Rule, RuleStatus, RuleWindow
from app.domain.windows import Window
from app.schools.models import CHANGES_VERDICTS, DecisionKind, SchoolDecision
from app.schools.wording import value_words


@dataclass(frozen=True, slots=True)
class FrozenRule:
    """A published version of a rule, whole."""

    id: str
    version: int
    citation: Citation
    status: RuleStatus
    effective_from: date | None
    effective_from_assumed: bool
    effective_to: date | None
    population: tuple[Category, ...]
    systems: tuple[System, ...]
    window: RuleWindow
    minimum_months: int | None
    column: Column

    @property
    def titled(self) -> str:
        return titled(self.citation.title, self.citation.number)


@dataclass(frozen=True, slots=True)
class FrozenCell:
    """What one form of practice counted for."""

    venue: Venue
    host: Host | None
    category: Category | None
    """None: every category but those that have a cell of their own."""
    column: Column
    cell: Cell


@dataclass(frozen=True, slots=True)
class FrozenTable:
    """A counting table that some window was judged by, whole."""

    version: int
    dated: date
    cells: tuple[FrozenCell, ...]


@dataclass(frozen=True, slots=True)
class FrozenDecision:
    """A decision of the school that held."""

    kind: DecisionKind
    value: str
    says: str = field(compare=False)
    """In the words of the day it was frozen; other words are no other decision."""
    effective_from: date
    document: str
    transition: Transition | None = None
    cycle_start: date | None = None

    def same_as(self, other: "FrozenDecision") -> bool:
        """By its facts; years frozen before all of them were kept are no different for lacking some."""
        known = replace(
            other,
            transition=(self.transition and other.transition) or self.transition,
            cycle_start=(self.cycle_start and other.cycle_start) or self.cycle_start,
        )
        return self == known


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that a year was judged by, facts of teachers apart."""

    rules: tuple[FrozenRule, ...]
    tables: tuple[FrozenTable, ...]
    """By their day; windows that ended on different days may read different ones."""
    decisions: tuple[FrozenDecision, ...]

    def decisions_of(self, year: Window) -> tuple[FrozenDecision, ...]:
        """Those on results that held on some day of it: not what another had replaced by its first day."""
        found: dict[tuple[DecisionKind, str | None], list[FrozenDecision]] = {}
        for one in self.decisions:
            if one.kind not in CHANGES_VERDICTS:
                continue
            among = one.value if one.kind is DecisionKind.ADOPTION else None
            held = found.setdefault((one.kind, among), [])
            if one.effective_from <= year.first_day:
                held.clear()
            held.append(one)
        return tuple(one for held in found.values() for one in held)

    @property
    def gate(self) -> str | None:
        """The rule that decided recommendations, as far as the school had named one."""
        gates = [one.value for one in self.decisions if one.kind is DecisionKind.GATE]
        return gates[-1] if gates else None

    @property
    def gates_by_year(self) -> bool:
        """Whether that was a rule of a year."""
        return self.gate in {one.id for one in self.rules if one.window is RuleWindow.YEAR}


Rules = Mapping[tuple[str, int], Rule]
"""The rules of a ground by id and version."""


def ground_of(
    tables: Iterable[CountingTable], rules: tuple[Rule, ...], decisions: tuple[SchoolDecision, ...]
) -> Ground:
    """Copy what a school is judged by: counting tables, rules of its law, decisions of its own."""
    return Ground(
        rules=tuple(map(_frozen_rule, rules)),
        tables=tuple(FrozenTable(one.version, one.dated, _cells(one)) for one in tables),
        decisions=tuple(
            FrozenDecision(
                kind=one.kind,
                value=one.value,
                says=value_words(one),
                effective_from=one.effective_from,
                document=one.document,
                transition=one.transition,
                cycle_start=one.cycle_start,
            )
            for one in decisions
        ),
    )


def rules_of(ground: Ground) -> Rules:
    return {(one.id, one.version): _rule(one) for one in ground.rules}


def _frozen_rule(rule: Rule) -> FrozenRule:
    return FrozenRule(
        id=rule.id,
        version=rule.version,
        citation=rule.citation,
        status=rule.status,
        effective_from=rule.effective_from,
        effective_from_assumed=rule.effective_from_assumed,
        effective_to=rule.effective_to,
        population=tuple(sorted(rule.population)),
        systems=tuple(sorted(rule.systems)),
        window=rule.window,
        minimum_months=rule.minimum_months,
        column=rule.column,
    )


def _rule(frozen: FrozenRule) -> Rule:
    return Rule(
        id=frozen.id,
        version=frozen.version,
        citation=frozen.citation,
        status=frozen.status,
        effective_from=frozen.effective_from,
        effective_from_assumed=frozen.effective_from_assumed,
        effective_to=frozen.effective_to,
        population=frozenset(frozen.population),
        systems=frozenset(frozen.systems),
        window=frozen.window,
        minimum_months=frozen.minimum_months,
        column=frozen.column,
    )


def _cells(counting: CountingTable) -> tuple[FrozenCell, ...]:
    return tuple(
        FrozenCell(row.venue, row.host, category, column, cell)
        for row in counting.rows
        for category, cells in ((None, row.cells), *row.by_category.items())
        for column, cell in cells.items()
    )
