"""What a verdict says: values only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.domain.facts import Profile
from app.domain.rules import Rule
from app.domain.windows import Window


class Standing(StrEnum):
    """Where a teacher stands under one rule in one window."""

    NO_RULE = "NO_RULE"
    NOT_BOUND = "NOT_BOUND"
    EXEMPT = "EXEMPT"
    MET = "MET"
    NOT_YET_DUE = "NOT_YET_DUE"
    OPEN = "OPEN"
    NEEDS_RULING = "NEEDS_RULING"
    PENDING = "PENDING"
    NOT_MET = "NOT_MET"


class ExclusionReason(StrEnum):
    """Why a record that touches a window credits nothing in it; the first that holds."""

    NOT_SUBMITTED = "not_submitted"
    NOT_APPROVED = "not_approved"
    PENDING = "pending"
    DOES_NOT_COUNT = "does_not_count"
    NEEDS_RULING = "needs_ruling"
    NOT_ATTENDED = "not_attended"
    BEFORE_HIRE = "before_hire"
    AFTER_AS_OF = "after_as_of"
    NOTHING_LEFT_UNDER_THE_CAP = "nothing_left_under_the_cap"


class Credit(NamedTuple):
    """Half-hours one record credits in a window."""

    record_id: str
    half_hours: int


class Exclusion(NamedTuple):
    """A record that touches a window and credits nothing in it."""

    record_id: str
    reason: ExclusionReason


class Decided(NamedTuple):
    """A record that counts or does not because the school has ruled so, and the id of that ruling."""

    record_id: str
    ruling: str


class Verdict(NamedTuple):
    """One rule judged in one window; sums are half-hours.

    ``pending`` and ``undecided`` are what those ledgers hold beyond ``credited``.
    """

    rule: Rule
    window: Window
    rolling: bool
    """Whether the window moves with the as-of date."""
    standing: Standing
    ruling: str | None
    """The id of the ruling that exempts."""
    bound_from: date | None
    """The day from which the rule binds the teacher; None where it does not."""
    required: int | None
    credited: int
    shortfall: int | None
    pending: int
    undecided: int
    drops_on: date | None
    simulated: bool
    provisional: bool
    profile: Profile
    records: tuple[Credit, ...]
    excluded: tuple[Exclusion, ...]
    decided: tuple[Decided, ...] = ()
    """Of the records above those that a ruling decides."""
    refused: str | None = None
    """The id of the ruling that refuses to exempt from a year that a leave touches."""
    other_days: str | None = None
    """The id of an exemption from other days that touch a year which waits for a ruling."""


class Conflict(NamedTuple):
    """Two rules in force on the same five years that disagree, by id."""

    met: str
    not_met: str


@dataclass(frozen=True, slots=True)
class Gate:
    """The rule that decides a recommendation, and what it says."""

    rule: str
    standing: Standing | None
    """None where the gating rule has no verdict."""
    passes: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every verdict on one teacher on one day, by rule id, then window."""

    as_of: date
    verdicts: tuple[Verdict, ...]
    conflicts: tuple[Conflict, ...]
    gate: Gate | None


def nothing_judged(as_of: date) -> Evaluation:
    """The evaluation of a day on which no verdict can be given."""
    return Evaluation(as_of, (), (), None)
