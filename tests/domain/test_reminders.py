"""Which reminders fall due: each step once, missed days made up, nothing that nobody can act on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.by_when import ByWhen, by_when
from app.domain.deadlines import Deadline, NextDate
from app.domain.facts import Profile, ProfileFrom
from app.domain.outcome import Standing, Verdict
from app.domain.reminders import STEPS, Coverage, ReminderKind, coming_reminders, due_reminders
from app.domain.rules import RuleStatus
from app.domain.windows import Window, rolling_window
from app.policy.loader import load_law

from .cast import LAW, LI, SCHOOL, SIX, post
from .cast import verdict as cast_verdict

HIRED = date(2015, 9, 1)
FULL = Coverage(live_from=date(2020, 1, 1), complete_from=HIRED)
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))
RULES = {rule.id: rule for rule in load_law().rules}


def judged(rule="LN-2022-1M", **values):
    given_values = {
        "rule": RULES[rule], "window": YEAR,
        "rolling": False, "standing": Standing.OPEN, "ruling": None, "bound_from": HIRED, "required": 320,
        "credited": 240, "shortfall": 80, "pending": 0, "undecided": 0, "drops_on": None, "simulated": False,
        "provisional": False, "profile": Profile.WD20, "records": (), "excluded": (),
    } | values  # fmt: skip
    return Verdict(**given_values)


def need(found, deadline, half_hours=80, in_review=0):
    return ByWhen(
        verdict=found, deadline=deadline, half_hours=half_hours, in_review=in_review, start_by=None,
        calendar_days=False, provisional=False, leave=False,
    )  # fmt: skip


def year(pending=0, kind=NextDate.ENDS, window=YEAR, **values):
    """What a year that runs needs on its last day."""
    found = judged(window=window, pending=pending, **values)
    return need(found, Deadline(kind, window.last_day, window, window.last_day), in_review=pending)


def rolling(drops_on=date(2027, 7, 14), kind=NextDate.DROPS, in_review=0, rule="LN-2020-5Y6M", **values):
    """What five years need that are met and hold too little from a day on."""
    values = {
        "window": Window(date(2021, 11, 21), date(2026, 11, 20)), "rolling": True, "standing": Standing.MET,
        "credited": 2020, "required": 1920, "shortfall": 0, "drops_on": drops_on,
    } | values  # fmt: skip
    deadline = Deadline(kind, drops_on, rolling_window(drops_on), drops_on - timedelta(days=1))
    return need(judged(rule, **values), deadline, in_review=in_review)


def due(needs, day, *, hired_on=HIRED, coverage=FULL, sent=frozenset()):
    return due_reminders(needs, day, hired_on=hired_on, coverage=coverage, sent=sent)


def days_due(a_need):
    return [
        step.due_on for step in coming_reminders([a_need], date(2026, 1, 1), hired_on=HIRED, coverage=FULL)
    ]


def test_a_shortfall_of_the_calendar_year_is_said_in_september_november_and_december():
    assert days_due(year()) == [date(2026, 9, 1), date(2026, 11, 1), date(2026, 12, 1)]


def test_a_shortfall_of_the_academic_year_keeps_the_same_distances():
    academic = year(window=Window(date(2025, 9, 1), date(2026, 8, 31)))
    assert days_due(academic) == [date(2026, 5, 2), date(2026, 7, 2), date(2026, 8, 1)]


def test_old_hours_that_roll_out_are_said_half_a_year_a_quarter_and_a_month_ahead():
    assert days_due(rolling()) == [date(2027, 1, 15), date(2027, 4, 15), date(2027, 6, 14)]


def test_a_missed_day_is_made_up_with_the_newest_step_only():
    (reminder,) = due([year()], date(2026, 11, 20))
    assert reminder.key == ("LN-2022-1M", "2026-01-01", "shortfall-61")
    assert due([year()], date(2026, 11, 20), sent=frozenset({reminder.key})) == ()


def test_an_older_step_that_went_out_does_not_hold_back_a_newer_one():
    (first,) = due([year()], date(2026, 9, 1))
    (second,) = due([year()], date(2026, 11, 1), sent=frozenset({first.key}))
    assert (first.step, second.step) == (122, 61)


@pytest.mark.parametrize(
    "quiet",
    [
        year(pending=80),
        rolling(drops_on=date(2027, 1, 1), in_review=80),
        year(standing=Standing.NOT_YET_DUE),
        year(rule="DD-DRAFT-5Y10M"),
        need(judged(standing=Standing.NOT_MET), None),
    ],
    ids=lambda quiet: f"{quiet.verdict.standing}, {quiet.verdict.rule.status}, in review {quiet.in_review}",
)
def test_nothing_is_said_where_the_teacher_has_nothing_to_do(quiet):
    assert due([quiet], date(2026, 12, 15)) == ()


def test_a_shortfall_that_review_covers_in_part_is_said():
    (reminder,) = due([year(pending=40)], date(2026, 12, 15))
    assert reminder.verdict.pending == 40


def test_nothing_goes_out_before_the_school_is_live_nor_for_steps_that_had_passed_then():
    live = replace(FULL, live_from=date(2026, 11, 15))
    assert due([year()], date(2026, 11, 14), coverage=live) == ()
    assert due([year()], date(2026, 11, 15), coverage=live) == ()
    assert [r.step for r in due([year()], date(2026, 12, 1), coverage=live)] == [31]
    assert due([year()], date(2026, 12, 1), coverage=replace(FULL, live_from=None)) == ()


@pytest.mark.parametrize(
    ("complete_from", "says"),
    [(None, 0), (date(2026, 1, 2), 0), (date(2026, 1, 1), 1), (date(2020, 1, 1), 1)],
)
def test_no_shortfall_is_said_of_a_year_that_is_not_wholly_recorded(complete_from, says):
    assert len(due([year()], date(2026, 12, 1), coverage=replace(FULL, complete_from=complete_from))) == says


def test_of_a_newcomer_the_time_since_hire_must_be_recorded():
    partly = replace(FULL, complete_from=date(2024, 9, 1))
    assert due([rolling()], date(2027, 6, 20), coverage=partly) == ()
    assert len(due([rolling()], date(2027, 6, 20), coverage=partly, hired_on=date(2024, 9, 1))) == 1


def test_a_year_that_is_met_and_will_be_asked_for_more_is_said_as_a_shortfall_of_that_year():
    dearer = year(kind=NextDate.CHANGES, standing=Standing.MET, credited=320, shortfall=0)
    assert [one.key for one in due([dearer], date(2026, 12, 1))] == [
        ("LN-2022-1M", "2026-01-01", "shortfall-31")
    ]


def test_a_decision_confirmed_for_a_later_day_moves_the_reminder_to_its_day():
    """Met exactly, so that the hours would last into 2029; from New Year on a month is read as 176 hours."""
    exactly = post("A", "2024-02-01", "2024-07-25")
    dearer = replace(SCHOOL, profiles=(ProfileFrom(Profile.WD22, date(2027, 1, 1)),))
    day = date(2026, 12, 5)
    for school, expected in ((SCHOOL, []), (dearer, [(date(2027, 1, 1), "roll_off-30")])):
        found = cast_verdict(SIX, exactly, school=school, as_of=day)
        assert found.drops_on == date(2029, 2, 1)
        needs = by_when(LAW, school, LI, [exactly], [found], as_of=day)
        assert [(one.too_late_on, one.key.step) for one in due(needs, day)] == expected


def test_a_draft_rule_reminds_nobody():
    assert RULES["DD-DRAFT-5Y10M"].status is not RuleStatus.IN_FORCE
    draft = rolling(rule="DD-DRAFT-5Y10M")
    assert due([draft], date(2027, 6, 20)) == ()


DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
NEEDS = st.lists(
    st.one_of(
        st.builds(year, pending=st.integers(0, 80), standing=st.sampled_from([Standing.OPEN, Standing.MET])),
        st.builds(rolling, drops_on=DAYS),
    ),
    max_size=3,
    unique_by=lambda found: found.verdict.rule.id,
)
COVERAGE = st.builds(
    Coverage,
    live_from=st.none() | DAYS,
    complete_from=st.none() | st.dates(date(2019, 1, 1), date(2026, 6, 1)),
)


@given(NEEDS, COVERAGE, st.lists(DAYS, max_size=30))
def test_however_often_and_on_whatever_days_it_runs_each_step_goes_out_once(needs, coverage, days):
    sent = set()
    for day in sorted(days):
        found = due(needs, day, coverage=coverage, sent=frozenset(sent))
        assert sent.isdisjoint(reminder.key for reminder in found)
        assert len({reminder.verdict.rule.id for reminder in found}) == len(found)
        sent.update(reminder.key for reminder in found)
        assert due(needs, day, coverage=coverage, sent=frozenset(sent)) == ()


@given(NEEDS, COVERAGE, DAYS)
def test_what_is_due_has_come_and_is_neither_stale_nor_too_early(needs, coverage, day):
    for reminder in due(needs, day, coverage=coverage):
        assert coverage.live_from <= reminder.due_on <= day
        assert coverage.complete_from is not None
        newer = [step for step in STEPS[reminder.kind] if step < reminder.step]
        assert all(reminder.too_late_on - timedelta(days=step) > day for step in newer)
        if reminder.kind is ReminderKind.SHORTFALL:
            assert reminder.need.left > 0


@given(NEEDS, COVERAGE, DAYS)
def test_what_is_announced_falls_due_on_its_day_if_nothing_changes(needs, coverage, day):
    if coverage.live_from is None:
        return
    for coming in coming_reminders(needs, day, hired_on=HIRED, coverage=coverage):
        assert coming.due_on > day
        assert coming.key in {reminder.key for reminder in due(needs, coming.due_on, coverage=coverage)}
