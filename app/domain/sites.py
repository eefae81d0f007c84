"""Places of practice: what each kind of place can be used for, its recognition, its credit code."""

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


CREDIT_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: digits and letters without I, O, S, V, Z."""
CREDIT_CODE_LENGTH = 18


def is_credit_code(text: str) -> bool:
    """Whether a unified social credit code has the length, the signs and the check digit of GB 32100-2015."""
    if len(text) != CREDIT_CODE_LENGTH or not set(text) <= set(CREDIT_CODE_SIGNS):
        return False
    values = [CREDIT_CODE_SIGNS.index(sign) for sign in text]
    weighted = sum(value * pow(3, place, 31) for place, value in enumerate(values[:-1]))
    return (weighted + values[-1]) % 31 == 0
