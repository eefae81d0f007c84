"""The records of a case file: which days, where, and how they were attended."""

from datetime import date

from app.domain.facts import (
    DAY_CAP,
    MAX_SPAN_DAYS,
    Host,
    NamedPattern,
    Pattern,
    Record,
    RecordStatus,
    Venue,
)
from app.policy.strict import Table

MONDAY, SUNDAY = 1, 7


def record_entry(table: Table) -> Record:
    """One record of a case file."""
    first_day, last_day = span(table)
    if (last_day - first_day).days >= MAX_SPAN_DAYS:
        raise table.error("last_day", last_day, f"一条记录最长 {MAX_SPAN_DAYS} 天，first_day = {first_day}")
    listed = {key: table.days(key) for key in ("absent", "attended_rest_days")}
    for key, days in listed.items():
        for day in sorted(days):
            if not first_day <= day <= last_day:
                raise table.error(key, day, f"不在 {first_day} 至 {last_day} 之内")
    record = Record(
        id=table.text("id"),
        venue=table.choice("venue", Venue),
        host=table.choice("host", Host),
        first_day=first_day,
        last_day=last_day,
        pattern=_pattern(table),
        half_hours=_half_hours(table),
        absent=listed["absent"],
        attended_rest_days=listed["attended_rest_days"],
        status=table.choice("status", RecordStatus, RecordStatus.APPROVED),
    )
    table.done()
    return record


def _pattern(table: Table) -> Pattern:
    if not table.has("pattern"):
        return NamedPattern.WORKDAYS
    value = table.raw("pattern")
    if not isinstance(value, list):
        return table.choice("pattern", NamedPattern)
    if not all(type(day) is int and MONDAY <= day <= SUNDAY for day in value):
        raise table.error("pattern", value, "星期应为 1（星期一）至 7（星期日）")
    return frozenset(value)


def _half_hours(table: Table) -> int:
    if not table.has("hours_per_day"):
        return DAY_CAP
    value = table.number("hours_per_day")
    if value * 2 not in range(1, DAY_CAP + 1):
        raise table.error("hours_per_day", value, "应为 0.5 至 8，以半小时为单位")
    return int(value * 2)


def span(table: Table) -> tuple[date, date]:
    """The first and the last day of an entry."""
    first_day, last_day = table.day("first_day"), table.day("last_day")
    if last_day < first_day:
        raise table.error("last_day", last_day, f"早于 first_day = {first_day}")
    return first_day, last_day
