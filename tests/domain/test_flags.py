"""What strikes a reviewer, and what does not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.early_flags import flags_while_writing
from app.domain.facts import Leave, NamedPattern
from app.domain.flags import (
    LATE_AFTER,
    SERIOUS,
    Case,
    FileUse,
    Flag,
    FlagKind,
    Objection,
    Placed,
    Yes,
    flags_in,
)
from app.domain.sites import SiteKind
from tests.domain.cast import LAW, day, post

PLACE, OTHER_PLACE = 1, 2
JULY = post("1", "2026-07-06", "2026-07-31")
CALM = Case(
    own=Placed(JULY, PLACE), site_kind=SiteKind.ENTERPRISE, valid_from=None, valid_to=None,
    hired_on=day("2015-09-01"), left_on=None, leaves=(), submitted_on=day("2026-08-03"), has_evidence=True,
)  # fmt: skip


def flags(**changes):
    return flags_in(LAW.calendar, replace(CALM, **changes))


def own(first, last, **changes):
    return Placed(post("1", first, last, **changes), PLACE)


def other(first, last, site=OTHER_PLACE, **changes):
    return Placed(post("2", first, last, **changes), site)


def kinds(found):
    return [flag.kind for flag in found]


def test_an_ordinary_record_has_none():
    assert flags() == ()


def test_without_evidence():
    assert flags(has_evidence=False) == (Flag(FlagKind.NO_EVIDENCE),)


@pytest.mark.parametrize(
    ("seconds", "same_address", "found"),
    [
        (121, False, ()),
        (120, False, (Flag(FlagKind.ANSWER_FROM_NEARBY),)),
        (86400, True, (Flag(FlagKind.ANSWER_FROM_NEARBY),)),
    ],
)
def test_a_yes_that_may_be_the_teachers_own_is_a_note(seconds, same_address, found):
    assert flags(confirmed=Yes(timedelta(seconds=seconds), same_address)) == found
    assert FlagKind.ANSWER_FROM_NEARBY not in SERIOUS


@pytest.mark.parametrize("kind", [FlagKind.REFUSED, FlagKind.CORRECTED])
def test_an_enterprises_objection_is_serious_and_in_its_own_words(kind):
    assert flags(objection=Objection(kind, "不认识这位老师"), refusals=1) == (
        Flag(kind, said="不认识这位老师"),
    )
    assert kind in SERIOUS


def test_a_refusal_after_which_an_enterprise_answered_otherwise_is_a_note():
    assert flags(refusals=2) == (Flag(FlagKind.REFUSED_BEFORE, number=2),)
    assert FlagKind.REFUSED_BEFORE not in SERIOUS


@pytest.mark.parametrize(
    ("same_teacher", "claims", "kind"),
    [
        (False, True, FlagKind.FILE_OF_ANOTHER),
        (False, False, FlagKind.FILE_OF_ANOTHER),
        (True, True, FlagKind.FILE_AGAIN),
        (True, False, FlagKind.FILE_OF_A_VOID),
    ],
)
def test_a_file_under_another_record(same_teacher, claims, kind):
    use = FileUse("a.pdf", "2", same_teacher, claims)
    assert flags(uses=(use,)) == (Flag(kind, other="2", file="a.pdf"),)


def test_full_time_at_two_places_names_the_days():
    found = flags(others=(other("2026-07-29", "2026-08-07"),))
    days = (day("2026-07-29"), day("2026-07-30"), day("2026-07-31"))
    assert found == (Flag(FlagKind.FULL_TIME_TWICE, days, "2"),)


def test_full_time_twice_at_one_place_is_more_than_a_day():
    assert kinds(flags(others=(other("2026-07-29", "2026-08-07", PLACE),))) == [
        FlagKind.OVER_A_DAY,
        FlagKind.OVERLAP,
    ]


def test_two_halves_of_a_day_only_overlap():
    half = own("2026-07-06", "2026-07-31", half_hours=8)
    found = flags(own=half, others=(other("2026-07-31", "2026-08-07", half_hours=8),))
    assert found == (Flag(FlagKind.OVERLAP, (day("2026-07-31"),), "2"),)


def test_three_halves_are_more_than_a_day():
    half = own("2026-07-06", "2026-07-31", half_hours=8)
    third = replace(other("2026-07-31", "2026-08-07", half_hours=8).record, id="3")
    found = flags(
        own=half, others=(other("2026-07-31", "2026-08-07", half_hours=8), Placed(third, OTHER_PLACE))
    )
    assert found[0] == Flag(FlagKind.OVER_A_DAY, (day("2026-07-31"),))
    assert kinds(found) == [FlagKind.OVER_A_DAY, FlagKind.OVERLAP, FlagKind.OVERLAP]


def test_spans_that_meet_on_a_day_off_share_nothing():
    assert flags(others=(other("2026-08-01", "2026-08-07"),)) == ()
    weekend = other("2026-07-11", "2026-07-12", pattern=NamedPattern.DAILY)
    assert flags(others=(weekend,)) == ()


def test_days_on_leave():
    leave = Leave(day("2026-07-30"), day("2026-08-10"))
    assert flags(leaves=(leave,)) == (Flag(FlagKind.ON_LEAVE, (day("2026-07-30"), day("2026-07-31"))),)


def test_days_before_hire_and_after_leaving():
    assert flags(hired_on=day("2026-07-07")) == (Flag(FlagKind.BEFORE_HIRE, (day("2026-07-06"),)),)
    assert flags(hired_on=day("2026-07-06"), left_on=day("2026-07-31")) == ()
    assert flags(left_on=day("2026-07-30")) == (Flag(FlagKind.AFTER_LEAVING, (day("2026-07-31"),)),)


def test_days_of_a_holiday():
    found = flags(own=own("2026-09-28", "2026-10-09", attended_rest_days=frozenset({day("2026-10-01")})))
    assert found == (Flag(FlagKind.HOLIDAYS, (day("2026-10-01"),)),)


def test_more_than_fourteen_days_without_rest():
    daily = {"pattern": NamedPattern.DAILY}
    assert flags(own=own("2026-07-06", "2026-07-19", **daily)) == ()
    found = flags(own=own("2026-07-06", "2026-07-20", **daily))
    assert kinds(found) == [FlagKind.NO_REST]
    assert (found[0].days[0], found[0].days[-1], len(found[0].days)) == (
        day("2026-07-06"),
        day("2026-07-20"),
        15,
    )


def test_more_than_twenty_six_days_in_a_month():
    off = frozenset(map(day, ("2026-07-10", "2026-07-20", "2026-07-25", "2026-07-30")))
    found = flags(own=own("2026-07-01", "2026-07-31", pattern=NamedPattern.DAILY, absent=off))
    assert kinds(found) == [FlagKind.FULL_MONTH]
    assert len(found[0].days) == 27
    off |= {day("2026-07-28")}
    assert flags(own=own("2026-07-01", "2026-07-31", pattern=NamedPattern.DAILY, absent=off)) == ()


def test_handed_in_half_a_year_later():
    last = JULY.last_day
    assert flags(submitted_on=last + LATE_AFTER) == ()
    found = flags(submitted_on=last + LATE_AFTER + timedelta(days=1))
    assert found == (Flag(FlagKind.LATE, number=181),)
    assert flags(submitted_on=None) == ()


def test_days_outside_a_recognition():
    station = {"site_kind": SiteKind.STATION, "valid_from": day("2026-07-07"), "valid_to": None}
    assert flags(**station) == (Flag(FlagKind.OUTSIDE_RECOGNITION, (day("2026-07-06"),)),)
    assert flags(**station | {"site_kind": SiteKind.ENTERPRISE}) == ()


def test_while_it_is_written_its_days_tell_what_reviewers_will_see():
    leave = Leave(day("2026-07-06"), day("2026-07-07"))
    found = flags_while_writing(LAW.calendar, JULY, day("2015-09-01"), (leave,), day("2027-02-01"))
    assert kinds(found) == [FlagKind.ON_LEAVE, FlagKind.LATE]


def test_the_serious_ones_come_first():
    found = flags(
        has_evidence=False, submitted_on=day("2027-08-03"), hired_on=day("2026-07-08"),
        site_kind=SiteKind.STATION, valid_to=day("2026-07-08"),
        leaves=(Leave(day("2026-07-06"), day("2026-07-06")),),
    )  # fmt: skip
    serious = [flag.serious for flag in found]
    assert serious == sorted(serious, reverse=True)
    assert {flag.kind for flag in found if flag.serious} <= SERIOUS
