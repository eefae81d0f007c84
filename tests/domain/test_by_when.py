"""By when: the next date, what is still needed until then, and the last day to start."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings

from app.domain.by_when import PASSED, NextDate, by_when, late_years, needed_then, next_dates
from app.domain.by_when_words import drops_said, needed, year_lacked
from app.domain.claims import IN_REVIEW
from app.domain.deadlines import Changed
from app.domain.facts import (
    Leave,
    Profile,
    ProfileFrom,
    RecordStatus,
    Ruling,
    RulingKind,
    Venue,
    WindowKind,
)
from app.domain.last_start import imagined
from app.domain.outcome import Standing
from app.domain.rules import Cell, Column, CountingTable
from app.domain.verdicts import evaluate
from app.domain.windows import Window

from .cast import (
    ANNUAL,
    CAL30,
    FULL_YEAR,
    LAW,
    LI,
    SCHOOL,
    SIX,
    SIX_MONTHS,
    TEN,
    YEAR_END,
    calendar_year,
    categories,
    day,
    gated,
    judged,
    post,
    verdict,
)
from .worlds import worlds, worlds_with_dates

NOVEMBER = day("2026-11-26")
NEW = replace(LI, hired_on=day("2024-03-01"))
FIXED = replace(SCHOOL, window=WindowKind.FIXED, cycle_start=day("2022-01-01"))
EVE = "2026-12-30"
"""The last day but one of the year."""
ROLLING_OUT = post("A", "2022-01-04", "2022-07-15")
THREE_WEEKS = post("A", "2026-07-06", "2026-07-24")


def in_review(*span, **changes):
    return post("B", *span, status=RecordStatus.SUBMITTED, **changes)


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
    found = ahead(SIX, ROLLING_OUT)
    now = verdict(SIX, ROLLING_OUT, as_of=NOVEMBER)
    assert now.standing is Standing.MET
    assert (found.kind, found.day) == (NextDate.DROPS, now.drops_on)
    assert found.deadline.until == now.drops_on - timedelta(days=1)
    assert found.half_hours == verdict(SIX, ROLLING_OUT, as_of=now.drops_on).shortfall
    assert told(SIX, ROLLING_OUT) == (
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
    dates = next_dates(LAW, SCHOOL, LI, records, verdicts, as_of=NOVEMBER)
    assert dates == [(one.verdict, one.deadline) for one in found if one.deadline]


def test_what_is_late_says_only_what_lacks():
    found = ahead(SIX)
    assert (found.kind, found.day, found.start_by, found.too_late) == (NextDate.LATE, None, None, False)
    assert told(SIX) == "还差 960 小时（120 个工作日），已低于要求。"
    assert told(ANNUAL, as_of=YEAR_END) == "已逾期，还需 160 小时（20 个工作日）。"


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
        LI,
        hired_on=day("2026-03-01"),
        rulings=(Ruling("R", RulingKind.EXEMPT, ANNUAL, days=calendar_year(2027)),),
    )
    assert ahead(ANNUAL, teacher=newly) is None


def test_an_exemption_from_other_days_waits_for_the_school():
    school_year = (day("2026-09-01"), day("2027-08-31"))
    ruled = replace(LI, rulings=(Ruling("R", RulingKind.EXEMPT, ANNUAL, days=school_year),))
    anew = ahead(ANNUAL, teacher=ruled, as_of=YEAR_END)
    assert needed(anew, YEAR_END).endswith("学校改变年度起止以后由学校重新裁定。")


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


@A_THIRD
@given(worlds_with_dates())
@example((SCHOOL, LI, (THREE_WEEKS, in_review("2026-08-03", "2026-08-05")), NOVEMBER))
@example((SCHOOL, LI, (THREE_WEEKS, in_review("2026-08-03", "2026-08-14")), NOVEMBER))
@example((SCHOOL, LI, (ROLLING_OUT, in_review("2026-08-03", "2026-08-03", half_hours=8)), NOVEMBER))
@example((SCHOOL, LI, (post("A", "2026-12-02", "2026-12-24"), in_review(EVE, EVE)), day(EVE)))
def test_a_record_that_starts_on_the_day_named_makes_the_line_hold_and_a_day_later_does_not(world):
    school, teacher, records, as_of = world
    verdicts = evaluate(LAW, school, teacher, records, as_of).verdicts
    for found in by_when(LAW, school, teacher, records, verdicts, as_of=as_of):
        if found.deadline:
            check_coming(found, world)
        else:
            assert found.verdict.standing in PASSED
            rules = found.verdict.standing is Standing.NEEDS_RULING
            assert found.half_hours == (0 if rules else found.verdict.shortfall)


def check_coming(found, world):
    """What lacks on the day named, what is left once all in review has passed, and the last day to start."""
    school, teacher, records, as_of = world
    assert found.half_hours == judged_then(found, school, teacher, records).shortfall > 0
    passed = tuple(
        replace(one, status=RecordStatus.APPROVED) if one.status in IN_REVIEW else one for one in records
    )
    assert found.left == judged_then(found, school, teacher, passed).shortfall
    if not found.left:
        assert judged_then(found, school, teacher, passed).standing is Standing.MET
        assert (found.start_by, found.too_late, found.days) == (None, False, 0)
        return
    earliest = found.start_by or max(as_of, found.deadline.window.first_day)
    assert as_of <= earliest <= found.deadline.until
    assert (standing_with(found, school, teacher, passed, earliest) is Standing.MET) is not found.too_late
    if found.start_by and found.start_by < found.deadline.until:
        later = found.start_by + timedelta(days=1)
        assert standing_with(found, school, teacher, passed, later) is not Standing.MET


@A_THIRD
@given(worlds())
def test_a_table_names_the_same_days_and_a_running_line_without_one_will_hold_or_ask_nothing(world):
    school, teacher, records, as_of = world
    known = tuple(one for one in records if one.last_day <= as_of)
    verdicts = evaluate(LAW, school, teacher, known, as_of).verdicts
    needs = by_when(LAW, school, teacher, known, verdicts, as_of=as_of)
    dates = next_dates(LAW, school, teacher, known, verdicts, as_of=as_of)
    assert dates == [(one.verdict, one.deadline) for one in needs if one.deadline]
    named = [found.verdict for found in needs]
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


# -- what is decided for a day to come

NEW_YEAR = day("2027-01-01")


def read_from(*entries):
    """The usual school, with further readings from the days given."""
    return replace(SCHOOL, profiles=(*SCHOOL.profiles, *(ProfileFrom(one, day(on)) for one, on in entries)))


def with_version(rule_id, since, **changes):
    """The law with one more version of a rule from a day on."""
    (old,) = LAW.versions(rule_id)
    new = replace(old, version=2, effective_from=day(since), **changes)
    ended = replace(old, effective_to=day(since) - timedelta(days=1))
    return replace(LAW, rules=(*(ended if rule is old else rule for rule in LAW.rules), new))


def under_law(law, rule, *records, as_of=NOVEMBER, school=SCHOOL, teacher=LI):
    found = [one for one in evaluate(law, school, teacher, records, as_of).verdicts if one.rule.id == rule]
    return next(iter(by_when(law, school, teacher, records, found[-1:], as_of=as_of)), None)


EXACTLY = post("A", "2024-02-01", "2024-07-25")


def test_a_dearer_reading_from_new_year_on_is_the_deadline_of_who_just_meets_it():
    assert verdict(SIX, EXACTLY, as_of=NOVEMBER).credited == 960 * 2
    dearer = read_from((Profile.WD22, "2027-01-01"))
    found = ahead(SIX, EXACTLY, school=dearer)
    assert verdict(SIX, EXACTLY, school=dearer, as_of=NEW_YEAR).standing is Standing.NOT_MET
    assert (found.kind, found.day, found.half_hours) == (NextDate.CHANGES, NEW_YEAR, 96 * 2)
    assert found.deadline.until == YEAR_END
    assert told(SIX, EXACTLY, school=dearer) == (
        "2027 年 1 月 1 日起按每月 22 天折算，那天起还差 96 小时（12 个工作日），最晚 12 月 16 日开始。"
    )
    assert verdict(SIX, EXACTLY, school=dearer, as_of=NOVEMBER).drops_on > day("2029-01-01")  # the contract


def test_a_dearer_version_of_the_year_asks_on_its_last_day():
    two_months = with_version(ANNUAL, "2026-12-01", minimum_months=2)
    found = under_law(two_months, ANNUAL, post("A", "2026-07-06", "2026-07-31"))
    assert found.verdict.standing is Standing.MET
    assert (found.kind, found.day, found.half_hours) == (NextDate.CHANGES, YEAR_END, 320)
    assert needed(found, NOVEMBER) == (
        "12 月 1 日起要求 2 个月；12 月 31 日前还需 160 小时（20 个工作日），最晚 12 月 4 日开始。"
    )
    assert under_law(two_months, ANNUAL, post("A", "2026-07-06", "2026-09-30")) is None


def test_another_reading_moves_the_day_on_which_hours_no_longer_suffice():
    older = post("A", "2022-03-01", "2022-03-31")
    dearer = read_from((Profile.WD22, "2027-01-01"))
    found = ahead(SIX, older, EXACTLY, school=dearer)
    assert verdict(SIX, older, EXACTLY, school=dearer, as_of=NEW_YEAR).standing is Standing.MET
    assert found.kind is NextDate.DROPS
    before = found.day - timedelta(days=1)
    assert verdict(SIX, older, EXACTLY, school=dearer, as_of=before).standing is Standing.MET
    assert verdict(SIX, older, EXACTLY, school=dearer, as_of=found.day).standing is Standing.NOT_MET
    assert told(SIX, older, EXACTLY, school=dearer).startswith(
        "2027 年 1 月 1 日起按每月 22 天折算；若不再增加，2027 年 3 月"
    )
    assert drops_said(found, NOVEMBER) == (
        f"2027 年 1 月 1 日起按每月 22 天折算；若不再增加，2027 年 3 月 {found.day.day} 日起将低于要求。"
    )
    less = ahead(SIX, EXACTLY, school=dearer)
    assert drops_said(less, NOVEMBER) == "2027 年 1 月 1 日起按每月 22 天折算，那天起将低于要求。"
    assert drops_said(ahead(SIX, ROLLING_OUT), NOVEMBER) == "若不再增加，2027 年 1 月 21 日起将低于要求。"
    year = ahead(ANNUAL)
    assert drops_said(year, NOVEMBER) == needed(year, NOVEMBER)
    cheaper = replace(
        SCHOOL,
        profiles=(ProfileFrom(Profile.WD22, day("2020-01-01")), ProfileFrom(Profile.WD20, NEW_YEAR)),
    )
    more = ahead(SIX, older, EXACTLY, school=cheaper)
    assert more.day > verdict(SIX, older, EXACTLY, school=cheaper, as_of=NOVEMBER).drops_on


def test_who_is_not_yet_due_when_it_changes_is_told_the_day_they_are():
    dearer = read_from((Profile.WD22, "2027-01-01"))
    found = ahead(SIX, post("A", "2024-04-01", "2024-09-19"), school=dearer, teacher=NEW)
    assert found.verdict.standing is Standing.MET
    assert (found.kind, found.day) == (NextDate.FALLS_DUE, day("2029-02-28"))
    assert found.half_hours > 0
    for_a_while = read_from((Profile.WD22, "2027-01-01"), (Profile.WD20, "2027-06-01"))
    found = ahead(SIX, post("A", "2024-04-01", "2024-09-19"), school=for_a_while, teacher=NEW)
    assert (found.kind, found.day) == (NextDate.DROPS, found.verdict.drops_on)
    assert found.deadline.changed is None


def test_a_part_year_that_is_met_asks_for_no_more():
    this_year = replace(LI, hired_on=day("2026-03-01"))
    dearer = read_from((Profile.WD22, "2026-12-15"))
    assert ahead(ANNUAL, post("A", "2026-07-06", "2026-07-31"), teacher=this_year, school=dearer) is None


def test_a_rule_that_ends_before_its_hours_do_needs_nothing():
    rules = (replace(one, effective_to=YEAR_END) if one.id == SIX else one for one in LAW.rules)
    assert under_law(replace(LAW, rules=tuple(rules)), SIX, EXACTLY) is None


def test_another_table_of_what_counts_is_looked_at_on_its_day():
    (table,) = LAW.countings
    none = tuple(replace(row, cells=dict.fromkeys(row.cells, Cell.NO), by_category={}) for row in table.rows)
    law = replace(LAW, countings=(table, CountingTable(2, NEW_YEAR, none)))
    found = under_law(law, SIX, EXACTLY)
    assert (found.kind, found.day, found.half_hours) == (NextDate.CHANGES, NEW_YEAR, 960 * 2)
    assert needed(found, NOVEMBER).startswith("2027 年 1 月 1 日起按新的计入范围计算，那天起还差 960 小时")


def test_a_version_that_reads_another_column_is_said_to_be_a_new_version():
    law = with_version(SIX, "2027-01-01", column=Column.ANNUAL)
    found = under_law(law, SIX, EXACTLY)
    assert found.deadline.changed == Changed(NEW_YEAR, None, None, counting=False)
    assert needed(found, NOVEMBER).startswith("2027 年 1 月 1 日起按规定的新版本；若不再增加，2029 年")


# -- what waits for others


def test_what_is_in_review_or_to_be_ruled_on_is_not_late():
    waiting = ahead(SIX, replace(EXACTLY, status=RecordStatus.SUBMITTED))
    assert (waiting.kind, waiting.half_hours, waiting.days) == (NextDate.IN_REVIEW, 1920, 0)
    assert needed(waiting, NOVEMBER) == "还差 960 小时，都已在审核；通过后即达标。"
    open_cell = ahead(SIX, replace(EXACTLY, venue=Venue.STUDENT_ESCORT))
    assert (open_cell.kind, open_cell.half_hours) == (NextDate.TO_RULE, 0)
    assert needed(open_cell, NOVEMBER) == "待裁定：待裁定的记录若计入即达标。"
    away = replace(LI, leaves=(Leave(day("2026-03-01"), day("2026-06-30")),))
    leave = ahead(ANNUAL, teacher=away, as_of=YEAR_END)
    assert (leave.kind, leave.half_hours) == (NextDate.TO_RULE, 0)
    assert needed(leave, YEAR_END) == "待裁定：这一年有经批准的离岗，是否豁免由学校裁定。"


# -- what is in review already


def test_what_is_in_review_is_named_and_the_last_day_to_start_is_that_of_the_rest():
    records = THREE_WEEKS, in_review("2026-08-03", "2026-08-05")
    found = ahead(ANNUAL, *records)
    assert (found.half_hours, found.in_review, found.left, found.days) == (80, 48, 32, 2)
    assert found.start_by == day("2026-12-30")
    assert told(ANNUAL, *records) == (
        "12 月 31 日前还差 40 小时，其中 24 小时已在审核；"
        "全部通过后还需 16 小时（2 个工作日），最晚 12 月 30 日开始。"
    )


def test_nothing_is_left_to_do_where_what_is_in_review_would_do():
    records = THREE_WEEKS, in_review("2026-08-03", "2026-08-14")
    away = replace(LI, leaves=(Leave(day("2026-12-01"), day("2026-12-31")),))
    found = ahead(ANNUAL, *records, teacher=away, as_of=day("2026-12-31") - timedelta(days=1))
    assert (found.half_hours, found.in_review, found.left) == (80, 80, 0)
    assert (found.start_by, found.too_late, found.leave) == (None, False, False)
    assert told(ANNUAL, *records, teacher=away) == ("12 月 31 日前还差 40 小时，都已在审核；全部通过就够了。")


def test_a_day_that_a_record_in_review_fills_is_not_there_twice():
    new_year_eve = day("2026-12-31") - timedelta(days=1)
    nearly = post("A", "2026-12-01", "2026-12-24")  # 18 days
    today = in_review("2026-12-30", "2026-12-30")
    found = ahead(ANNUAL, nearly, today, as_of=new_year_eve)
    assert (found.half_hours, found.left, found.start_by) == (32, 16, day("2026-12-31"))


def test_hours_in_review_are_looked_at_on_the_day_old_ones_roll_out():
    assert told(SIX, ROLLING_OUT, in_review("2026-08-03", "2026-08-03")) == (
        "若不再增加，2027 年 1 月 21 日起将低于要求，差 8 小时，都已在审核；"
        "已在审核的通过后，推迟到 2027 年 1 月 24 日起低于要求。此后旧的小时还会陆续移出。"
    )
    half = in_review("2026-08-03", "2026-08-03", half_hours=8)
    assert told(SIX, ROLLING_OUT, half).startswith(
        "若不再增加，2027 年 1 月 21 日起将低于要求，差 8 小时，其中 4 小时已在审核；"
        "全部通过后，在此之前再增加 4 小时（1 个工作日），那天仍可达标，最晚 2027 年 1 月 20 日开始"
    )


def test_what_is_late_names_what_is_in_review_too():
    said = told(SIX, in_review("2026-08-03", "2026-08-14"))
    assert (
        said == "还差 960 小时，其中 80 小时已在审核，已低于要求；全部通过后还需 880 小时（110 个工作日）。"
    )


def test_a_running_year_that_will_be_read_otherwise_says_so():
    dearer = read_from((Profile.WD22, "2026-12-15"))
    assert told(ANNUAL, THREE_WEEKS, school=dearer).startswith(
        "12 月 15 日起按每月 22 天折算；12 月 31 日前还需 56 小时（7 个工作日）"
    )


# -- years that are over


def past(*records, teacher=LI, as_of=NOVEMBER):
    years = [one for one in judged(*records, teacher=teacher, as_of=as_of).verdicts if one.rule.id == ANNUAL]
    return late_years(reversed(years[:-1]), years[-1])


def test_years_that_ended_short_are_listed_as_long_as_the_rules_judge_them():
    found = past(post("A", "2025-07-07", "2025-07-25"), post("B", "2024-07-01", "2024-07-31"))
    assert [(one.verdict.window.first_day.year, one.kind, one.half_hours) for one in found] == [
        (2025, NextDate.LATE, 80),
        (2023, NextDate.LATE, 320),
    ]  # 2022 is no full year of the rule
    assert year_lacked(found[0]) == "2025 年没有完成，差 40 小时；以后的实践补不上。"
    assert all(one.day is None and one.start_by is None for one in found)


def test_of_an_ended_year_what_is_in_review_and_what_is_to_be_ruled_on_is_told_apart():
    some = replace(post("A", "2025-07-07", "2025-07-18"), status=RecordStatus.SUBMITTED)
    assert year_lacked(past(some)[0]) == (
        "2025 年没有完成，差 160 小时，其中 80 小时已在审核；以后的实践补不上。"
    )
    enough = replace(some, last_day=day("2025-08-15"))
    assert (past(enough)[0].kind, year_lacked(past(enough)[0])) == (
        NextDate.IN_REVIEW,
        "还差 160 小时，都已在审核；通过后即达标。",
    )
    away = replace(LI, leaves=(Leave(day("2025-03-01"), day("2025-06-30")),))
    assert past(teacher=away)[0].kind is NextDate.TO_RULE


def test_no_ended_year_is_held_against_who_is_exempt_or_whom_the_rule_asks_nothing_any_more():
    exempt = replace(LI, rulings=(Ruling("R-1", RulingKind.EXEMPT, ANNUAL, days=calendar_year(2025)),))
    assert [one.verdict.window.first_day.year for one in past(teacher=exempt)] == [2024, 2023]
    moved = replace(LI, categories=categories(("specialized", "2015-09-01"), ("general", "2026-09-01")))
    assert past(teacher=moved) == []
    assert late_years([], None) == []


# -- what another line asks from a coming day on

DECEMBER = day("2026-12-01")
TEN_NUMBER = LAW.versions(TEN)[0].number
HALF = post("A", "2024-02-01", "2024-08-16")
TO_TEN = gated((SIX, "2020-03-02"), (TEN, "2026-12-01"))


def then_needed(*records, school=TO_TEN, rule=TEN, on=DECEMBER, decides=True):
    """What the line of a coming day needs, seen from November."""
    found = verdict(rule, *records, school=school, as_of=on)
    return needed_then(LAW, school, LI, records, found, decides=decides, as_of=NOVEMBER, day=on)


def test_a_gate_decided_for_a_coming_day_says_what_lacks_on_it_and_that_no_days_are_left():
    found = then_needed(HALF)
    assert verdict(SIX, HALF, as_of=NOVEMBER).standing is Standing.MET
    assert (found.kind, found.day) == (NextDate.CHANGES, DECEMBER)
    assert found.half_hours == verdict(TEN, HALF, as_of=DECEMBER).shortfall
    assert (found.too_late, found.under_another.rule.id) == (True, TEN)
    lacks = f"{found.half_hours // 2} 小时（{found.days} 个工作日）"
    assert needed(found, NOVEMBER) == (
        f"12 月 1 日起学校改按 10 个月（1,600 小时）认定（{TEN_NUMBER}）；"
        f"按现在的记录还差 {lacks}，届时不满足推荐条件。那天以前的工作日已不够补足。"
    )


def test_of_what_a_coming_gate_asks_what_is_in_review_is_named():
    most = post("A", "2024-02-01", "2024-11-08")
    lacks = verdict(TEN, most, as_of=DECEMBER).shortfall
    some = post("B", "2026-07-06", "2026-07-10", status=RecordStatus.SUBMITTED)
    found = then_needed(most, some)
    assert (found.half_hours, found.in_review) == (lacks, 80)
    assert "，其中 40 小时已在审核；全部通过后还需 " in needed(found, NOVEMBER)
    enough = then_needed(most, replace(some, last_day=day("2026-09-30")))
    assert needed(enough, NOVEMBER).endswith("，都已在审核，全部通过才满足推荐条件。")


def test_who_meets_the_coming_gate_is_told_when_it_will_lack():
    full = post("A", "2022-01-04", "2022-12-09")
    found = then_needed(full)
    assert (found.kind, found.day) == (NextDate.DROPS, verdict(TEN, full, as_of=DECEMBER).drops_on)
    assert needed(found, NOVEMBER).startswith(
        f"12 月 1 日起学校改按 10 个月（1,600 小时）认定（{found.verdict.rule.number}）；若不再增加，2027 年"
    )


def test_a_coming_reading_and_a_coming_gate_have_each_their_day():
    school = replace(TO_TEN, profiles=read_from((Profile.WD22, "2027-01-01")).profiles)
    ten = verdict(TEN, FULL_YEAR, as_of=DECEMBER)
    held = replace(FULL_YEAR, last_day=day("2024-11-12"))
    found = then_needed(held, school=school)
    assert (ten.standing, found.kind, found.day) == (Standing.MET, NextDate.CHANGES, NEW_YEAR)
    assert f"认定（{TEN_NUMBER}），2027 年 1 月 1 日起按每月 22 天折算" in needed(found, NOVEMBER)


def test_fixed_five_years_from_a_coming_day_on_say_which_they_are():
    fixed = replace(SCHOOL, window=WindowKind.FIXED, cycle_start=day("2022-12-01"))
    found = then_needed(HALF, school=fixed, rule=TEN, decides=False)
    assert (found.kind, found.day) == (NextDate.ENDS, day("2027-11-30"))
    assert "个月（1,600 小时）考核" in needed(found, NOVEMBER)
    assert "统计 2022-12-01 至 2027-11-30" in needed(found, NOVEMBER)


@pytest.mark.parametrize("days", [1, 3, 20])
def test_hours_in_review_put_the_day_off_to_the_one_named_once_they_have_passed(days):
    old, one = post("A", "2022-01-04", "2022-07-15"), in_review("2026-08-03", f"2026-08-{2 + days:02}")
    found = ahead(SIX, old, one)
    passed = verdict(SIX, old, replace(one, status=RecordStatus.APPROVED), as_of=NOVEMBER)
    assert (found.left, found.put_off_to) == (0, passed.drops_on)
    assert found.day < found.put_off_to


def test_a_reading_of_a_coming_day_is_looked_at_once_what_is_in_review_has_passed():
    dearer = read_from((Profile.WD22, "2027-01-01"))
    review = in_review("2026-07-01", "2026-07-31")
    found = ahead(SIX, EXACTLY, review, school=dearer)
    approved = replace(review, status=RecordStatus.APPROVED)
    assert (found.day, found.put_off_to) == (NEW_YEAR, ahead(SIX, EXACTLY, approved, school=dearer).day)
    assert "，都已在审核；已在审核的通过后，推迟到 20" in needed(found, NOVEMBER)


def test_where_a_coming_reading_is_why_hours_in_review_only_put_it_off_that_is_said():
    dearer = read_from((Profile.WD22, "2027-02-01"))
    few = in_review("2026-08-03", "2026-08-14")
    assert told(SIX, ROLLING_OUT, few, school=dearer) == (
        "若不再增加，2027 年 1 月 21 日起将低于要求，差 8 小时，都已在审核；已在审核的通过后，"
        "推迟到 2027 年 2 月 1 日起低于要求（2027 年 2 月 1 日起按每月 22 天折算）。"
    )


def test_a_line_of_a_coming_day_that_asks_nothing_needs_nothing():
    exempt = replace(LI, rulings=(Ruling("R-1", RulingKind.EXEMPT, TEN),))
    then = verdict(TEN, HALF, school=TO_TEN, teacher=exempt, as_of=DECEMBER)
    asked = {"decides": True, "as_of": NOVEMBER, "day": DECEMBER}
    assert needed_then(LAW, TO_TEN, exempt, [HALF], then, **asked) is None
    enough = replace(FULL_YEAR, last_day=day("2025-06-30"))
    ends = replace(SCHOOL, window=WindowKind.FIXED, cycle_start=day("2022-12-01"))
    assert then_needed(enough, school=ends, decides=False) is None


def test_a_rule_that_ends_before_the_hours_that_have_passed_do_is_put_off_to_no_day():
    ended = day("2027-01-22")
    rules = (replace(one, effective_to=ended) if one.id == SIX else one for one in LAW.rules)
    old, review = post("A", "2022-01-04", "2022-07-15"), in_review("2026-08-03", "2026-08-03")
    found = under_law(replace(LAW, rules=tuple(rules)), SIX, old, review)
    assert (found.day, found.put_off_to) == (day("2027-01-21"), None)
    assert "都已在审核；全部通过就够了。" in needed(found, NOVEMBER)
