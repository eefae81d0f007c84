"""A recommendation's number, its frozen facts and the code by which anybody can verify it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.facts import Profile
from app.domain.frozen import freeze, thaw

VERIFY_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so a code read aloud or typed from paper comes out right."""
VERIFY_LENGTH = 28
"""Characters of a code: 140 random bits, in seven groups of four."""
VERIFY_GROUP = 4
LAST_SEQUENCE = 9999

_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SCHOOL_CODE = re.compile(r"[0-9A-Z]{2,16}")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212_.·]+")


class Level(StrEnum):
    """双师型 level."""

    JUNIOR = "junior"
    MIDDLE = "middle"
    SENIOR = "senior"


class EthicsResult(StrEnum):
    """Result of the yearly ethics review (师德考核)."""

    EXCELLENT = "excellent"
    PASSED = "passed"
    BASIC = "basic"
    FAILED = "failed"


LEVEL_LETTERS = {Level.JUNIOR: "C", Level.MIDDLE: "Z", Level.SENIOR: "G"}
"""The level's place in a recommendation's number."""


@dataclass(frozen=True, slots=True)
class PracticeBasis:
    """The practice verdict a recommendation rests on, as it stood on the day of decision."""

    citation: str
    """Title and number of the gating rule."""
    window_first: date
    window_last: date
    credited_half_hours: int
    required_half_hours: int
    profile: Profile
    other_lines: tuple[str, ...] = ()
    """What other rules say of the same hours, where they differ: one sentence each."""


@dataclass(frozen=True, slots=True)
class RecommendationFacts:
    """Everything a recommendation says, copied at its issue and never read from the tables again."""

    number: str
    school_name: str
    teacher_name: str
    staff_number: str
    department: str
    specialty: str
    level: Level
    criteria: str
    """Title and number of the recognition criteria."""
    ethics_result: EthicsResult
    ethics_year: int
    notice_first: date
    notice_last: date
    decided_on: date
    basis: PracticeBasis
    signatory: str
    seal_place: str
    verify_url: str
    stated: str = ""
    """What the proposer stated of the steps before it; empty where none were asked to."""


class NumberError(ValueError):
    """A recommendation's number that cannot be formed."""


def format_number(school_code: str, year: int, level: Level, sequence: int) -> str:
    """``{school}-SS-{year}-{C|Z|G}-{4 digits}``; a fifth digit is refused, not printed."""
    if not _SCHOOL_CODE.fullmatch(school_code):
        raise NumberError(f"school code {school_code!r} is not 2 to 16 capital letters or digits")
    if not 1 <= sequence <= LAST_SEQUENCE:
        raise NumberError(f"sequence {sequence} is outside 1 to {LAST_SEQUENCE}")
    return f"{school_code}-SS-{year:04d}-{LEVEL_LETTERS[level]}-{sequence:04d}"


def normalize_code(typed: str) -> str | None:
    """A verify code as stored, from what somebody typed; None if it cannot be one."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(_LOOK_ALIKES)
    right = len(plain) == VERIFY_LENGTH and set(plain) <= set(VERIFY_ALPHABET)
    return plain if right else None


def group_code(code: str) -> str:
    """A code in groups, for reading aloud and typing."""
    return "-".join(code[start : start + VERIFY_GROUP] for start in range(0, len(code), VERIFY_GROUP))


def facts_to_json(facts: RecommendationFacts) -> dict[str, Any]:
    """The facts as plain JSON values, to be kept with the recommendation."""
    return freeze(facts)


def facts_from_json(stored: dict[str, Any]) -> RecommendationFacts:
    """The facts a recommendation was issued on.

    Raises:
        FrozenError: if they are not exactly a recommendation's facts.
    """
    return thaw(RecommendationFacts, stored)
