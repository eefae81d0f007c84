"""Hours that lack, where they change and the result does not; nothing here asks a database."""

from dataclasses import replace

import pytest

from app.domain.facts import RecordStatus, Ruling, RulingKind
from app.domain.impact import difference
from app.standing.gaps import gap_changes, lacks, why_gap
from tests.domain.cast import (
    ANNUAL,
    CAL30,
    FULL_YEAR,
    LI,
    SCHOOL,
    SIX,
    SIX_MONTHS,
    TEN,
    categories,
    day,
    gated,
    judged,
    post,
)

SIX_GATES, TEN_GATES = gated((SIX, "2020-03-02")), gated((TEN, "2021-02-01"))
TWO_MONTHS = post("M", "2024-03-01", "2024-04-30")


def sums(before, after):
    """By rule read first afterwards, the half-hours that lack before and after."""
    found = gap_changes(difference(before, after), before, after)
    return {one.after.rule.id: (lacks(one.before), lacks(one.after)) for one in found}


def test_who_lacks_under_either_gate_must_do_four_months_more():
    before, after = judged(school=SIX_GATES), judged(school=TEN_GATES)
    assert not difference(before, after)
    assert sums(before, after) == {TEN: (1920, 3200)}
    assert sums(after, before) == {SIX: (3200, 1920)}


def test_another_month_asks_more_of_the_year_and_of_five_years():
    found = sums(judged(TWO_MONTHS), judged(TWO_MONTHS, school=CAL30))
    assert found.keys() == {ANNUAL, SIX}
    assert found[ANNUAL] == (320, 480)
    assert all(after > before for before, after in found.values())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (judged(SIX_MONTHS), judged(FULL_YEAR)),  # met both times, with other sums
        (judged(SIX_MONTHS, school=SIX_GATES), judged(SIX_MONTHS, school=TEN_GATES)),  # turned: says its sums
        (judged(), judged(SIX_MONTHS)),  # another standing says so itself
    ],
)
def test_what_the_result_says_or_leaves_as_it_is_is_no_gap(before, after):
    assert sums(before, after) == {}


def test_nobody_must_do_more_of_whom_nothing_is_asked_or_not_yet():
    exempt = replace(LI, rulings=tuple(
        Ruling(f"示例裁〔2026〕{n}号", RulingKind.EXEMPT, rule) for n, rule in enumerate((SIX, TEN))
    ))  # fmt: skip
    new = replace(LI, hired_on=day("2024-09-01"), categories=categories(("specialized", "2024-09-01")))
    for teacher in (exempt, new):
        assert sums(*(judged(teacher=teacher, school=one) for one in (SIX_GATES, TEN_GATES))) == {}


def test_a_year_that_is_over_asks_for_nothing_more():
    """In 2025 a week is taken back; of 2026 and of the five years nothing changes but that."""
    week = post("W", "2025-03-03", "2025-03-07")
    before, after = judged(week), judged(replace(week, status=RecordStatus.REVOKED))
    assert sums(before, after).keys() == {SIX}


def test_a_gate_where_none_was_can_ask_more_than_the_line_read_first_before():
    before, after = judged(SIX_MONTHS), judged(SIX_MONTHS, school=TEN_GATES)
    assert not difference(before, after)
    assert sums(before, after) == {TEN: (0, 1024)}


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (TEN_GATES, "推荐改以这份文件为准，原来先看“五年累计不少于 6 个月”（辽政发〔2020〕8号）"),
        (replace(SCHOOL, profiles=CAL30.profiles), "要求由 960 小时变为 1,440 小时"),
    ],
)
def test_the_ground_is_the_document_or_the_sums(after, says):
    before, now = judged(school=SIX_GATES), judged(school=after)
    *_, five = gap_changes(difference(before, now), before, now)
    assert why_gap(five, now.gate) == says


def test_another_line_read_first_without_a_gate_names_the_one_before():
    before, now = judged(school=TEN_GATES), judged()
    *_, five = gap_changes(difference(before, now), before, now)
    assert why_gap(five, now.gate) == "原来先看“五年累计不少于 10 个月”（辽政发〔2021〕2号）"
