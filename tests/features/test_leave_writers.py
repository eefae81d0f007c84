"""Who wrote which days of a leave, by the log: no correction makes a writer of days it never touched."""

from datetime import date

from app.domain.windows import Window
from app.rulings.leave_queries import Logged, touching, written_by_log
from tests.builders import calendar_year

ADDED, CORRECTED, REMOVED = 1, 2, 3
SPRING = {"first_day": "2025-03-01", "last_day": "2025-06-30"}
LONG = Window(date(2025, 3, 1), date(2025, 8, 31))


def barred(leaves, year):
    return touching(leaves, calendar_year(year))


def test_a_correction_that_logged_only_the_end_it_moved_is_of_the_leave_it_changed():
    steps = [
        Logged({}, {**SPRING, "document": ""}, ADDED),
        Logged({}, {"first_day": "2023-03-01", "last_day": "2023-03-31"}, ADDED),
        Logged({"document": ""}, {"document": "示例"}, REMOVED),
        Logged({"last_day": "2025-06-30"}, {"last_day": "2025-08-31"}, CORRECTED),
        Logged({"first_day": "2025-03-01"}, {"first_day": "2024-12-20"}, CORRECTED),
    ]
    found = list(written_by_log(steps, ()))
    assert [one.days for one in found if one.person_id == CORRECTED] == [
        LONG, Window(date(2024, 12, 20), date(2025, 8, 31)),
    ]  # fmt: skip
    assert barred(found, 2025) == {ADDED, CORRECTED}
    assert [barred(found, year) for year in (2022, 2023, 2024, 2026)] == [
        frozenset(), {ADDED}, {CORRECTED}, frozenset(),
    ]  # fmt: skip


def test_both_ends_are_taken_as_they_are_logged_and_a_removed_leave_is_changed_no_more():
    both = {"first_day": "2025-03-01", "last_day": "2025-08-31"}
    steps = [
        Logged({}, SPRING, ADDED), Logged(SPRING, both, CORRECTED), Logged(both, {}, REMOVED),
        Logged({}, {"first_day": "2025-03-01", "last_day": "2025-03-02"}, ADDED),
        Logged({"last_day": "2025-03-02"}, {"last_day": "2025-03-03"}, CORRECTED),
    ]  # fmt: skip
    found = list(written_by_log(steps, ()))
    assert [tuple(one.days)[1].day for one in found] == [30, 31, 2, 3]
    assert REMOVED not in barred(found, 2025)


def test_what_the_log_does_not_know_is_the_leave_as_it_is_or_that_day_alone():
    steps = [Logged({"last_day": "2025-06-30"}, {"last_day": "2025-08-31"}, CORRECTED)]
    assert [one.days for one in written_by_log(steps, (LONG,))] == [LONG]
    assert [one.days for one in written_by_log(steps, ())] == [Window(LONG.last_day, LONG.last_day)]


def test_a_step_of_nobody_bars_nobody():
    assert barred(written_by_log([Logged({}, SPRING, None)], ()), 2025) == frozenset()
