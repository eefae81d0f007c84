"""Places of practice: what each kind of place can be used for, its recognition, its credit code."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.domain.facts import Host, Venue


class SiteKind(StrEnum):
    """What a place is recognised as."""

    ENTERPRISE = "enterprise"
    STATION = "station"
    PRACTICE_BASE = "practice_base"
    TRAINING_BASE = "training_base"
    PRACTICUM_BASE = "practicum_base"
    OWN_SCHOOL = "own_school"
    OTHER = "other"


class SiteLevel(StrEnum):
    """Who recognised it."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    CITY = "city"
    SCHOOL = "school"


FORMS_OF_SITE: Mapping[SiteKind, tuple[Venue, ...]] = MappingProxyType(
    {
        SiteKind.ENTERPRISE: (
            Venue.ENTERPRISE_POST, Venue.RESEARCH, Venue.VISIT, Venue.STUDENT_ESCORT, Venue.OTHER,
        ),
        SiteKind.STATION: (
            Venue.STATION, Venue.RESEARCH, Venue.VISIT, Venue.STUDENT_ESCORT, Venue.OTHER,
        ),
        SiteKind.PRACTICE_BASE: (
            Venue.PRACTICE_BASE, Venue.RESEARCH, Venue.VISIT, Venue.STUDENT_ESCORT, Venue.OTHER,
        ),
        SiteKind.TRAINING_BASE: (Venue.TRAINING_BASE, Venue.VIRTUAL, Venue.VISIT, Venue.OTHER),
        SiteKind.PRACTICUM_BASE: (
            Venue.PRACTICUM_BASE, Venue.VISIT, Venue.STUDENT_ESCORT, Venue.OTHER,
        ),
        SiteKind.OWN_SCHOOL: (Venue.OWN_SCHOOL, Venue.VIRTUAL, Venue.OTHER),
        SiteKind.OTHER: (Venue.OTHER, Venue.VISIT, Venue.VIRTUAL, Venue.RESEARCH),
    }
)  # fmt: skip
"""The forms of practice a record at such a place may have; the first is the usual one."""

RECOGNISED_KINDS = frozenset(
    {SiteKind.STATION, SiteKind.PRACTICE_BASE, SiteKind.TRAINING_BASE, SiteKind.PRACTICUM_BASE}
)
"""Kinds that somebody recognises for a time; only their use is reported as such."""

ONLY_HOST: Mapping[SiteKind, Host] = MappingProxyType(
    {SiteKind.ENTERPRISE: Host.ENTERPRISE, SiteKind.OWN_SCHOOL: Host.SCHOOL}
)
"""Kinds that leave no choice of host."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """Attended days under a place's recognition, and those it does not cover."""

    inside: tuple[date, ...]
    outside: tuple[date, ...]


def recognised_days(
    kind: SiteKind, valid_from: date | None, valid_to: date | None, days: Iterable[date]
) -> Recognition:
    """Split attended days: only those inside are reported as use of the station or base.

    All of them count by the kind of host. An open end of the dates has no limit.
    """
    first, last = valid_from or date.min, valid_to or date.max
    inside: list[date] = []
    outside: list[date] = []
    for day in sorted(days):
        covered = kind in RECOGNISED_KINDS and first <= day <= last
        (inside if covered else outside).append(day)
    return Recognition(tuple(inside), tuple(outside))


class Cover(StrEnum):
    """How much of a span a recognition covers."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


def recognition_covers(
    valid_from: date | None, valid_to: date | None, first_day: date, last_day: date
) -> Cover:
    """Whether a recognition with these dates holds on all, some or none of the days of a span."""
    first, last = valid_from or date.min, valid_to or date.max
    if first <= first_day and last_day <= last:
        return Cover.WHOLE
    return Cover.PART if first <= last_day and first_day <= last else Cover.NONE


def comparable_name(name: str) -> str:
    """A name without what is only a way of writing it: width of signs and brackets, blanks, small letters."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


CREDIT_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: digits and letters without I, O, S, V, Z."""
CREDIT_CODE_LENGTH = 18


class CodeFault(StrEnum):
    """What is wrong with a credit code; the first of these."""

    SIGNS = "signs"
    LENGTH = "length"
    CHECK_DIGIT = "check_digit"


def seems_credit_code(text: str) -> bool:
    """Whether a text is rather an attempt at a credit code than a name."""
    return text.isascii() and text.isalnum() and sum(map(str.isdigit, text)) >= CREDIT_CODE_LENGTH // 2


def is_credit_code(text: str) -> bool:
    """Whether a unified social credit code has the length, the signs and the check digit of GB 32100-2015."""
    return credit_code_fault(text) is None


def credit_code_fault(text: str) -> CodeFault | None:
    """Why a text is no credit code; None where it is one."""
    if not set(text) <= set(CREDIT_CODE_SIGNS):
        return CodeFault.SIGNS
    if len(text) != CREDIT_CODE_LENGTH:
        return CodeFault.LENGTH
    values = [CREDIT_CODE_SIGNS.index(sign) for sign in text]
    weighted = sum(value * pow(3, place, 31) for place, value in enumerate(values[:-1]))
    return None if (weighted + values[-1]) % 31 == 0 else CodeFault.CHECK_DIGIT
