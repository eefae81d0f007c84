"""Kinds of places, their recognition, and the check digit of a credit code."""

from datetime import date, timedelta

import pytest

from app.domain.facts import Venue
from app.domain.sites import (
    CREDIT_CODE_SIGNS,
    FORMS_OF_SITE,
    CodeFault,
    Cover,
    Recognition,
    SiteKind,
    comparable_name,
    credit_code_fault,
    is_credit_code,
    recognised_days,
    recognition_covers,
    seems_credit_code,
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


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (CODE, None),
        (CODE[:-1], CodeFault.LENGTH),
        ("", CodeFault.LENGTH),
        (CODE.replace("Y", "O"), CodeFault.SIGNS),
        (CODE[:-1] + "4", CodeFault.CHECK_DIGIT),
    ],
)
def test_a_wrong_code_has_one_fault(text, fault):
    assert credit_code_fault(text) is fault


@pytest.mark.parametrize("text", [CODE, CODE[:-3], CODE.lower(), "123456789"])
def test_what_is_mostly_digits_is_meant_as_a_code(text):
    assert seems_credit_code(text)


@pytest.mark.parametrize(
    "text", ["", "ABB", "SIEMENS2000", "示例91350100厂", "9135 0100 M000 100Y 43", "１" * 18]
)
def test_what_has_other_signs_or_few_digits_is_a_name(text):
    assert not seems_credit_code(text)


def test_names_are_compared_without_widths_blanks_and_small_letters():
    assert comparable_name("示例（福州） Ａbb\u3000厂") == comparable_name("示例(福州)aBB厂")
    assert comparable_name("示例一厂") != comparable_name("示例二厂")


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "cover"),
    [
        (None, None, Cover.WHOLE),
        (DAYS[1], DAYS[3], Cover.WHOLE),
        (DAYS[1], None, Cover.WHOLE),
        (DAYS[2], None, Cover.PART),
        (None, DAYS[2], Cover.PART),
        (DAYS[2], DAYS[2], Cover.PART),
        (DAYS[4], None, Cover.NONE),
        (None, DAYS[0], Cover.NONE),
    ],
)
def test_a_recognition_covers_a_span_whole_in_part_or_not(valid_from, valid_to, cover):
    assert recognition_covers(valid_from, valid_to, DAYS[1], DAYS[3]) is cover
