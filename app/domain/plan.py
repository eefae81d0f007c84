"""What is to be judged at a school on a day: the same for each of its teachers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.domain.days import DayRange
from app.domain.facts import Profile, School, WindowKind
from app.domain.rules import CountingTable, Law, Rule, RuleStatus, RuleWindow
from app.domain.windows import Window, entry_on, fixed_window, rolling_window, same_day_in_years, year_window

YEARS_SHOWN = 5
"""The as-of year and the four before it."""
JUDGED = frozenset({RuleStatus.IN_FORCE, RuleStatus.DRAFT})


class Judgement(NamedTuple):
    """One rule to be judged in one window."""

    rule: Rule
    window: Window
    days: int
    judged_on: date
    """The last day of the window, or the as-of date while it is running."""
    profile: Profile
    counting: CountingTable
    """The table in force on that day."""
    required: int | None
    rolling: bool
    provisional: bool
    preceding: tuple[Rule, ...]
    """The versions that the rule's version follows without a gap, the newest first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The judgements in order of rule id, then window."""

    days: DayRange
    five_years: Window
    this_year: Window
    judgements: tuple[Judgement, ...]


@lru_cache(maxsize=4096)
def plan_for(law: Law, school: School, as_of: date) -> Plan:
    """What is to be judged.

    Raises:
        CycleError: a school of fixed cycles on a day before the first.
    """
    years = [
        year_window(same_day_in_years(as_of, -back), school.year_basis)
        for back in reversed(range(YEARS_SHOWN))
    ]
    rolling = school.window is WindowKind.ROLLING
    five_years = rolling_window(as_of) if rolling else fixed_window(school.cycle_start, as_of)
    windows = {RuleWindow.YEAR: years, RuleWindow.FIVE_YEARS: [five_years], RuleWindow.NONE: years[-1:]}
    days = DayRange(
        law.calendar, min(years[0][0], five_years.first_day), max(years[-1].last_day, five_years.last_day)
    )

    def judgements() -> Iterator[Judgement]:
        for rule in law.rules:
            for window in windows[rule.window]:
                day = judged_on(window, as_of)
                if not applies(rule, school, day):
                    continue
                profile = profile_on(school, day)
                yield Judgement(
                    rule=rule,
                    window=window,
                    days=days.between(*window),
                    judged_on=day,
                    profile=profile,
                    counting=law.counting_on(day),
                    required=rule.required(profile),
                    rolling=rolling and rule.window is RuleWindow.FIVE_YEARS,
                    provisional=not law.calendar.covers_all(window.first_day, day),
                    preceding=law.preceding(rule),
                )

    ordered = sorted(judgements(), key=lambda judgement: (judgement.rule.id, judgement.window))
    return Plan(days, five_years, years[-1], tuple(ordered))


def judged_on(window: Window, as_of: date) -> date:
    """The day a window is judged on: its last day, or the as-of date while it is running."""
    return min(window.last_day, as_of)


def profile_on(school: School, day: date) -> Profile:
    """The school's conversion profile on a day; the usual one before its first decision."""
    entry = entry_on(school.profiles, day)
    return entry.profile if entry else Profile.WD20


def applies(rule: Rule, school: School, day: date) -> bool:
    """Whether a rule is judged at a school on a day."""
    if rule.status not in JUDGED or not rule.in_force_on(day):
        return False
    if school.system in rule.systems:
        return True
    return any(adopted.rule == rule.id and adopted.first_day <= day for adopted in school.adopted)
