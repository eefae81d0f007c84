"""The next date on which a verdict must hold, with what is decided today already for the days to come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from app.domain.claims import Claims
from app.domain.facts import Profile, School, Teacher
from app.domain.forecast import drops_on, leaves_on
from app.domain.outcome import Standing, Verdict
from app.domain.plan import Judgement, applies, profile_on
from app.domain.rules import Law, Rule, RuleWindow
from app.domain.timeline import falls_due
from app.domain.verdicts import bound_from, exemption_of
from app.domain.windows import (
    CYCLE_YEARS,
    ONE_DAY,
    Window,
    fixed_window,
    rolling_window,
    same_day_in_years,
    year_window,
)


class NextDate(StrEnum):
    """What the next date of a verdict is."""

    LATE = "late"
    """It has passed."""
    IN_REVIEW = "in_review"
    """It has passed, and what is in review would meet it."""
    TO_RULE = "to_rule"
    """It has passed, and the school has a ruling to make first."""
    ENDS = "ends"
    """The last day of a year or cycle that is still running."""
    CHANGES = "changes"
    """What is decided already for a coming day asks for more than a line that is met holds."""
    DROPS = "drops"
    """From this day a rolling window holds less than required."""
    FALLS_DUE = "falls_due"
    """The day on which a rule that is not yet due first asks for its hours."""


class Measure(NamedTuple):
    """Another rule, or another lie of the five years, that a school looks at from a day on."""

    first_day: date
    rule: Rule
    required: int
    cycle: Window | None
    """Where the five years no longer move with the day, those that hold it."""
    decides: bool
    """Whether a recommendation must meet it then."""


class Changed(NamedTuple):
    """What is decided for a coming day and alters what a line asks; what stays as it is is None."""

    first_day: date
    months: int | None
    profile: Profile | None
    counting: bool
    """Another table says what counts."""
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day, and the window that must hold enough on it."""

    kind: NextDate
    day: date
    window: Window
    until: date
    """The last day on which practice still helps."""
    changed: Changed | None = None
    """What by that day is not as it is today; only of a line that is running or met."""


class Ahead(NamedTuple):
    """What tells how a line is judged on a coming day."""

    law: Law
    school: School
    teacher: Teacher
    claims: Callable[[], Claims]
    """Laid out when first asked for."""
    as_of: date


def deadline_of(verdict: Verdict, ahead: Ahead) -> Deadline | None:
    """The next date on which a verdict changes of itself or must hold; None where there is none."""
    window = verdict.window
    match verdict.standing:
        case Standing.OPEN:
            judgement = judgement_on(verdict, ahead, window.last_day, window)
            changed = judgement and _changed(verdict, judgement, ahead)
            return Deadline(NextDate.ENDS, window.last_day, window, window.last_day, changed)
        case Standing.MET if verdict.rolling:
            return _no_longer_met(verdict, ahead)
        case Standing.MET if window.last_day > ahead.as_of:
            return _at_the_end(verdict, ahead)
        case Standing.NOT_YET_DUE if due := falls_due(verdict):
            return Deadline(NextDate.FALLS_DUE, due, rolling_window(due), due)
        case Standing.NOT_YET_DUE if window.last_day >= ahead.as_of:
            window = _next_window(verdict, ahead.school)
            return Deadline(NextDate.FALLS_DUE, window.last_day, window, window.last_day)
        case _:
            return None


def judgement_on(verdict: Verdict, ahead: Ahead, day: date, window: Window) -> Judgement | None:
    """The rule as it will be judged on the day, by the version and the reading in force then."""
    law, school = ahead.law, ahead.school
    versions = (verdict.rule, *law.versions(verdict.rule.id))
    rule = next((one for one in versions if applies(one, school, day)), None)
    if rule is None:
        return None
    profile = profile_on(school, day)
    return Judgement(
        rule=rule,
        window=window,
        days=0,
        judged_on=day,
        profile=profile,
        counting=law.counting_on(day),
        required=rule.required(profile),
        rolling=verdict.rolling,
        provisional=verdict.provisional,
        preceding=law.preceding(rule),
    )


def asked(judgement: Judgement, teacher: Teacher) -> bool:
    """Whether the rule asks anything of the teacher on the day."""
    return bound_from(judgement, teacher) is not None and exemption_of(judgement, teacher) is None


def _next_window(verdict: Verdict, school: School) -> Window:
    """The first full year or cycle after the one in which the rule began to bind."""
    begins = verdict.window.last_day + ONE_DAY
    if verdict.rule.window is RuleWindow.YEAR:
        return year_window(begins, school.year_basis)
    return fixed_window(school.cycle_start, begins)


def _at_the_end(verdict: Verdict, ahead: Ahead) -> Deadline | None:
    """The last day of a year or cycle that is met today, where another reading will judge it."""
    window = verdict.window
    judgement = judgement_on(verdict, ahead, window.last_day, window)
    changed = judgement and _changed(verdict, judgement, ahead)
    if judgement is None or changed is None:
        return None
    bound = bound_from(judgement, ahead.teacher)
    if bound is None or window.first_day < bound:
        return None
    return Deadline(NextDate.CHANGES, window.last_day, window, window.last_day, changed)


def _no_longer_met(verdict: Verdict, ahead: Ahead) -> Deadline | None:
    """The first day on which a rolling window that is met no longer holds enough.

    Between two days on which something changes it is judged alike, so that each stretch has one such day.
    """
    changes = [day for day in sorted(set(changing(verdict, ahead))) if day > ahead.as_of]
    day = verdict.drops_on
    if day and not (changes and changes[0] <= day):
        return Deadline(NextDate.DROPS, day, rolling_window(day), day - ONE_DAY)
    for begins, following in pairwise([*changes, date.max]):
        judgement = judgement_on(verdict, ahead, begins, rolling_window(begins))
        if judgement is None or not judgement.required or not asked(judgement, ahead.teacher):
            continue
        found = _within(verdict, judgement, judgement.required, ahead)
        if found.day < following:
            return found
    return None


def _within(verdict: Verdict, judgement: Judgement, required: int, ahead: Ahead) -> Deadline:
    """The first day, from that of a judgement on, on which a rolling window lacks what it asks for."""
    begins, claims = judgement.judged_on, ahead.claims()
    changed = _changed(verdict, judgement, ahead)
    credited = claims.account(judgement.rule, judgement.profile, judgement.counting).credited
    held = claims.days.between(*judgement.window)
    if credited.total(held) >= required:
        day = drops_on(credited, claims.days, held, required)
        return Deadline(NextDate.DROPS, day, rolling_window(day), day - ONE_DAY, changed)
    bound = bound_from(judgement, ahead.teacher)
    if bound and judgement.window.first_day < bound:
        due = leaves_on(bound - ONE_DAY)
        return Deadline(NextDate.FALLS_DUE, due, rolling_window(due), due, changed)
    return Deadline(NextDate.CHANGES, begins, judgement.window, begins - ONE_DAY, changed)


def changing(verdict: Verdict, ahead: Ahead) -> Iterator[date]:
    """The days from which a rule is judged otherwise, as long as today's hours are held; those past, too."""
    law, school = ahead.law, ahead.school
    last = same_day_in_years(ahead.as_of, CYCLE_YEARS)
    days = [entry.first_day for entry in school.profiles]
    days += [entry.first_day for entry in school.adopted]
    days += [entry.first_day for entry in ahead.teacher.categories]
    days += [table.dated for table in law.countings]
    for version in law.versions(verdict.rule.id):
        days += [version.effective_from] if version.effective_from else []
        days += [version.effective_to + ONE_DAY] if version.effective_to else []
    return (day for day in days if day <= last)


def _changed(verdict: Verdict, judgement: Judgement, ahead: Ahead) -> Changed | None:
    """What is not as it is today; None where nothing is."""
    rule, profile, table = judgement.rule, judgement.profile, judgement.counting
    version, reading = rule != verdict.rule, profile is not verdict.profile
    counting = table is not ahead.law.counting_on(ahead.as_of)
    since = [rule.effective_from or ahead.as_of] if version else []
    since += [table.dated] if counting else []
    since += [
        one.first_day for one in ahead.school.profiles if reading and one.first_day <= judgement.judged_on
    ][-1:]
    if not since:
        return None
    months = rule.minimum_months if rule.minimum_months != verdict.rule.minimum_months else None
    return Changed(max(since), months, profile if reading else None, counting)
