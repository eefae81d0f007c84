"""Who must do what by when at a school, month by month: what is late, ends, drops or falls due.

Ended years that did not hold stand apart, by their year: no practice of today makes them up.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.by_when import ByWhen, NextDate, by_when, late_years
from app.domain.conclusion import year_name
from app.domain.rules import Rule, RuleWindow
from app.standing.coming import coming_decisions, coming_needs
from app.standing.forms import ByMonthFilters
from app.standing.headline import headline
from app.standing.queries import evaluate_facts, no_collection, read_school, usable_decisions
from app.standing.school_queries import Member, members
from app.standing.table import by_pinyin

MONTHS = 24
"""How far ahead the list looks, the present month included."""
LATE, WAITING = "late", "waiting"
"""What stands for a month where the day has passed: it is late, or waits for a review or a ruling."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of one teacher, and what it needs."""

    member: Member
    found: ByWhen
    year: int | None = None
    """In which an ended year began; None of what is under way or to come."""

    @property
    def month(self) -> str:
        """``2026-12``, ``late`` or ``waiting``."""
        if self.found.day:
            return month_of(self.found.day)
        return LATE if self.found.kind is NextDate.LATE else WAITING

    @property
    def rule(self) -> Rule:
        return self.found.verdict.rule

    @property
    def annual(self) -> bool:
        return self.rule.window is RuleWindow.YEAR


@dataclass(frozen=True, slots=True)
class Sums:
    """What some lines come to; hours as half-hours, of one person those of the larger line alone.

    What is done for the year is done for the five years, too: both together would ask for it twice.
    """

    people: int
    kinds: Mapping[NextDate, int]
    half_hours: int
    """What lacks."""
    in_review: int
    """Of this, what is in review."""
    left: int
    """What is still to do once that has passed."""
    days: int
    """The same in full days."""
    too_late: int
    """Lines for which the days left no longer suffice."""


@dataclass(frozen=True, slots=True)
class ByMonth:
    """The list of a school or of some departments."""

    as_of: date
    months: tuple[str, ...]
    """What is late, what waits, then the months, the present one first."""
    population: tuple[Item, ...]
    """Everything of the departments, rules and kinds asked for, in order of day, then name."""
    past: tuple[Item, ...]
    """The same of ended years."""
    items: tuple[Item, ...]
    """What stands in the month or ended year asked for; everything under way or to come where none is."""
    month: str | None
    """The month asked for; None where all are, or an ended year is."""
    year: int | None
    """The ended year asked for, where there is such a one."""
    rules: tuple[Rule, ...]
    """Every rule that the list could be narrowed to."""
    later: int
    """Lines whose day lies beyond the months."""

    @property
    def by_month(self) -> list[tuple[str, Sums]]:
        """Every month with what stands in it, be it nothing."""
        held: dict[str, list[Item]] = {month: [] for month in self.months}
        for item in self.population:
            held[item.month].append(item)
        return [(month, sums(items)) for month, items in held.items()]

    @property
    def by_year(self) -> list[tuple[int, str, Sums]]:
        """Every ended year with what stands in it, the newest first."""
        held: dict[int, list[Item]] = {}
        for item in self.past:
            held.setdefault(item.year or 0, []).append(item)
        return [
            (year, year_name(items[0].found.verdict.window), sums(items))
            for year, items in sorted(held.items(), reverse=True)
        ]

    @property
    def total(self) -> Sums:
        return sums(self.population)


def month_of(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def months_from(as_of: date) -> tuple[str, ...]:
    """The months of the list, the present one first."""
    first = as_of.year * 12 + as_of.month - 1
    return tuple(f"{n // 12}-{n % 12 + 1:02}" for n in range(first, first + MONTHS))


def sums(held: Collection[Item]) -> Sums:
    larger: dict[int, ByWhen] = {}
    for item in held:
        other = larger.get(item.member.teacher_id)
        if other is None or _larger(item.found) > _larger(other):
            larger[item.member.teacher_id] = item.found
    return Sums(
        people=len(larger),
        kinds=Counter(item.found.kind for item in held),
        half_hours=sum(found.half_hours for found in larger.values()),
        in_review=sum(found.in_review for found in larger.values()),
        left=sum(found.left for found in larger.values()),
        days=sum(found.days for found in larger.values()),
        too_late=sum(item.found.too_late for item in held),
    )


def _larger(found: ByWhen) -> tuple[int, int]:
    return found.left, found.half_hours


def list_by_month(
    school_id: int, as_of: date, departments: frozenset[int] | None, asked: ByMonthFilters
) -> ByMonth:
    """What the two lines of every visible teacher need, narrowed to what is asked for."""
    found = sorted(_items(school_id, as_of, departments), key=_in_order)
    months = (LATE, WAITING, *months_from(as_of))
    rules = {item.rule.id: item.rule for item in found}
    asked = asked if asked.rule in rules else replace(asked, rule=None)
    wanted = [item for item in found if _wanted(item, asked)]
    coming, past = (tuple(item for item in wanted if (item.year is None) is now) for now in (True, False))
    past = tuple(sorted(past, key=lambda item: -(item.year or 0)))
    population = tuple(item for item in coming if item.month in months)
    year = asked.past if asked.past in {item.year for item in found} else None
    in_month = tuple(item for item in population if asked.month in {None, item.month})
    return ByMonth(
        as_of=as_of,
        months=months,
        population=population,
        past=past,
        items=tuple(item for item in past if item.year == year) if year else in_month,
        month=None if year else asked.month,
        year=year,
        rules=tuple(rule for _, rule in sorted(rules.items())),
        later=len(coming) - len(population),
    )


def _in_order(item: Item) -> tuple[date, bool, object, int]:
    """By day; before all days what is late, then what waits."""
    member = item.member
    return item.found.day or date.min, item.month == WAITING, by_pinyin(member.name), member.teacher_id


def _wanted(item: Item, asked: ByMonthFilters) -> bool:
    return (
        asked.department_id in {None, item.member.department_id}
        and asked.rule in {None, item.rule.id}
        and asked.kind in {None, item.found.kind}
    )


def _items(school_id: int, as_of: date, departments: frozenset[int] | None) -> Iterator[Item]:
    people = {member.teacher_id: member for member in members(school_id, as_of, departments)}
    known = read_school(school_id, as_of)
    known = replace(known, teachers={one: facts for one, facts in known.teachers.items() if one in people})
    usable = usable_decisions(known.law, known.decisions, as_of)
    comings = coming_decisions(school_id, known.law, as_of)
    evaluations = evaluate_facts(known)
    with no_collection():
        for teacher_id, evaluation in evaluations.items():
            lines = headline(evaluation)
            facts = known.teachers[teacher_id], known.records.get(teacher_id, ())
            needs = by_when(usable.law, usable.school, *facts, lines.first_two, as_of=as_of)
            for found in (*needs, *coming_needs(comings, *facts, evaluation)):
                yield Item(people[teacher_id], found)
            for found in late_years(lines.past, lines.year):
                yield Item(people[teacher_id], found, found.verdict.window.first_day.year)
