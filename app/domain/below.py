"""Since when rolling five years hold less than required, once they held enough.

It is looked at day by day what the same records say, each day by the version of the rule, the reading of a
month and the table in force on it. Only on a day on which credited hours have left the window, or on one from
which it is judged otherwise, can it begin to hold too little.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from math import ceil

from app.domain.calendar import Calendar
from app.domain.claims import Claims
from app.domain.days import DayRange
from app.domain.deadlines import Ahead, NextDate, changing, judgement_on
from app.domain.facts import DAY_CAP, Record, School, Teacher
from app.domain.forecast import leaves_on
from app.domain.needs import PASSED, ByWhen
from app.domain.outcome import Verdict
from app.domain.plan import Judgement
from app.domain.rules import Law
from app.domain.verdicts import bound_from
from app.domain.windows import ONE_DAY, rolling_window


def below_since(
    law: Law, school: School, teacher: Teacher, records: Iterable[Record], verdict: Verdict, *, as_of: date
) -> date | None:
    """The first day of the stretch on which rolling years lack what they ask for, up to the day.

    None where they do not lack it, and where it was never met while the rule bound the teacher: then there is
    no such day.
    """
    known = [one for one in records if one.first_day <= as_of]
    if not verdict.rolling or verdict.standing not in PASSED or not known:
        return None
    first_day = min(one.first_day for one in known)
    days = _days_of(law.calendar, first_day.year, as_of.year)
    claims = Claims(days, teacher, known, as_of)
    ahead = Ahead(law, school, teacher, lambda: claims, as_of)
    since = None
    for begins, ends in _alike(verdict, ahead, first_day):
        judgement = judgement_on(verdict, ahead, ends, rolling_window(ends))
        bound = bound_from(judgement, teacher) if judgement else None
        if judgement is None or bound is None:
            return None
        asks_from = min(leaves_on(bound - ONE_DAY), ends + ONE_DAY)
        fell = _fell(claims, judgement, begins)
        if fell:
            return since or max(fell, asks_from)
        if since is None and asks_from > begins:
            since = asks_from
    return None


def told_since(
    law: Law,
    school: School,
    teacher: Teacher,
    records: Iterable[Record],
    needs: Iterable[ByWhen],
    *,
    as_of: date,
    complete_from: date | None,
) -> list[ByWhen]:
    """The same needs, of which those that are below say since when.

    Where records of the five years before that day may be missing, it may be a later one, and none is said.
    """
    known, told = tuple(records), []
    for need in needs:
        late = need.kind is NextDate.LATE and complete_from is not None
        since = below_since(law, school, teacher, known, need.verdict, as_of=as_of) if late else None
        if since and complete_from and complete_from > max(rolling_window(since).first_day, teacher.hired_on):
            since = None
        told.append(replace(need, since=since) if since else need)
    return told


@lru_cache(maxsize=64)
def _days_of(calendar: Calendar, first_year: int, last_year: int) -> DayRange:
    return DayRange(calendar, date(first_year, 1, 1), date(last_year, 12, 31))


def _alike(verdict: Verdict, ahead: Ahead, first_day: date) -> Iterator[tuple[date, date]]:
    """The stretches from a day on, the newest first, on each of which a rule is judged alike."""
    changes = {day for day in changing(verdict, ahead) if first_day < day <= ahead.as_of}
    ends = ahead.as_of
    for begins in (*sorted(changes, reverse=True), first_day):
        yield begins, ends
        ends = begins - ONE_DAY


def _fell(claims: Claims, judgement: Judgement, begins: date) -> date | None:
    """The last day of a stretch, or the one after it, on the eve of which the window held enough.

    ``judgement`` is that of the last day of the stretch.
    """
    days, ends, required = claims.days, judgement.judged_on, judgement.required or 0
    ledger = claims.account(judgement.rule, judgement.profile, judgement.counting).credited
    if ledger.total(days.between(*judgement.window)) >= required:
        return ends + ONE_DAY
    gone = days.between(rolling_window(begins).first_day, judgement.window.first_day - ONE_DAY)
    left = [leaves_on(day) for day in days.dates(ledger.days & gone)]
    while left:
        lacks = required - ledger.total(days.between(*rolling_window(left[-1] - ONE_DAY)))
        if lacks <= 0:
            return left[-1]
        del left[-ceil(lacks / DAY_CAP) :]  # so many days at least are needed besides
    return None
