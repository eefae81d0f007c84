"""Whom a decision or a version of the law changes, found at its confirmation and copied as found then."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.conclusion import about_days
from app.domain.facts import Profile
from app.domain.frozen import freeze, thaw
from app.domain.outcome import Standing
from app.domain.rules import RuleWindow


@dataclass(frozen=True, slots=True)
class FrozenRule:
    """A version of a rule as a list names it."""

    id: str
    version: int
    asks: str
    title: str
    number: str | None
    window: RuleWindow
    simulated: bool

    @property
    def cited(self) -> str:
        return self.number or f"《{self.title}》"


@dataclass(frozen=True, slots=True)
class FrozenChange:
    """One rule in one window with another standing; None where the rule was not judged."""

    rule: str
    version: int
    window_first: date
    window_last: date
    before: Standing | None
    after: Standing | None
    why: str


@dataclass(frozen=True, slots=True)
class FrozenTurn:
    """A recommendation that became possible, or impossible."""

    passes: bool
    why: str
    window_first: date | None
    """Of the verdict that decides; None where none does."""


@dataclass(frozen=True, slots=True)
class FrozenGap:
    """Hours that lack of one of the two lines read first, where they change and its result does not."""

    rule: str
    version: int
    window_first: date
    window_last: date
    before: int
    """Half-hours, as the next."""
    after: int
    profile: Profile
    why: str

    @property
    def grows(self) -> bool:
        return self.after > self.before

    @property
    def by(self) -> str:
        """``多 640 小时（约 80 个工作日）``."""
        return f"{'多' if self.grows else '少'} {about_days(abs(self.after - self.before), self.profile)}"


@dataclass(frozen=True, slots=True)
class FrozenPerson:
    """One teacher whose results change, or the hours that lack."""

    teacher_id: int
    name: str
    department: str
    turn: FrozenTurn | None
    lines: tuple[FrozenChange, ...]
    gaps: tuple[FrozenGap, ...] = ()

    @property
    def asked_more(self) -> bool:
        return any(gap.grows for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class FrozenImpact:
    """Who changes on a day, by name, and how many under which rule."""

    as_of: date
    teachers: int
    """Of the whole school."""
    rules: tuple[FrozenRule, ...]
    """Those that the lines and the gaps name."""
    people: tuple[FrozenPerson, ...]
    """Whose results change."""
    gap_only: tuple[FrozenPerson, ...] = ()
    """Whose results stay, and who must do more hours than before, or fewer."""
    gap_told: int = 0
    """How many of these were sent a mail when it was confirmed."""

    @property
    def asked_more(self) -> tuple[FrozenPerson, ...]:
        """Of those whose results stay."""
        return tuple(one for one in self.gap_only if one.asked_more)

    @property
    def lost(self) -> tuple[FrozenPerson, ...]:
        """Who can be recommended no more."""
        return tuple(one for one in self.people if one.turn and not one.turn.passes)

    @property
    def won(self) -> tuple[FrozenPerson, ...]:
        return tuple(one for one in self.people if one.turn and one.turn.passes)

    @property
    def named(self) -> dict[tuple[str, int], FrozenRule]:
        """The rules by id and version."""
        return {(rule.id, rule.version): rule for rule in self.rules}

    @property
    def by_rule(self) -> dict[str, int]:
        """How many teachers get another standing, by rule id."""
        counts = Counter(rule for one in self.people for rule in {line.rule for line in one.lines})
        return dict(sorted(counts.items()))

    @property
    def rules_changed(self) -> list[tuple[FrozenRule, int]]:
        """The same with the rules themselves, each by its newest version."""
        newest = {rule.id: rule for rule in sorted(self.rules, key=lambda rule: rule.version)}
        return [(newest[rule_id], number) for rule_id, number in self.by_rule.items()]


def to_json(impact: FrozenImpact) -> dict[str, Any]:
    return freeze(impact)


def from_json(stored: dict[str, Any]) -> FrozenImpact:
    return thaw(FrozenImpact, stored)
