"""A coming gate by a rule of the year: the year it will look at, said while it can still be completed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from app.domain.by_when import NextDate
from app.domain.by_when_words import needed
from app.domain.facts import RecordStatus, Ruling, RulingKind
from app.domain.gate_year import gate_year
from app.domain.last_start import imagined
from app.domain.reminders import Coverage, coming_reminders
from app.domain.verdicts import evaluate
from app.domain.windows import Window

from .cast import ANNUAL, FULL_YEAR, LAW, LI, SIX, calendar_year, categories, day, gated, post
from .worlds import worlds_with_dates

NOVEMBER = day("2026-11-26")
NEW_YEAR = day("2027-01-01")
THREE_WEEKS = post("A", "2026-07-06", "2026-07-24")
NUMBER = LAW.versions(ANNUAL)[0].number


def judged_from(on):
    return gated((SIX, "2020-03-02"), (ANNUAL, on))


def then_needed(*records, on="2027-01-01", teacher=LI, as_of=NOVEMBER):
    school = judged_from(on)
    then = evaluate(LAW, school, teacher, records, day(on))
    return gate_year(LAW, school, teacher, records, as_of=as_of, then=then)


def said(*records, **facts):
    return needed(then_needed(*records, **facts), NOVEMBER)


def test_the_year_that_ends_before_the_gate_is_told_with_hours_and_the_last_day_to_start():
    found = then_needed(THREE_WEEKS)
    assert (found.kind, found.day, found.half_hours) == (NextDate.CHANGES, NEW_YEAR, 80)
    assert (found.start_by, found.deadline.until) == (day("2026-12-25"), day("2026-12-31"))
    assert needed(found, NOVEMBER) == (
        f"2027 年 1 月 1 日起学校改按每年 1 个月（160 小时）认定（{NUMBER}），那天看的是 2026 年；"
        "按现在的记录还差 40 小时（5 个工作日），届时不满足推荐条件，最晚 12 月 25 日开始。"
    )


def test_a_gate_of_spring_looks_at_the_year_before_or_at_the_one_met_by_then():
    assert then_needed(on="2027-03-01").start_by == day("2026-12-04")
    too_late = then_needed(on="2027-03-01", as_of=day("2026-12-15"))
    assert (too_late.verdict.window, too_late.start_by) == (calendar_year(2027), day("2027-02-01"))
    assert "，那天以前须完成 2027 年；" in needed(too_late, NOVEMBER)
    never = then_needed(on="2027-01-15", as_of=day("2026-12-15"))
    assert (never.verdict.window, never.too_late) == (calendar_year(2026), True)
    assert needed(never, NOVEMBER).endswith("届时不满足推荐条件。12 月 31 日前的工作日已不够补足。")


def test_a_gate_within_the_year_asks_for_this_one_where_the_last_was_not_met():
    found = then_needed(THREE_WEEKS, on="2026-12-20")
    assert (found.verdict.window, found.deadline.until) == (calendar_year(2026), day("2026-12-19"))
    assert found.start_by == day("2026-12-14")
    none_left = said(THREE_WEEKS, on="2026-12-01")
    assert none_left.endswith("届时不满足推荐条件。那天以前的工作日已不够补足。")
    last_year = post("B", "2025-07-07", "2025-07-25")
    waiting = post("C", "2025-08-04", "2025-08-08", status=RecordStatus.SUBMITTED)
    assert then_needed(last_year, waiting, on="2026-12-01").left == 0
    assert said(last_year, waiting, on="2026-12-01").endswith(
        "那天看的是 2025 年；按现在的记录还差 40 小时，都已在审核，全部通过才满足推荐条件。"
    )


def test_who_came_within_the_year_passes_only_with_a_whole_month_of_it():
    hired = replace(LI, hired_on=day("2026-03-01"), categories=categories(("specialized", "2026-03-01")))
    assert then_needed(teacher=hired).half_hours == 320
    month = replace(THREE_WEEKS, last_day=day("2026-07-31"))
    assert evaluate(LAW, judged_from("2027-01-01"), hired, [month], NEW_YEAR).gate.passes


@pytest.mark.parametrize(
    "teacher",
    [
        replace(LI, rulings=(Ruling("R-1", RulingKind.EXEMPT, ANNUAL, days=calendar_year(2026)),)),
        replace(LI, categories=categories(("general", "2015-09-01"))),
    ],
    ids=["exempt", "not bound"],
)
def test_of_whom_nothing_is_asked_nothing_is_said(teacher):
    assert then_needed(teacher=teacher) is None
    assert then_needed(FULL_YEAR, teacher=teacher, on="2026-12-15") is None


def test_who_has_met_the_year_or_is_judged_by_five_years_is_told_nothing():
    assert then_needed(replace(THREE_WEEKS, last_day=day("2026-07-31"))) is None
    school = gated((SIX, "2027-01-01"))
    then = evaluate(LAW, school, LI, (), NEW_YEAR)
    assert gate_year(LAW, school, LI, (), as_of=NOVEMBER, then=then) is None


def test_it_is_reminded_of_apart_from_the_year_itself():
    coverage = Coverage(day("2026-01-01"), day("2015-01-01"))
    found = coming_reminders([then_needed(THREE_WEEKS)], NOVEMBER, hired_on=LI.hired_on, coverage=coverage)
    assert [(one.due_on, one.key) for one in found] == [
        (day("2026-12-01"), (ANNUAL, "2027-01-01", "change-31"))
    ]


@settings(max_examples=settings().max_examples // 12)
@given(worlds_with_dates())
def test_who_starts_on_the_day_named_passes_the_gate_and_who_starts_a_day_later_does_not(world):
    school, teacher, records, as_of = world
    on = as_of + timedelta(days=75)
    school = gated((ANNUAL, f"{on}"), school=school)

    def passes_with(start, until):
        added = replace(imagined(Window(start, until)), id="added")
        passed = [
            replace(one, status=RecordStatus.APPROVED)
            if one.status in {RecordStatus.SUBMITTED, RecordStatus.ENDORSED}
            else one
            for one in records
        ]
        known = (*passed, added) if start <= until else passed
        return evaluate(LAW, school, teacher, known, on).gate.passes

    then = evaluate(LAW, school, teacher, records, on)
    found = gate_year(LAW, school, teacher, records, as_of=as_of, then=then)
    if found and found.start_by:
        assert passes_with(found.start_by, found.deadline.until)
        assert not passes_with(found.start_by + timedelta(days=1), found.deadline.until)
    elif found and not found.left:
        assert passes_with(on, as_of)
