"""Newer versions take over from their day on; a year judged before keeps what was in force then."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.explain import evaluation_text
from app.domain.facts import Category, Host, Venue
from app.domain.rules import Cell, Column, CountingRow
from app.domain.succession import RowsFrom, in_succession, joined
from app.domain.verdicts import evaluate
from tests.domain.cast import ANNUAL, LAW, LI, SCHOOL, SIX, categories, day, gated, judged, post

(ONE_MONTH,) = LAW.versions(ANNUAL)
TWO_MONTHS = replace(ONE_MONTH, version=2, minimum_months=2, effective_from=date(2025, 1, 1))
BASE_COUNTS = CountingRow(
    Venue.TRAINING_BASE, Host.ENTERPRISE, dict.fromkeys(Column, Cell.COUNTS), {}, "示例依据"
)
SOFTWARE = CountingRow(Venue.VIRTUAL, Host.ENTERPRISE, dict.fromkeys(Column, Cell.RULING), {}, "示例依据")


def annual(law, *records, as_of=date(2026, 12, 31), teacher=LI, school=SCHOOL):
    found = evaluate(law, school, teacher, records, as_of).verdicts
    return {
        verdict.window.first_day.year: (verdict.rule.version, verdict.standing.value)
        for verdict in found
        if verdict.rule.id == ANNUAL
    }


def month_of(year):
    return post(f"R{year}", f"{year}-03-02", f"{year}-04-03")


def test_a_later_version_takes_over_from_its_day_and_years_before_keep_the_earlier_one():
    law = joined(LAW, [TWO_MONTHS], [])
    assert annual(law, month_of(2024), month_of(2025)) == {
        2022: (1, "NOT_YET_DUE"),
        2023: (1, "NOT_MET"),
        2024: (1, "MET"),
        2025: (2, "NOT_MET"),
        2026: (2, "NOT_MET"),
    }


def test_what_is_taken_over_ends_the_day_before_and_the_text_of_the_version_stays_as_it_is():
    first, second = joined(LAW, [TWO_MONTHS], []).versions(ANNUAL)
    assert first == replace(ONE_MONTH, effective_to=date(2024, 12, 31))
    assert second == TWO_MONTHS
    assert LAW.versions(ANNUAL) == (ONE_MONTH,)


def test_an_earlier_version_that_has_ended_keeps_its_end_and_does_not_come_back():
    ended = replace(TWO_MONTHS, effective_to=date(2025, 12, 31))
    late = replace(TWO_MONTHS, version=3, effective_from=date(2027, 1, 1))
    law = joined(LAW, [ended, late], [])
    assert [rule.effective_to for rule in law.versions(ANNUAL)] == [
        date(2024, 12, 31), date(2025, 12, 31), None,
    ]  # fmt: skip
    assert set(annual(law)) == {2022, 2023, 2024, 2025}  # in 2026 no version is in force
    assert law.preceding(law.versions(ANNUAL)[2]) == ()


def test_the_order_in_which_versions_are_entered_does_not_matter():
    third = replace(TWO_MONTHS, version=3, effective_from=date(2026, 1, 1))
    assert in_succession([third, ONE_MONTH, TWO_MONTHS]) == in_succession([ONE_MONTH, TWO_MONTHS, third])


def test_a_version_that_begins_inside_a_year_carries_on_what_the_earlier_one_began():
    inside = replace(TWO_MONTHS, effective_from=date(2025, 5, 1))
    assert annual(joined(LAW, [inside], []))[2025] == (2, "NOT_MET")


def test_a_version_that_binds_more_teachers_binds_the_new_ones_from_the_next_full_year():
    wider = replace(
        TWO_MONTHS,
        effective_from=date(2025, 5, 1),
        population=frozenset({Category.SPECIALIZED, Category.PRACTICAL}),
    )
    instructor = replace(LI, categories=categories(("practical", "2015-09-01")))
    found = annual(joined(LAW, [wider], []), teacher=instructor)
    assert found[2024] == (1, "NOT_BOUND")
    assert found[2025] == (2, "NOT_YET_DUE")
    assert found[2026] == (2, "NOT_MET")


WIDER = replace(
    ONE_MONTH,
    version=2,
    effective_from=date(2026, 6, 1),
    population=frozenset({Category.SPECIALIZED, Category.GENERAL}),
)


@pytest.mark.parametrize(
    ("held", "bound", "standing"),
    [
        # neither version bound this teacher before the change of category
        ([("general", "2015-09-01"), ("specialized", "2026-03-01")], "2026-03-01", "NOT_YET_DUE"),
        ([("general", "2015-09-01"), ("specialized", "2026-06-01")], "2026-06-01", "NOT_YET_DUE"),
        ([("general", "2015-09-01")], "2026-06-01", "NOT_YET_DUE"),
        ([("specialized", "2015-09-01")], "2022-07-14", "NOT_MET"),
        # the second version goes on binding where the first would have stopped
        ([("specialized", "2015-09-01"), ("general", "2026-08-01")], "2022-07-14", "NOT_MET"),
        ([("practical", "2015-09-01"), ("general", "2026-08-01")], "2026-08-01", "NOT_YET_DUE"),
    ],
)
def test_a_teacher_is_bound_from_the_day_on_which_a_version_bound_them_first(held, bound, standing):
    teacher = replace(LI, categories=categories(*held))
    found = evaluate(joined(LAW, [WIDER], []), SCHOOL, teacher, [], date(2026, 12, 31)).verdicts
    newest = [verdict for verdict in found if verdict.rule.id == ANNUAL][-1]
    assert (newest.bound_from, newest.standing) == (day(bound), standing)


def test_a_version_that_binds_fewer_between_two_others_breaks_the_stretch():
    narrow = replace(TWO_MONTHS, population=frozenset({Category.PRACTICAL}), effective_from=date(2025, 3, 1))
    third = replace(TWO_MONTHS, version=3, effective_from=date(2025, 9, 1))
    found = evaluate(joined(LAW, [narrow, third], []), SCHOOL, LI, [], date(2026, 12, 31)).verdicts
    newest = [verdict for verdict in found if verdict.rule.id == ANNUAL][-1]
    assert newest.bound_from == day("2025-09-01")


def test_a_version_after_an_undated_one_is_in_effect_from_the_beginning():
    draft = replace(ONE_MONTH, id="X-1", effective_from=None)
    later = replace(draft, version=2, effective_from=date(2025, 5, 1))
    law = joined(LAW, [draft, later], [])
    found = evaluate(law, SCHOOL, LI, [], date(2026, 12, 31)).verdicts
    assert [verdict.standing.value for verdict in found if verdict.rule.id == "X-1"] == ["NOT_MET"] * 5


def test_the_gate_reads_the_version_in_force():
    ten = replace(LAW.versions(SIX)[0], version=2, minimum_months=10, effective_from=date(2026, 7, 1))
    school = gated((SIX, "2020-03-02"))
    six_months = post("A", "2024-02-01", "2024-08-16")
    law = joined(LAW, [ten], [])
    assert evaluate(law, school, LI, [six_months], date(2026, 6, 30)).gate.passes
    assert not evaluate(law, school, LI, [six_months], date(2026, 7, 1)).gate.passes


def five_years(law, as_of):
    records = [post("T", "2024-02-01", "2024-08-16", venue=Venue.TRAINING_BASE)]
    found = evaluate(law, SCHOOL, LI, records, as_of).verdicts
    return next(verdict.standing.value for verdict in found if verdict.rule.id == SIX)


@pytest.mark.parametrize(
    ("on", "version"),
    [
        ("2001-01-01", 1),  # before the first
        ("2024-12-31", 1),
        ("2025-01-01", 2),
        ("2026-07-01", 2),  # ended, and nothing has followed yet
        ("2027-01-01", 3),
    ],
)
def test_a_rule_is_named_by_the_version_of_the_day(on, version):
    ended = replace(TWO_MONTHS, effective_to=date(2025, 12, 31))
    third = replace(TWO_MONTHS, version=3, effective_from=date(2027, 1, 1))
    law = joined(LAW, [ended, third], [])
    assert law.version_on(ANNUAL, day(on)).version == version
    assert law.version_on("X-1", day(on)) is None


def test_the_text_of_a_case_names_the_version_of_its_day():
    later = replace(
        LAW.versions(SIX)[0], version=2, effective_from=date(2027, 1, 1),
        citation=replace(LAW.versions(SIX)[0].citation, number="示例发〔2026〕9号"),
    )  # fmt: skip
    law, school = joined(LAW, [later], []), gated((SIX, "2020-03-02"))
    for as_of, number in ((date(2026, 12, 31), "辽政发〔2020〕8号"), (date(2027, 1, 1), "示例发〔2026〕9号")):
        text = evaluation_text(law, "示例", (school, LI, ()), evaluate(law, school, LI, [], as_of))
        assert f"{number}）为准" in text


def test_a_row_changed_from_a_day_is_read_by_what_is_judged_from_that_day_on():
    law = joined(LAW, [], [RowsFrom(2, date(2027, 1, 1), (BASE_COUNTS,))])
    assert five_years(law, date(2026, 12, 31)) == "NEEDS_RULING"
    assert five_years(law, date(2027, 1, 1)) == "MET"


def test_a_year_that_ended_before_the_change_keeps_the_old_row():
    none = CountingRow(Venue.TRAINING_BASE, Host.ENTERPRISE, dict.fromkeys(Column, Cell.NO), {}, "示例依据")
    law = joined(LAW, [], [RowsFrom(2, date(2026, 12, 1), (none,))])
    records = [replace(month_of(year), venue=Venue.TRAINING_BASE) for year in (2025, 2026)]
    found = annual(law, *records)
    assert (found[2025], found[2026]) == ((1, "MET"), (1, "NOT_MET"))


def test_before_the_first_table_the_first_one_is_read():
    law = joined(LAW, [], [RowsFrom(2, date(2027, 1, 1), (BASE_COUNTS,))])
    assert law.counting_on(date(2001, 1, 1)) is law.countings[0]
    assert law.counting_on(day("2026-12-31")) is law.countings[0]
    assert law.counting_on(day("2027-01-01")) is law.countings[1]


def test_the_other_rows_stay():
    change = RowsFrom(3, date(2027, 1, 1), (SOFTWARE, BASE_COUNTS))
    law = joined(LAW, [], [RowsFrom(4, date(2028, 1, 1), (BASE_COUNTS,)), change])
    assert [table.version for table in law.countings] == [1, 3, 4]
    table = law.countings[1]
    assert table.row(Venue.VIRTUAL, Host.ENTERPRISE) is SOFTWARE
    assert table.row(Venue.TRAINING_BASE, Host.ENTERPRISE) is BASE_COUNTS
    assert table.cell(Venue.VIRTUAL, Host.SCHOOL, Column.ANNUAL, None) is Cell.NO
    assert table.cell(Venue.TRAINING_BASE, Host.SCHOOL, Column.FIVE_YEAR, None) is Cell.NO
    for row in LAW.countings[0].rows:
        if row.venue not in {Venue.VIRTUAL, Venue.TRAINING_BASE}:
            assert row in table.rows


def test_a_table_that_a_newer_edition_brings_later_is_read_from_its_own_day():
    early = joined(LAW, [], [RowsFrom(2, date(2026, 1, 1), (BASE_COUNTS,))])
    assert [table.version for table in early.countings] == [2, 1]
    assert early.counting_on(date(2025, 1, 1)) is early.countings[0]
    assert early.counting_on(date(2026, 12, 1)) is LAW.countings[0]


def test_without_additions_everything_stays_equal():
    law = joined(LAW, [], [])
    records = [month_of(year) for year in (2023, 2024, 2026)]
    assert law.rules == LAW.rules
    assert evaluate(law, SCHOOL, LI, records, day("2026-12-31")) == judged(*records)
