"""Days behind a verdict, for pictures and forecasts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.calendar import Calendar
from app.domain.claims import Account, Claims
from app.domain.days import DayRange, attendance
from app.domain.facts import NamedPattern, Profile, Record, School, Teacher
from app.domain.forecast import leaves_on, roll_off
from app.domain.ledger import Ledger
from app.domain.outcome import Standing, Verdict
from app.domain.plan import judged_on, plan_for
from app.domain.rules import CountingTable, Law
from app.domain.windows import ONE_DAY, rolling_window


@dataclass(frozen=True, slots=True)
class Desk:
    """One verdict's account, with the days it lies on."""

    claims: Claims
    account: Account
    days: DayRange
    window: int
    counting: CountingTable
    hired_on: date


def desk(
    law: Law, school: School, teacher: Teacher, records: Iterable[Record], verdict: Verdict, *, as_of: date
) -> Desk:
    """The account a verdict was read from."""
    days = plan_for(law, school, as_of).days
    claims = Claims(days, teacher, records, as_of)
    counting = law.counting_on(judged_on(verdict.window, as_of))
    account = claims.account(verdict.rule, verdict.profile, counting)
    return Desk(claims, account, days, days.between(*verdict.window), counting, teacher.hired_on)


def attended_days(calendar: Calendar, record: Record, profile: Profile) -> list[date]:
    """The days a record attends, whatever rule reads it."""
    days = DayRange(calendar, record.first_day, record.last_day)
    return days.dates(attendance(record, profile, days))


def estimated(calendar: Calendar, record: Record, profile: Profile) -> bool:
    """Whether the days that a record attends hang on holidays that are not known yet."""
    named = isinstance(record.pattern, NamedPattern)
    every_day = record.pattern is NamedPattern.DAILY or (named and profile is Profile.CAL30)
    return not every_day and not calendar.covers_all(record.first_day, record.last_day)


def credited_days(desk: Desk, ledger: Ledger | None = None) -> dict[str, dict[date, int]]:
    """For each record, its half-hours on each day of the window.

    The ledger is the credited one, or another of the account, such as ``desk.account.pending``.
    """
    found: dict[str, dict[date, int]] = {}
    for record_id, half_hours, held in (ledger or desk.account.credited).shares:
        days = desk.days.dates(held & desk.window)
        if days:
            found.setdefault(record_id, {}).update(dict.fromkeys(days, half_hours))
    return {record_id: dict(sorted(days.items())) for record_id, days in found.items()}


def leaving(desk: Desk, as_of: date, within: timedelta) -> list[tuple[date, int]]:
    """Half-hours that leave a rolling window on each coming day."""
    gone = desk.days.between(date.min, rolling_window(as_of + within).first_day - ONE_DAY)
    return list(roll_off(desk.account.credited, desk.days, desk.window & gone))


class ChangeKind(StrEnum):
    """What changes on a day even if nobody does anything."""

    DROPS = "drops"
    """A rolling verdict holds less than required from this day."""
    ENDS = "ends"
    """The last day of a year or cycle that is still running."""
    FALLS_DUE = "falls_due"
    """The first day on which the rule can say met or not met."""


@dataclass(frozen=True, slots=True)
class Change:
    """One coming date of one rule."""

    day: date
    rule: str
    kind: ChangeKind


def coming_change(verdict: Verdict) -> Change | None:
    """The date on which one verdict changes of itself; its standing leaves room for one at most."""
    rule, due = verdict.rule.id, falls_due(verdict)
    if verdict.drops_on:
        return Change(verdict.drops_on, rule, ChangeKind.DROPS)
    if verdict.standing is Standing.OPEN:
        return Change(verdict.window.last_day, rule, ChangeKind.ENDS)
    return Change(due, rule, ChangeKind.FALLS_DUE) if due else None


def falls_due(verdict: Verdict) -> date | None:
    """When a rolling rule that is not yet due holds a whole window of service."""
    if verdict.standing is not Standing.NOT_YET_DUE or not verdict.rolling or verdict.bound_from is None:
        return None
    return leaves_on(verdict.bound_from - ONE_DAY)
