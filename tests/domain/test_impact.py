"""What a change does to one teacher, and the words for why."""

from dataclasses import replace

import pytest

from app.domain.facts import RecordStatus, Ruling, RulingKind, YearBasis
from app.domain.impact import difference, why, why_gate_turned
from app.domain.verdicts import evaluate

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
)

SIX_GATES, TEN_GATES = gated((SIX, "2020-03-02")), gated((TEN, "2021-02-01"))
IN_2025 = post("O", "2025-07-01", "2025-07-31")
JULY = post("J", "2026-07-01", "2026-07-31")


def changed(before, after, rule):
    return [line for line in difference(before, after).lines if line.shown.rule.id == rule]


def test_nothing_changes_where_both_are_the_same():
    found = difference(judged(SIX_MONTHS), judged(SIX_MONTHS))
    assert not found
    assert (found.lines, found.gate_turned) == ((), False)


def test_another_sum_with_the_same_standing_is_no_change():
    assert not changed(judged(SIX_MONTHS), judged(FULL_YEAR), SIX)


def test_another_gate_turns_a_recommendation_and_no_standing():
    after = judged(SIX_MONTHS, school=TEN_GATES)
    found = difference(judged(SIX_MONTHS, school=SIX_GATES), after)
    assert found.lines == ()
    assert found.gate_turned
    assert found
    assert (
        why_gate_turned(found, after)
        == "推荐改以另一份文件为准，按这份文件是“未达标”（计入 1,088 小时，要求 1,600 小时）"
    )


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (
            judged(school=SIX_GATES),
            judged(SIX_MONTHS, school=SIX_GATES),
            "推荐所依据的文件没有换，按它是“已达标”（计入 1,088 小时，要求 960 小时）",
        ),
        (
            judged(SIX_MONTHS),
            judged(SIX_MONTHS, school=SIX_GATES),
            "学校开始指定推荐以哪份文件为准，按这份文件是“已达标”（计入 1,088 小时，要求 960 小时）",
        ),
        (judged(SIX_MONTHS, school=SIX_GATES), judged(SIX_MONTHS), "学校不再指定推荐以哪份文件为准"),
        (
            judged(SIX_MONTHS, school=SIX_GATES),
            judged(SIX_MONTHS, school=gated((ANNUAL, "2020-01-01")), as_of=day("2022-07-13")),
            "推荐改以另一份文件为准，按这份文件还没有结果",
        ),
        (
            judged(as_of=day("2026-03-01"), school=gated((ANNUAL, "2022-07-14"))),
            judged(IN_2025, as_of=day("2026-03-01"), school=gated((ANNUAL, "2022-07-14"))),
            "推荐所依据的文件没有换，按它是“已达标”（计入 184 小时，要求 160 小时）",  # of 2025; 2026 is open
        ),
    ],
)
def test_a_turned_gate_says_why(before, after, says):
    found = difference(before, after)
    assert found.gate_turned
    assert why_gate_turned(found, after) == says


def test_the_same_gate_failing_both_times_is_no_turn():
    assert not difference(judged(school=SIX_GATES), judged(school=TEN_GATES)).gate_turned


# -- which windows are compared


def test_years_are_paired_from_the_newest_backwards():
    """October 2025 lies in the year 2025 and in the newest academic year, which stands beside 2026."""
    autumn = post("A", "2025-10-08", "2025-11-14")
    academic, as_of = replace(SCHOOL, year_basis=YearBasis.ACADEMIC), day("2026-08-31")
    *_, last, newest = changed(
        judged(autumn, as_of=as_of), judged(autumn, school=academic, as_of=as_of), ANNUAL
    )
    assert (newest.before.window.first_day, newest.after.window.first_day) == (
        day("2026-01-01"),
        day("2025-09-01"),
    )
    assert (newest.before.standing, newest.after.standing) == ("OPEN", "MET")
    assert (last.before.window.first_day, last.after.window.first_day) == (
        day("2025-01-01"),
        day("2024-09-01"),
    )
    assert (last.before.standing, last.after.standing) == ("MET", "NOT_MET")


def test_a_rule_that_begins_or_ends_says_so():
    without = evaluate(
        replace(LAW, rules=tuple(rule for rule in LAW.rules if rule.id != TEN)), SCHOOL, LI, (), YEAR_END
    )
    (begun,) = changed(without, judged(), TEN)
    assert (begun.before, begun.shown) == (None, begun.after)
    assert why(begun) == ("这项规定开始适用",)
    (gone,) = changed(judged(), without, TEN)
    assert (gone.after, gone.shown) == (None, gone.before)
    assert why(gone) == ("这项规定不再适用",)


def test_a_rule_that_asks_nothing_of_a_teacher_changes_nothing_by_beginning():
    general = replace(LI, categories=categories(("general", "2015-09-01")))
    without = evaluate(
        replace(LAW, rules=tuple(rule for rule in LAW.rules if rule.id != TEN)), SCHOOL, general, (), YEAR_END
    )
    assert changed(without, judged(teacher=general), TEN) == []


# -- why


def test_why_names_the_requirement_and_the_sum_that_changed():
    just = post("A", "2024-02-01", "2024-07-25")
    (line,) = changed(judged(just), judged(just, school=CAL30), SIX)
    assert why(line) == ("要求由 960 小时变为 1,440 小时", "计入由 960 小时变为 1,408 小时")


def test_why_names_the_window_that_changed():
    basis = replace(SCHOOL, year_basis=YearBasis.ACADEMIC)
    lines = changed(judged(JULY), judged(JULY, school=basis), ANNUAL)
    assert any("统计期变为" in ground for line in lines for ground in why(line))


def test_why_names_the_ruling():
    ruled = replace(
        LI, rulings=(Ruling("示例裁〔2026〕1号", RulingKind.EXEMPT, ANNUAL, days=calendar_year(2026)),)
    )
    (line,) = changed(judged(), judged(teacher=ruled), ANNUAL)
    assert why(line) == ("按学校裁定 示例裁〔2026〕1号 豁免",)
    (line,) = changed(judged(teacher=ruled), judged(), ANNUAL)
    assert why(line) == ("学校裁定 示例裁〔2026〕1号 不再适用",)


def test_why_names_another_start_of_the_duty():
    new = replace(LI, categories=categories(("general", "2015-09-01"), ("specialized", "2024-06-01")))
    (line,) = changed(judged(), judged(teacher=new), SIX)
    assert why(line) == ("开始受这项规定约束的日子变了",)


def test_why_names_hours_that_wait():
    waiting = replace(SIX_MONTHS, status=RecordStatus.SUBMITTED)
    (line,) = changed(judged(), judged(waiting), SIX)
    assert why(line) == ("还在审核或等待裁定的小时数变了",)
