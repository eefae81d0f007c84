"""By when: the next date, what is still needed until then, and the last day to start."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.by_when import LATE, NextDate, by_when, imagined
from app.domain.by_when_words import needed
from app.domain.facts import Leave, Profile, ProfileFrom, Ruling, RulingKind, WindowKind
from app.domain.outcome import Standing
from app.domain.verdicts import evaluate
from app.domain.windows import Window

from .cast import (
    ANNUAL,
    CAL30,
    LAW,
    LI,
    SCHOOL,
    SIX,
    SIX_MONTHS,
    YEAR_END,
    categories,
    day,
    judged,
    post,
    verdict,
)
from .worlds import worlds

NOVEMBER = day("2026-11-26")
NEW = replace(LI, hired_on=day("2024-03-01"))
FIXED = replace(SCHOOL, window=WindowKind.FIXED, cycle_start=day("2022-01-01"))


def ahead(rule, *records, school=SCHOOL, teacher=LI, as_of=NOVEMBER):
    """What one rule's newest verdict needs; None where it needs nothing."""
    found = verdict(rule, *records, school=school, teacher=teacher, as_of=as_of)
    return next(iter(by_when(LAW, school, teacher, records, [found], as_of=as_of)), None)


def told(rule, *records, **facts):
    return needed(ahead(rule, *records, **facts), facts.get("as_of", NOVEMBER))


def test_a_running_year_names_hours_working_days_and_the_last_day_to_start():
    three_weeks = post("A", "2026-07-06", "2026-07-24")
    found = ahead(ANNUAL, three_weeks)
    assert (found.kind, found.day, found.half_hours, found.days) == (NextDate.ENDS, YEAR_END, 80, 5)
    assert found.start_by == day("2026-12-25")
    assert told(ANNUAL, three_weeks) == "12 月 31 日前还需 40 小时（5 个工作日），最晚 12 月 25 日开始。"


def test_half_a_day_too_little_is_a_whole_day_to_go():
    found = ahead(ANNUAL, post("A", "2026-07-06", "2026-07-31", half_hours=15))
    assert (found.half_hours, found.days, found.start_by) == (20, 2, day("2026-12-30"))


def test_make_up_days_and_holidays_move_the_last_day_to_start():
    cycle = replace(SCHOOL, window=WindowKind.FIXED, cycle_start=day("2021-10-12"))
    found = ahead(SIX, post("A", "2024-02-01", "2024-07-24"), school=cycle, as_of=day("2026-09-01"))
    assert (found.day, found.days) == (day("2026-10-11"), 1)
    assert found.start_by == day("2026-10-10")  # a Saturday that is worked, after seven days off


def test_hours_that_roll_out_are_to_be_made_up_the_day_before():
    old = post("A", "2022-01-04", "2022-07-15")
    found = ahead(SIX, old)
    now = verdict(SIX, old, as_of=NOVEMBER)
    assert now.standing is Standing.MET
    assert (found.kind, found.day) == (NextDate.DROPS, now.drops_on)
    assert found.deadline.until == now.drops_on - timedelta(days=1)
    assert found.half_hours == verdict(SIX, old, as_of=now.drops_on).shortfall
    assert told(SIX, old) == (
        "若不再增加，2027 年 1 月 21 日起将低于要求；在此之前再增加 8 小时（1 个工作日），那天仍可达标，"
        "最晚 2027 年 1 月 20 日开始（放假安排未公布，按周一至周五推算）。此后旧的小时还会陆续移出。"
    )


def test_a_new_teacher_is_told_what_the_first_full_window_will_lack():
    found = ahead(SIX, post("A", "2026-07-06", "2026-07-31"), teacher=NEW)
    assert (found.kind, found.day, found.days) == (NextDate.FALLS_DUE, day("2029-02-28"), 100)
    assert found.half_hours == (960 - 160) * 2
    assert found.provisional
    assert told(SIX, teacher=NEW).startswith("2029 年 2 月 28 日起考核；届时还需 960 小时（120 个工作日）")
    assert "按周一至周五推算" in told(SIX, teacher=NEW)


def test_the_part_year_of_a_new_teacher_leads_to_the_next_full_year():
    this_year = replace(LI, hired_on=day("2026-03-01"))
    found = ahead(ANNUAL, post("A", "2026-07-06", "2026-07-10"), teacher=this_year)
    assert (found.kind, found.day, found.half_hours) == (NextDate.FALLS_DUE, day("2027-12-31"), 320)
    assert found.start_by == day("2027-12-06")
    assert told(ANNUAL, teacher=this_year).startswith(
        "2027 年 1 月 1 日起考核；2027 年 12 月 31 日前还需 160 小时（20 个工作日），最晚"
    )


def test_a_fixed_cycle_that_began_before_the_teacher_leads_to_the_next():
    found = ahead(SIX, teacher=NEW, school=FIXED)
    assert (found.kind, found.day) == (NextDate.FALLS_DUE, day("2031-12-31"))
    assert found.deadline.window == Window(day("2027-01-01"), day("2031-12-31"))


def test_nobody_can_start_too_late_unnoticed():
    found = ahead(ANNUAL, as_of=day("2026-12-28"))
    assert found.too_late
    assert found.start_by is None
    assert told(ANNUAL, as_of=day("2026-12-28")) == (
        "12 月 31 日前还需 160 小时（20 个工作日），剩下的工作日已不够，来不及按期完成。"
    )
    assert "剩下的天数已不够" in told(ANNUAL, as_of=day("2026-12-28"), school=CAL30)


def test_a_day_that_is_half_filled_already_leaves_half_a_day():
    most = post("A", "2026-12-01", "2026-12-25")  # 19 days
    full = ahead(ANNUAL, replace(most, half_hours=15), as_of=day("2026-12-30"))
    assert (full.half_hours, full.too_late) == (320 - 19 * 15, True)
    today = post("B", "2026-12-30", "2026-12-30", half_hours=8)
    assert ahead(ANNUAL, most, as_of=day("2026-12-30")).start_by == day("2026-12-31")
    half_left = ahead(ANNUAL, replace(most, last_day=day("2026-12-24")), today, as_of=day("2026-12-30"))
    assert (half_left.half_hours, half_left.start_by) == (24, day("2026-12-30"))
    less = ahead(ANNUAL, replace(most, last_day=day("2026-12-23")), today, as_of=day("2026-12-30"))
    assert (less.half_hours, less.too_late) == (40, True)


def test_under_calendar_days_a_day_is_a_day():
    found = ahead(ANNUAL, school=CAL30)
    assert (found.days, found.start_by, found.calendar_days) == (30, day("2026-12-02"), True)
    assert told(ANNUAL, school=CAL30) == "12 月 31 日前还需 240 小时（30 天），最晚 12 月 2 日开始。"


def test_another_reading_from_new_year_on_is_looked_at_on_the_day():
    dearer = replace(SCHOOL, profiles=(*SCHOOL.profiles, ProfileFrom(Profile.WD22, day("2026-12-15"))))
    assert ahead(ANNUAL, post("A", "2026-07-06", "2026-07-30"), school=dearer).half_hours == (176 - 152) * 2
    cheaper = replace(
        SCHOOL,
        profiles=(ProfileFrom(Profile.WD22, day("2020-01-01")), ProfileFrom(Profile.WD20, day("2026-12-15"))),
    )
    assert ahead(ANNUAL, post("A", "2026-07-06", "2026-07-31"), school=cheaper) is None


def test_several_lines_are_looked_at_together():
    records = (SIX_MONTHS,)
    verdicts = judged(*records, as_of=NOVEMBER).verdicts
    found = by_when(LAW, SCHOOL, LI, records, verdicts, as_of=NOVEMBER)
    assert [(one.verdict.rule.id, one.kind) for one in found if one.kind is not NextDate.LATE] == [
        ("CN-2016-5Y6M", NextDate.DROPS),
        (SIX, NextDate.DROPS),
        (ANNUAL, NextDate.ENDS),
    ]


def test_what_is_late_says_only_what_lacks():
    found = ahead(SIX)
    assert (found.kind, found.day, found.start_by, found.too_late) == (NextDate.LATE, None, None, False)
    assert told(SIX) == "已逾期，还需 960 小时（120 个工作日）。"


def test_who_is_exempt_not_bound_or_through_for_the_year_needs_nothing():
    exempt = replace(LI, rulings=(Ruling("R-1", RulingKind.EXEMPT, SIX),))
    wang = replace(LI, categories=categories(("general", "2015-09-01")))
    assert ahead(SIX, teacher=exempt) is None
    assert ahead(SIX, teacher=wang) is None
    assert ahead(ANNUAL, post("A", "2026-07-01", "2026-07-31")) is None


def test_nothing_is_asked_of_who_will_have_left_the_population_or_be_exempt_by_then():
    leaving = replace(LI, categories=categories(("specialized", "2015-09-01"), ("general", "2026-12-01")))
    assert ahead(ANNUAL, teacher=leaving) is None
    newly = replace(
        LI, hired_on=day("2026-03-01"), rulings=(Ruling("R", RulingKind.EXEMPT, ANNUAL, year=2027),)
    )
    assert ahead(ANNUAL, teacher=newly) is None


def test_nothing_is_asked_under_a_rule_that_ends_before():
    ending = replace(
        LAW,
        rules=tuple(
            replace(rule, effective_to=day("2026-12-01")) if rule.id == ANNUAL else rule for rule in LAW.rules
        ),
    )
    found = [one for one in evaluate(ending, SCHOOL, LI, (), NOVEMBER).verdicts if one.rule.id == ANNUAL]
    assert by_when(ending, SCHOOL, LI, (), found[-1:], as_of=NOVEMBER) == []


def test_a_leave_before_the_deadline_is_said_and_not_taken_off():
    away = replace(LI, leaves=(Leave(day("2026-12-01"), day("2026-12-31")),))
    assert ahead(ANNUAL, teacher=away).start_by == ahead(ANNUAL).start_by
    assert told(ANNUAL, teacher=away).endswith("没有扣除登记的离岗。")


A_THIRD = settings(max_examples=settings().max_examples // 3)
"""Each of these worlds is judged three times over, on days of its own."""


@pytest.mark.untraced
@A_THIRD
@given(worlds(), st.data())
def test_a_record_that_starts_on_the_day_named_makes_the_line_hold_and_a_day_later_does_not(world, data):
    school, teacher, records, as_of = world
    known = tuple(one for one in records if one.last_day <= as_of)
    verdicts = evaluate(LAW, school, teacher, known, as_of).verdicts
    coming = by_when(LAW, school, teacher, known, verdicts, as_of=as_of)
    assume(coming)
    found = data.draw(st.sampled_from(coming))
    if found.deadline is None:
        assert found.verdict.standing in LATE
        assert found.half_hours == found.verdict.shortfall
        return
    assert found.half_hours == judged_then(found, school, teacher, known).shortfall > 0
    earliest = found.start_by or max(as_of, found.deadline.window.first_day)
    assert as_of <= earliest <= found.deadline.until
    assert (standing_with(found, school, teacher, known, earliest) is Standing.MET) is not found.too_late
    if found.start_by and found.start_by < found.deadline.until:
        later = found.start_by + timedelta(days=1)
        assert standing_with(found, school, teacher, known, later) is not Standing.MET


@pytest.mark.untraced
@A_THIRD
@given(worlds())
def test_a_running_line_without_a_date_will_hold_or_ask_nothing(world):
    school, teacher, records, as_of = world
    known = tuple(one for one in records if one.last_day <= as_of)
    verdicts = evaluate(LAW, school, teacher, known, as_of).verdicts
    named = [found.verdict for found in by_when(LAW, school, teacher, known, verdicts, as_of=as_of)]
    for one in verdicts:
        if one.standing is Standing.OPEN and one not in named:
            then = evaluate(LAW, school, teacher, known, one.window.last_day)
            same = [v for v in then.verdicts if (v.rule.id, v.window) == (one.rule.id, one.window)]
            assert all(v.standing in {Standing.MET, Standing.EXEMPT, Standing.NOT_BOUND} for v in same)


def judged_then(found, school, teacher, records):
    """The same line on the day on which it must hold."""
    then = evaluate(LAW, school, teacher, records, found.day)
    return next(
        one
        for one in then.verdicts
        if one.rule.id == found.verdict.rule.id and one.window == found.deadline.window
    )


def standing_with(found, school, teacher, records, start):
    added = replace(imagined(Window(start, found.deadline.until)), id="added")
    return judged_then(found, school, teacher, (*records, added)).standing
