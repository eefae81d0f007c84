"""Kinds of places, their recognition, and the check digit of a credit code."""

from datetime import date, timedelta

import pytest

from app.domain.facts import Venue
from app.domain.sites import (
    CREDIT_CODE_SIGNS,
    FORMS_OF_SITE,
    Recognition,
    SiteKind,
    is_credit_code,
    recognised_days,
)

CODE = "91350100M000100Y43"
"""The worked example of GB 32100-2015."""
DAYS = [date(2026, 7, 6) + timedelta(days=n) for n in range(5)]


def test_every_kind_of_place_allows_some_form_and_every_form_has_a_place():
    assert set(FORMS_OF_SITE) == set(SiteKind)
    assert {venue for forms in FORMS_OF_SITE.values() for venue in forms} == set(Venue)


def test_the_standards_own_example_is_a_credit_code():
    assert is_credit_code(CODE)


@pytest.mark.parametrize("text", ["", CODE[:-1], CODE + "0", CODE.lower(), CODE.replace("Y", "O"), "１" * 18])
def test_other_lengths_and_signs_are_none(text):
    assert not is_credit_code(text)


@pytest.mark.parametrize("place", range(18))
def test_every_single_wrong_sign_is_noticed(place):
    for sign in set(CREDIT_CODE_SIGNS) - {CODE[place]}:
        assert not is_credit_code(CODE[:place] + sign + CODE[place + 1 :])


def test_days_outside_the_recognition_are_told_apart():
    found = recognised_days(SiteKind.STATION, DAYS[1], DAYS[3], reversed(DAYS))
    assert found == Recognition(tuple(DAYS[1:4]), (DAYS[0], DAYS[4]))


def test_an_open_end_of_the_recognition_has_no_limit():
    assert recognised_days(SiteKind.PRACTICE_BASE, None, None, DAYS).outside == ()
    assert recognised_days(SiteKind.PRACTICE_BASE, DAYS[2], None, DAYS).inside == tuple(DAYS[2:])


def test_an_enterprise_has_no_recognition_to_report():
    assert recognised_days(SiteKind.ENTERPRISE, None, None, DAYS).inside == ()
