"""What is known of one teacher and one school: the input of every verdict.

Times of practice are whole half-hours, so that sums are exact; a page divides by two.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MAX_SPAN_DAYS = 366
"""Longest stretch one record may cover, both ends included."""
DAY_CAP = 16
"""Half-hours that one day can credit at most, over all records (8 hours)."""


class Venue(StrEnum):
    """The form of a stretch of practice: what sort of place, and in what part."""

    ENTERPRISE_POST = "enterprise_post"
    STATION = "station"
    PRACTICE_BASE = "practice_base"
    TRAINING_BASE = "training_base"
    PRACTICUM_BASE = "practicum_base"
    OWN_SCHOOL = "own_school"
    VIRTUAL = "virtual"
    VISIT = "visit"
    STUDENT_ESCORT = "student_escort"
    RESEARCH = "research"
    OTHER = "other"


class Host(StrEnum):
    """Who houses the practice."""

    ENTERPRISE = "enterprise"
    SCHOOL = "school"


class RecordStatus(StrEnum):
    """Where a record stands in its review."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ENDORSED = "endorsed"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class Category(StrEnum):
    """What a teacher is employed to teach; one is held at a time."""

    SPECIALIZED = "specialized"
    PRACTICAL = "practical"
    GENERAL = "general"
    EXTERNAL = "external"


class System(StrEnum):
    """Which ministry's rules a school lives under."""

    EDU = "EDU"
    RENSHE = "RENSHE"


class SchoolLevel(StrEnum):
    """Kind of school."""

    SECONDARY = "secondary"
    HIGHER = "higher"
    APPLIED = "applied"


class Profile(StrEnum):
    """How many hours make a month: a school's convention, no text fixes it."""

    WD20 = "WD20"
    WD2175 = "WD2175"
    WD22 = "WD22"
    CAL30 = "CAL30"


class YearBasis(StrEnum):
    """What a year is."""

    CALENDAR = "calendar"
    ACADEMIC = "academic"


class WindowKind(StrEnum):
    """How the five years are laid."""

    ROLLING = "rolling"
    FIXED = "fixed"


class Transition(StrEnum):
    """Which gating entry decides when the gate changed inside a window."""

    AS_OF = "as_of"
    GRANDFATHER = "grandfather"


class RulingKind(StrEnum):
    """What a school's ruling decides."""

    EXEMPT = "exempt"
    COUNTS = "counts"
    DOES_NOT_COUNT = "does_not_count"
    REFUSED = "refused"
    """No exemption from the year that a leave touches; a case file knows only the three above."""


class NamedPattern(StrEnum):
    """Patterns that are not a list of weekdays."""

    WORKDAYS = "workdays"
    DAILY = "daily"


Pattern = NamedPattern | frozenset[int]
"""A named pattern, or ISO weekdays (1 is Monday)."""


@dataclass(frozen=True, slots=True)
class Record:
    """One stretch of practice or training of one teacher."""

    id: str
    venue: Venue
    host: Host
    first_day: date
    last_day: date
    pattern: Pattern = NamedPattern.WORKDAYS
    half_hours: int = DAY_CAP
    """Half-hours of an attended day, 1 to 16."""
    absent: frozenset[date] = frozenset()
    attended_rest_days: frozenset[date] = frozenset()
    status: RecordStatus = RecordStatus.APPROVED


@dataclass(frozen=True, slots=True)
class CategoryFrom:
    """A category held from a day until the next entry."""

    category: Category
    first_day: date


@dataclass(frozen=True, slots=True)
class Leave:
    """An approved leave; its reason is not kept."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Ruling:
    """A school's decision on what the law leaves open."""

    id: str
    kind: RulingKind
    rule: str
    record: str | None = None
    days: tuple[date, date] | None = None
    """Of an annual rule the first and the last day of the year it was decided for."""


@dataclass(frozen=True, slots=True)
class Teacher:
    """One teacher's facts, records apart."""

    hired_on: date
    categories: tuple[CategoryFrom, ...]
    """In order of ``first_day``, one entry a day."""
    leaves: tuple[Leave, ...] = ()
    rulings: tuple[Ruling, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileFrom:
    """A conversion profile in force from a day until the next entry."""

    profile: Profile
    first_day: date


@dataclass(frozen=True, slots=True)
class GateFrom:
    """The rule that decides a recommendation, from a day until the next entry."""

    rule: str
    first_day: date
    transition: Transition = Transition.AS_OF


@dataclass(frozen=True, slots=True)
class AdoptedFrom:
    """A rule of the other school system that the school follows by decision."""

    rule: str
    first_day: date


@dataclass(frozen=True, slots=True)
class School:
    """A school's dated decisions."""

    system: System
    level: SchoolLevel | None = None
    profiles: tuple[ProfileFrom, ...] = field(default=(ProfileFrom(Profile.WD20, date.min),))
    """In order of ``first_day``."""
    year_basis: YearBasis = YearBasis.CALENDAR
    window: WindowKind = WindowKind.ROLLING
    cycle_start: date | None = None
    gating: tuple[GateFrom, ...] = ()
    adopted: tuple[AdoptedFrom, ...] = ()
