"""Numbers, frozen facts and verify codes."""

import json
from dataclasses import replace

import pytest

from app.domain.certificates import (
    VERIFY_ALPHABET,
    VERIFY_LENGTH,
    Level,
    NumberError,
    facts_from_json,
    facts_to_json,
    format_number,
    group_code,
    normalize_code,
)
from app.domain.frozen import FrozenError
from tests.recommendations import FACTS

CODE = "7Q2M9XK4T1HB6ZPW3DRC8YNF05AE"


def test_a_number_names_school_year_level_and_sequence():
    assert format_number("LN0123", 2026, Level.MIDDLE, 7) == "LN0123-SS-2026-Z-0007"
    assert format_number("LN0123", 2026, Level.JUNIOR, 9999) == "LN0123-SS-2026-C-9999"
    assert format_number("LN0123", 2027, Level.SENIOR, 1) == "LN0123-SS-2027-G-0001"


@pytest.mark.parametrize(("school", "sequence"), [("LN0123", 0), ("LN0123", 10000), ("ln-1", 1), ("", 1)])
def test_a_number_that_would_not_fit_is_refused(school, sequence):
    with pytest.raises(NumberError):
        format_number(school, 2026, Level.MIDDLE, sequence)


def test_facts_come_back_as_they_were_stored():
    stored = json.loads(json.dumps(facts_to_json(FACTS)))
    assert facts_from_json(stored) == FACTS


def test_facts_stored_before_a_field_with_a_default_existed_can_still_be_read():
    facts = replace(FACTS, basis=replace(FACTS.basis, other_lines=()))
    stored = facts_to_json(facts)
    del stored["basis"]["other_lines"]
    assert facts_from_json(stored) == facts


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"salary": 1}, "unknown salary"),
        ({"level": "grand"}, r"RecommendationFacts\.level"),
        ({"decided_on": "2026-02-30"}, r"RecommendationFacts\.decided_on"),
        ({"teacher_name": 7}, r"RecommendationFacts\.teacher_name"),
        ({"teacher_name": None}, r"RecommendationFacts\.teacher_name"),
        ({"basis": []}, r"RecommendationFacts\.basis"),
    ],
)
def test_facts_that_are_not_exactly_a_recommendation_are_refused_with_their_place(change, place):
    with pytest.raises(FrozenError, match=place):
        facts_from_json(facts_to_json(FACTS) | change)


def test_lacking_facts_are_refused_by_name():
    stored = facts_to_json(FACTS)
    del stored["basis"]["profile"]
    with pytest.raises(FrozenError, match=r"RecommendationFacts\.basis: lacks profile"):
        facts_from_json(stored)


def test_a_yes_or_no_is_not_a_number_of_hours():
    stored = facts_to_json(FACTS)
    stored["basis"]["credited_half_hours"] = True
    with pytest.raises(FrozenError, match="credited_half_hours"):
        facts_from_json(stored)


def test_a_code_holds_at_least_128_random_bits():
    assert len(set(VERIFY_ALPHABET)) == 32
    assert VERIFY_LENGTH * 5 >= 128


@pytest.mark.parametrize(
    "typed",
    [
        "7Q2M-9XK4-T1HB-6ZPW-3DRC-8YNF-05AE",
        "7q2m 9xk4 t1hb 6zpw 3drc 8ynf 05ae",
        "７Ｑ２Ｍ－９ＸＫ４－Ｔ１ＨＢ－６ＺＰＷ－３ＤＲＣ－８ＹＮＦ－０５ＡＥ",
        "7Q2M—9XK4—TIHB—6ZPW—3DRC—8YNF—O5AE",
        "\u30007Q2M9XK4TlHB6ZPW3DRC8YNFo5AE ",
    ],
)
def test_a_code_typed_from_paper_is_understood(typed):
    assert normalize_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE + "0", CODE[:-1] + "U", "张" * 28, "'; drop table"])
def test_what_cannot_be_a_code_is_none(typed):
    assert normalize_code(typed) is None


def test_a_code_is_shown_in_groups_of_four():
    assert group_code(CODE) == "7Q2M-9XK4-T1HB-6ZPW-3DRC-8YNF-05AE"
    assert normalize_code(group_code(CODE)) == CODE
