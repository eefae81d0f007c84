"""Since when rolling five years hold less than required: the day the hours left, or another reading began."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.below import below_since, told_since
from app.domain.by_when import by_when
from app.domain.by_when_words import needed
from app.domain.facts import Profile, ProfileFrom, RecordStatus, Ruling, RulingKind, WindowKind
from app.domain.needs import PASSED
from app.domain.outcome import Standing
from app.domain.verdicts import evaluate

from .cast import LAW, LI, SCHOOL, SIX, TEN, categories, day, post, verdict
from .worlds import BOUND, worlds_with_dates

NOVEMBER = day("2026-11-26")
OLD = post("A", "2020-03-02", "2020-09-11")  # 131 working days
A_DAY = timedelta(days=1)


def since(*records, rule=SIX, school=SCHOOL, teacher=LI, as_of=NOVEMBER, law=LAW):
    found = next(
        one for one in evaluate(law, school, teacher, records, as_of).verdicts if one.rule.id == rule
    )
    return below_since(law, school, teacher, records, found, as_of=as_of)


def standing_on(on, *records, **facts):
    return verdict(SIX, *records, as_of=on, **facts).standing


def test_it_is_the_day_on_which_too_many_hours_had_left():
    found = since(OLD)
    assert found == verdict(SIX, OLD, as_of=day("2025-01-01")).drops_on
    assert standing_on(found - A_DAY, OLD) is Standing.MET
    assert standing_on(found, OLD) is Standing.NOT_MET


def test_hours_that_came_since_and_do_not_suffice_leave_the_day_as_it_is():
    later = post("B", "2026-07-06", "2026-07-31")
    assert since(OLD, later) == since(OLD)
    between = post("B", "2025-03-03", "2025-03-14")
    assert since(OLD, between) > since(OLD)  # two weeks more were held when they were needed


def test_of_several_stretches_it_is_the_first_day_of_the_present_one():
    """Half a year in 2018 and the other in 2020: below, met again, and below again."""
    first, again = post("A", "2016-01-04", "2016-07-15"), post("B", "2021-07-05", "2021-12-31")
    on = day("2028-06-01")
    found = since(first, again, as_of=on)
    assert found.year == 2026
    assert standing_on(found - A_DAY, first, again) is Standing.MET
    assert standing_on(day("2021-08-31"), first, again) is Standing.NOT_MET


def test_it_stands_in_the_sentence_of_what_lacks_now():
    (need,) = by_when(LAW, SCHOOL, LI, [OLD], [verdict(SIX, OLD, as_of=NOVEMBER)], as_of=NOVEMBER)
    facts = {"as_of": NOVEMBER, "complete_from": day("2020-01-01")}
    (told,) = told_since(LAW, SCHOOL, LI, [OLD], [need], **facts)
    first = since(OLD)
    assert needed(told, NOVEMBER) == (
        f"还差 960 小时（120 个工作日），2025 年 {first.month} 月 {first.day} 日起已低于要求。"
    )
    assert needed(need, NOVEMBER) == "还差 960 小时（120 个工作日），已低于要求。"
    for complete_from in (None, first):  # with what may be missing it may have been later
        assert told_since(LAW, SCHOOL, LI, [OLD], [need], as_of=NOVEMBER, complete_from=complete_from) == [
            need
        ]


def test_who_never_met_it_is_told_no_day():
    assert since() is None
    assert since(post("A", "2020-03-02", "2020-06-30"), post("B", "2026-03-02", "2026-07-31")) is None
    assert since(replace(OLD, status=RecordStatus.SUBMITTED)) is None
    assert since(OLD, rule=TEN) is None
    assert since(post("A", "2014-01-06", "2014-08-29")) is None  # left before the rule asked for anything


def test_who_meets_it_or_of_whom_it_asks_nothing_is_told_no_day():
    assert since(post("A", "2024-02-01", "2024-08-16")) is None
    exempt = replace(LI, rulings=(Ruling("R-1", RulingKind.EXEMPT, SIX),))
    assert since(OLD, teacher=exempt) is None
    back = replace(LI, categories=categories(("specialized", "2015-09-01"), ("general", "2025-10-01")))
    assert since(OLD, teacher=back) is None


def test_another_reading_begins_it_on_its_own_day():
    exactly = post("A", "2024-02-01", "2024-07-25")
    dearer = replace(
        SCHOOL, profiles=(ProfileFrom(Profile.WD20, date.min), ProfileFrom(Profile.WD22, day("2026-09-01")))
    )
    assert since(exactly, school=dearer) == day("2026-09-01")
    assert since(OLD, school=dearer) == since(OLD)
    later = replace(dearer, profiles=(*dearer.profiles, ProfileFrom(Profile.WD20, day("2026-10-01"))))
    assert since(exactly, school=later) is None


def test_who_was_not_yet_due_is_below_from_the_day_it_asks():
    """Hours from before the post in a population count at once, and leave before the rule asks for any."""
    moved = replace(LI, categories=categories(("general", "2015-09-01"), ("specialized", "2020-06-01")))
    early = post("A", "2016-01-04", "2016-07-15")
    assert standing_on(day("2020-06-01"), early, teacher=moved) is Standing.MET
    assert standing_on(day("2022-06-01"), early, teacher=moved) is Standing.NOT_YET_DUE
    assert since(early, teacher=moved) == day("2025-05-31")
    for on in ("2023-01-01", "2025-12-01"):  # nothing changes with a decision that says the same again
        again = replace(
            SCHOOL, profiles=(ProfileFrom(Profile.WD20, date.min), ProfileFrom(Profile.WD20, day(on)))
        )
        assert since(early, teacher=moved, school=again) == day("2025-05-31")
    away = categories(("specialized", "2015-09-01"), ("general", "2020-03-01"), ("specialized", "2020-06-01"))
    gone = post("A", "2015-09-07", "2016-02-29")
    assert since(gone, teacher=replace(LI, categories=away)) is None


@settings(max_examples=settings().max_examples // 12)
@given(worlds_with_dates(), st.integers(0, 1400))
def test_it_was_met_on_the_eve_and_on_no_day_since(world, days_later):
    school, teacher, records, as_of = world
    school = replace(school, window=WindowKind.ROLLING)
    as_of += timedelta(days=days_later)
    days = {as_of, *(one.last_day for one in records)}
    now = [one for one in evaluate(LAW, school, teacher, records, as_of).verdicts if one.rolling]
    found = {one.rule.id: below_since(LAW, school, teacher, records, one, as_of=as_of) for one in now}
    for one in filter(None, found.values()):
        days |= {one - A_DAY, one, one + (as_of - one) / 2}
    judged = {
        (one.rule.id, on): one.standing
        for on in days
        for one in evaluate(LAW, school, teacher, records, on).verdicts
    }
    for rule, first in found.items():
        if first:
            assert judged[rule, first - A_DAY] in {Standing.MET, Standing.NOT_YET_DUE}
            assert {judged[rule, on] for on in days if on >= first} <= PASSED.keys()
        elif teacher is BOUND and judged[rule, as_of] in PASSED:
            assert Standing.MET not in {judged.get((rule, on)) for on in days}
