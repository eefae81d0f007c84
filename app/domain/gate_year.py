"""The year that a coming gate will look at, and what it lacks while it can still be completed.

A rule of the year decides by the newest year that is over, or that is met already: from the first of January
on by the year before, which nothing makes up for any more.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache

from app.domain.by_when import Asks, ByWhen, lacking, need_of
from app.domain.claims import Claims
from app.domain.deadlines import Ahead, Changed, Deadline, Measure, NextDate, asked, judgement_on
from app.domain.facts import Record, School, Teacher
from app.domain.gate import deciding
from app.domain.outcome import Evaluation, Standing, Verdict
from app.domain.plan import plan_for
from app.domain.rules import Law, RuleWindow
from app.domain.windows import ONE_DAY


def gate_year(
    law: Law,
    school: School,
    teacher: Teacher,
    records: Iterable[Record],
    *,
    as_of: date,
    then: Evaluation,
) -> ByWhen | None:
    """What a year lacks by which a recommendation is judged from the day of ``then`` on.

    Of the year that will decide and the one that is running then, the first for which the days left suffice;
    where they do for none, the newer of those under way. None where the gate is no rule of a year, or passes.
    """
    gate = then.gate
    if gate is None or gate.passes:
        return None
    years = [one for one in then.verdicts if one.rule.id == gate.rule and one.rule.window is RuleWindow.YEAR]
    running = [one for one in years[-1:] if one.standing is Standing.OPEN]
    claims = cache(lambda: Claims(plan_for(law, school, then.as_of).days, teacher, records, as_of))
    ahead = Ahead(law, school, teacher, claims, as_of)
    looked_at = [deciding(gate.rule, years), *running]
    found = [need for one in looked_at if one and (need := _needed_for(one, then, ahead))]
    in_time = [need for need in found if not need.too_late]
    begun = [need for need in found if need.verdict.window.first_day <= as_of]
    return next(iter((*in_time, *reversed(begun), *found)), None)


def _needed_for(year: Verdict, then: Evaluation, ahead: Ahead) -> ByWhen | None:
    """What it takes to have met a year on the day; None where nothing done before then could."""
    day, window = then.as_of, year.window
    if window.first_day >= day:
        return None
    judgement = judgement_on(year, ahead, min(window.last_day, day), window)
    if judgement is None or not asked(judgement, ahead.teacher):
        return None
    measure = Measure(day, year.rule, year.required or 0, None, decides=True)
    changed = Changed(day, None, None, counting=False, measure=measure)
    until = min(window.last_day, day - ONE_DAY)
    asks = Asks(year, Deadline(NextDate.CHANGES, day, window, until, changed), judgement)
    lacks = lacking(asks, ahead)
    return need_of(asks, lacks, ahead) if lacks > 0 else None
