"""What waits for a school's decision, read off the verdicts, and what each answer does."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from app.domain.facts import Host, Leave, RecordStatus, Ruling, RulingKind, Venue
from app.domain.outcome import Decided, Standing, nothing_judged
from app.domain.questions import (
    ANSWERS,
    Answer,
    Case,
    CellQuestion,
    LeaveQuestion,
    OverlapQuestion,
    questions,
    rulings_for,
)
from app.domain.verdicts import evaluate
from app.domain.windows import Window
from tests.domain.cast import (
    ANNUAL,
    DRAFT,
    LAW,
    LI,
    NATIONAL,
    SCHOOL,
    SIX,
    TECHNICAL,
    TEN,
    YEAR_END,
    calendar_year,
    categories,
    day,
    judged,
    post,
    verdict,
)
from tests.domain.worlds import worlds

FIVE_YEARS = (NATIONAL, DRAFT, SIX, TEN)
BASE = post("A", "2026-07-06", "2026-07-31", venue=Venue.TRAINING_BASE)
VISIT = post("A", "2026-08-24", "2026-09-11", venue=Venue.VISIT)
AWAY = replace(LI, leaves=(Leave(day("2025-03-01"), day("2025-06-30")),))
OVERLAP = (post("A", "2026-07-06", "2026-07-31"), post("B", "2026-07-20", "2026-08-07"))


def asked(*records, school=SCHOOL, teacher=LI, as_of=YEAR_END):
    found = judged(*records, school=school, teacher=teacher, as_of=as_of)
    return questions(Case(LAW, school, teacher, records), found)


def test_a_cell_is_asked_once_for_the_rules_that_read_it_so():
    assert asked(BASE) == [CellQuestion("A", "five_year", FIVE_YEARS)]
    own = replace(BASE, venue=Venue.OWN_SCHOOL, host=Host.SCHOOL)
    assert asked(own) == [CellQuestion("A", "annual", (ANNUAL,))]


def test_a_pair_that_the_table_does_not_hold_is_asked_in_both_columns():
    abroad = replace(BASE, venue=Venue.STATION, host=Host.SCHOOL)
    assert [one.key for one in asked(abroad)] == ["cell-A-annual", "cell-A-five_year"]


def test_only_the_rules_that_no_ruling_decides_are_asked():
    ruled = replace(LI, rulings=(Ruling("R1", RulingKind.COUNTS, SIX, "A"),))
    assert asked(BASE, teacher=ruled) == [CellQuestion("A", "five_year", (NATIONAL, DRAFT, TEN))]


def test_a_record_that_counts_on_some_of_its_days_is_asked_for_the_rest():
    moved = replace(LI, categories=categories(("general", "2015-09-01"), ("specialized", "2026-09-01")))
    assert asked(VISIT, teacher=moved) == [
        CellQuestion("A", "annual", (ANNUAL,)), CellQuestion("A", "five_year", FIVE_YEARS),
    ]  # fmt: skip
    assert verdict(ANNUAL, VISIT, teacher=moved).credited == 6 * 16  # in August still as public-basic teacher


def test_nothing_is_asked_where_no_rule_binds_or_the_teacher_is_exempt():
    general = replace(LI, categories=categories(("general", "2015-09-01")))
    assert asked(BASE, *OVERLAP[1:], teacher=general) == []
    assert asked(BASE, school=TECHNICAL) == []
    exempt = replace(LI, rulings=tuple(Ruling(rule, RulingKind.EXEMPT, rule) for rule in FIVE_YEARS))
    assert asked(BASE, teacher=exempt) == []


def test_a_draft_alone_asks_nothing():
    decided = tuple(Ruling(rule, RulingKind.COUNTS, rule, "A") for rule in (NATIONAL, SIX, TEN))
    assert asked(BASE, teacher=replace(LI, rulings=decided)) == []


@pytest.mark.parametrize("status", [status for status in RecordStatus if status is not RecordStatus.APPROVED])
def test_records_that_were_not_passed_ask_nothing(status):
    assert asked(*(replace(one, status=status) for one in (BASE, *OVERLAP[1:]))) == []


def test_a_leave_year_is_asked_until_it_is_met():
    assert asked(teacher=AWAY) == [LeaveQuestion(ANNUAL, Window(day("2025-01-01"), day("2025-12-31")))]
    assert asked(post("A", "2025-07-01", "2025-08-08"), teacher=AWAY) == []


def test_two_full_time_records_on_the_same_days_are_asked_with_the_days():
    (found,) = asked(*OVERLAP)
    assert (found.first, found.second, found.rules) == ("A", "B", (NATIONAL, DRAFT, SIX, TEN, ANNUAL))
    assert (found.days[0], found.days[-1], len(found.days)) == (day("2026-07-20"), day("2026-07-31"), 10)


def test_half_days_neighbours_and_records_left_out_are_no_overlap():
    first, second = OVERLAP
    assert asked(first, replace(second, half_hours=8)) == []
    assert asked(first, replace(second, first_day=day("2026-08-01"))) == []
    assert asked(first, replace(second, pattern=frozenset({6, 7}))) == []
    assert asked(first, replace(second, venue=Venue.VIRTUAL)) == []
    assert asked(*OVERLAP, teacher=replace(LI, hired_on=day("2026-08-03"))) == []
    assert asked(*OVERLAP, as_of=day("2026-07-17")) == []


def test_a_record_wholly_under_another_is_asked_too():
    inside = post("B", "2026-07-13", "2026-07-17")
    assert [one.key for one in asked(OVERLAP[0], inside)] == ["overlap-A-B"]


def test_an_overlap_that_only_a_draft_would_read_is_not_asked():
    out = tuple(Ruling(rule, RulingKind.DOES_NOT_COUNT, rule, "B") for rule in (NATIONAL, SIX, TEN, ANNUAL))
    assert asked(*OVERLAP, teacher=replace(LI, rulings=out)) == []


def test_a_day_that_cannot_be_judged_asks_nothing():
    assert questions(Case(LAW, SCHOOL, AWAY, OVERLAP), nothing_judged(YEAR_END)) == []


def test_every_answer_says_what_it_adds():
    cell, (overlap,), (leave,) = CellQuestion("A", "annual", (ANNUAL,)), asked(*OVERLAP), asked(teacher=AWAY)
    assert rulings_for(cell, Answer.COUNTS) == (Ruling("", RulingKind.COUNTS, ANNUAL, "A"),)
    assert rulings_for(cell, Answer.DOES_NOT_COUNT)[0].kind is RulingKind.DOES_NOT_COUNT
    assert rulings_for(leave, Answer.EXEMPT) == (
        Ruling("", RulingKind.EXEMPT, ANNUAL, days=calendar_year(2025)),
    )
    assert rulings_for(leave, Answer.REFUSED) == (
        Ruling("", RulingKind.REFUSED, ANNUAL, days=calendar_year(2025)),
    )
    assert rulings_for(overlap, Answer.STANDS) == ()
    assert {one.record for one in rulings_for(overlap, Answer.FIRST_FALLS)} == {"A"}
    assert {one.record for one in rulings_for(overlap, Answer.SECOND_FALLS)} == {"B"}


def test_a_verdict_names_the_rulings_it_rests_on_and_no_others():
    rulings = (
        Ruling("R1", RulingKind.COUNTS, SIX, "A"),
        Ruling("R2", RulingKind.DOES_NOT_COUNT, SIX, "B"),
        Ruling("R3", RulingKind.COUNTS, SIX, "C"),  # overrules no "no"
        Ruling("R4", RulingKind.COUNTS, TEN, "A"),
    )
    virtual = post("C", "2026-03-02", "2026-03-06", venue=Venue.VIRTUAL)
    found = verdict(SIX, BASE, OVERLAP[1], virtual, teacher=replace(LI, rulings=rulings))
    assert found.decided == (Decided("A", "R1"), Decided("B", "R2"))
    assert verdict(NATIONAL, BASE).decided == ()


@given(worlds(most_records=5))
def test_every_answer_can_be_followed_and_settles_its_question(world):
    school, teacher, records, as_of = world
    case = Case(LAW, school, teacher, records)
    for question in questions(case, evaluate(LAW, *world)):
        for answer in ANSWERS[type(question)]:
            added = rulings_for(question, answer)
            taken = {(one.rule, one.record) for one in teacher.rulings if one.record}
            if not added or any((one.rule, one.record) in taken for one in added):
                continue
            decided = replace(teacher, rulings=(*teacher.rulings, *added))
            after = evaluate(LAW, school, decided, records, as_of)
            left = questions(Case(LAW, school, decided, records), after)
            assert question.key not in {one.key for one in left}
            if isinstance(question, LeaveQuestion):
                ruled = {Answer.EXEMPT: Standing.EXEMPT, Answer.REFUSED: Standing.NOT_MET}[answer]
                assert any(one.standing is ruled for one in after.verdicts)
            if isinstance(question, OverlapQuestion):
                assert date.min < question.days[0] <= min(question.days[-1], as_of)
