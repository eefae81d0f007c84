"""By when a teacher must do what: the next date of a verdict, the hours still needed, the last day to start.

Only what is credited today or waits for a review is looked at; a plan is no fact. What waits is named apart:
the hours still to do and the last day to start are those that remain once all of it has passed. Then a
record that starts on the day named, attends the working days of the school's own reading and lasts until
the deadline credits enough, one that starts a working day later does not. Leaves are not taken off.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

from app.domain.claims import IN_REVIEW, Account, Claims
from app.domain.deadlines import (
    Ahead,
    Changed,
    Deadline,
    Measure,
    NextDate,
    asked,
    deadline_of,
    judgement_on,
)
from app.domain.facts import Profile, Record, RecordStatus, School, Teacher
from app.domain.forecast import drops_on
from app.domain.last_start import last_start
from app.domain.needs import PASSED, ByWhen, Next
from app.domain.outcome import Standing, Verdict
from app.domain.plan import Judgement, plan_for
from app.domain.rules import Law
from app.domain.windows import ONE_DAY, Window

__all__ = [
    "PASSED",
    "Asks",
    "ByWhen",
    "Deadline",
    "Next",
    "NextDate",
    "by_when",
    "lacking",
    "late_years",
    "need_of",
    "needed_then",
    "next_dates",
]


class Asks(NamedTuple):
    """A next date, and how the line will be judged on it."""

    verdict: Verdict
    deadline: Deadline
    judgement: Judgement


def by_when(
    law: Law,
    school: School,
    teacher: Teacher,
    records: Iterable[Record],
    verdicts: Iterable[Verdict],
    *,
    as_of: date,
) -> list[ByWhen]:
    """For each verdict that needs something, what and by when; verdicts of these facts on this day."""
    ahead = _ahead(law, school, teacher, records, as_of)
    found: list[ByWhen] = []
    for verdict in verdicts:
        if verdict.standing in PASSED:
            found.append(_late(verdict))
        elif (asks := _asking(verdict, ahead)) and (lacks := lacking(asks, ahead)) > 0:
            found.append(need_of(asks, lacks, ahead))
    return found


def next_dates(
    law: Law,
    school: School,
    teacher: Teacher,
    records: Iterable[Record],
    verdicts: Iterable[Verdict],
    *,
    as_of: date,
) -> list[Next]:
    """The days to come of ``by_when`` alone, for a table that says no more of each of many teachers."""
    ahead = _ahead(law, school, teacher, records, as_of)
    return [
        Next(verdict, asks.deadline)
        for verdict in verdicts
        if (asks := _asking(verdict, ahead))
        and (
            asks.deadline.kind is NextDate.DROPS or lacking(asks, ahead) > 0
        )  # by drops it lacks, that is why
    ]


def needed_then(
    law: Law,
    school: School,
    teacher: Teacher,
    records: Iterable[Record],
    then: Verdict,
    *,
    decides: bool,
    as_of: date,
    day: date,
) -> ByWhen | None:
    """What a line needs that a school looks at only from a coming day on.

    ``school`` and ``then`` are those of that day; what is credited is what there is today.
    """
    claims = cache(lambda: Claims(plan_for(law, school, day).days, teacher, records, as_of))
    ahead = Ahead(law, school, teacher, claims, day)
    late = then.standing in PASSED
    on_day = Deadline(NextDate.CHANGES, day, then.window, day - ONE_DAY)
    deadline = on_day if late else deadline_of(then, ahead)
    judgement = judgement_on(then, ahead, deadline.day, deadline.window) if deadline else None
    if deadline is None or judgement is None or not asked(judgement, teacher):
        return None
    measure = Measure(day, then.rule, then.required or 0, None if then.rolling else then.window, decides)
    changed = deadline.changed or Changed(day, None, None, counting=False)
    asks = Asks(then, replace(deadline, changed=changed._replace(measure=measure)), judgement)
    lacks = lacking(asks, ahead)
    return need_of(asks, lacks, ahead._replace(as_of=as_of)) if lacks > 0 else None


def _ahead(law: Law, school: School, teacher: Teacher, records: Iterable[Record], as_of: date) -> Ahead:
    claims = cache(lambda: Claims(plan_for(law, school, as_of).days, teacher, records, as_of))
    return Ahead(law, school, teacher, claims, as_of)


def late_years(ended: Iterable[Verdict], line: Verdict | None) -> list[ByWhen]:
    """The ended years under the rule of a line that did not hold, or wait for others.

    They are as many as the rules still judge, so that a year falls silent of itself. Of these a gate by the
    year looks at the newest. None where the rule asks nothing of the teacher any more.
    """
    if line is None or line.standing is Standing.NOT_BOUND:
        return []
    return [_late(one) for one in ended if one.rule.id == line.rule.id and one.standing in PASSED]


def _late(verdict: Verdict) -> ByWhen:
    lacks = (verdict.shortfall or 0) if verdict.standing is not Standing.NEEDS_RULING else 0
    return ByWhen(
        verdict=verdict,
        deadline=None,
        half_hours=lacks,
        in_review=min(verdict.pending, lacks),
        start_by=None,
        calendar_days=verdict.profile is Profile.CAL30,
        provisional=False,
        leave=False,
    )


def _asking(verdict: Verdict, ahead: Ahead) -> Asks | None:
    """The next date; None without one, or where nothing is asked on it."""
    deadline = deadline_of(verdict, ahead)
    if deadline is None:
        return None
    judgement = judgement_on(verdict, ahead, deadline.day, deadline.window)
    if judgement is None or not asked(judgement, ahead.teacher):
        return None
    return Asks(verdict, deadline, judgement)


def lacking(asks: Asks, ahead: Ahead) -> int:
    """Half-hours that lack on the day; nothing or less where its window will hold enough."""
    verdict, deadline, judgement = asks
    if deadline.window == verdict.window and deadline.changed is None:
        return verdict.shortfall or 0  # it is judged then as it is today
    credited, window = _account(asks, ahead).credited, ahead.claims().days.between(*deadline.window)
    return (judgement.required or 0) - credited.total(window)


def _account(asks: Asks, ahead: Ahead) -> Account:
    rule, profile, counting = asks.judgement.rule, asks.judgement.profile, asks.judgement.counting
    return ahead.claims().account(rule, profile, counting)


def need_of(asks: Asks, lacks: int, ahead: Ahead) -> ByWhen:
    """What lacks on the day as what is in review, what is still to do and the last day to start."""
    (verdict, deadline, judgement), account, calendar = asks, _account(asks, ahead), ahead.law.calendar
    days = ahead.claims().days
    window = days.between(*deadline.window)
    in_review = min(account.pending.total(window) - account.credited.total(window), lacks)
    to_do = lacks - in_review
    begins = max(ahead.as_of, deadline.window.first_day)
    left = Window(begins, deadline.until)
    today = account.pending.total(days.only(begins))
    later = None if to_do else _once_passed(verdict, ahead)
    start_by = last_start(calendar, judgement.profile, left, to_do, filled=today) if to_do else None
    return ByWhen(
        verdict=verdict,
        deadline=deadline,
        half_hours=lacks,
        in_review=in_review,
        start_by=start_by,
        calendar_days=judgement.profile is Profile.CAL30,
        provisional=to_do > 0 and not calendar.covers_all(start_by or begins, left.last_day),
        leave=to_do > 0 and _on_leave(ahead.teacher, left),
        put_off_to=later.day if later else None,
        put_off_by=later.changed if later else None,
    )


def _once_passed(verdict: Verdict, ahead: Ahead) -> Deadline | None:
    """The next date of rolling years that are met, once everything in review has passed."""
    if not verdict.rolling or verdict.standing is not Standing.MET:
        return None
    claims = ahead.claims()
    records = [
        replace(one, status=RecordStatus.APPROVED) if one.status in IN_REVIEW else one
        for one in claims.records
    ]
    passed = Claims(claims.days, ahead.teacher, records, ahead.as_of)
    counting = ahead.law.counting_on(verdict.window.last_day)
    credited = passed.account(verdict.rule, verdict.profile, counting).credited
    held = claims.days.between(*verdict.window)
    drops = drops_on(credited, claims.days, held, verdict.required or 0)
    return deadline_of(verdict._replace(drops_on=drops), ahead._replace(claims=lambda: passed))


def _on_leave(teacher: Teacher, span: Window) -> bool:
    return any(one.first_day <= span.last_day and one.last_day >= span.first_day for one in teacher.leaves)
