"""A whole school asked what if: another gate, other conventions, its waiting records passed."""

from dataclasses import dataclass, replace
from datetime import date

from app.domain.facts import Profile, ProfileFrom, WindowKind, YearBasis
from app.domain.facts import School as SchoolFacts
from app.domain.frozen_impact import FrozenImpact
from app.domain.plan import JUDGED
from app.domain.rules import Law, Rule, RuleStatus
from app.extensions import db
from app.schools.checks import DecisionError, Proposal, check_gate
from app.schools.law import law_of
from app.schools.models import DecisionKind, School
from app.standing.coverage import Coverage, coverage
from app.standing.impact import Impact, Variation, as_listed, impact_of
from app.standing.school_queries import members
from app.standing.table import rows_of


@dataclass(frozen=True, slots=True)
class Wish:
    """What is imagined of the school, as if it held from the day asked; None leaves it as it is."""

    as_of: date
    gate: str | None = None
    """Any rule with a number, drafts too."""
    profile: Profile | None = None
    year_basis: YearBasis | None = None
    window: WindowKind | None = None
    cycle_start: date | None = None
    """With fixed cycles only."""
    pass_waiting: bool = False

    @property
    def changes_something(self) -> bool:
        return self != Wish(self.as_of)

    def variation(self) -> Variation:
        return Variation(
            school=self._decided,
            gate=self.gate,
            pass_waiting=self.pass_waiting,
            ended_years=self.year_basis is None,
        )

    def _decided(self, held: SchoolFacts) -> SchoolFacts:
        profiles = (ProfileFrom(self.profile, self.as_of),) if self.profile else ()
        return replace(
            held,
            profiles=(*held.profiles, *profiles),
            year_basis=self.year_basis or held.year_basis,
            window=self.window or held.window,
            cycle_start=self.cycle_start if self.window else held.cycle_start,
        )


@dataclass(frozen=True, slots=True)
class Proposable:
    """A part of the wish that the school may decide."""

    kind: DecisionKind
    value: str
    effective_from: date
    cycle_start: date | None = None


@dataclass(frozen=True, slots=True)
class SchoolAnswer:
    """Who would change, how many have met the two lines before and after, and what of it may be decided."""

    impact: Impact
    listed: FrozenImpact
    """The same as a page lists it."""
    lines: tuple[tuple[str, Coverage, Coverage], ...]
    passing: tuple[int, int]
    """How many may be recommended, before and after."""
    draft: Rule | None
    """The rule asked for as a gate, where it may only be simulated."""
    proposable: tuple[Proposable, ...]


def school_what_if(school_id: int, wish: Wish) -> SchoolAnswer:
    impact = impact_of(school_id, wish.as_of, wish.variation())
    people = members(school_id, wish.as_of)
    before, after = rows_of(people, impact.before), rows_of(people, impact.after)
    law = law_of(school_id)
    asked = law.versions(wish.gate) if wish.gate else ()
    draft = next((rule for rule in asked if rule.status is not RuleStatus.IN_FORCE), None)
    return SchoolAnswer(
        impact=impact,
        listed=as_listed(impact),
        lines=tuple((line, coverage(before, line), coverage(after, line)) for line in ("year", "five")),
        passing=(sum(row.passes for row in before), sum(row.passes for row in after)),
        draft=draft,
        proposable=tuple(_proposable(law, db.session.get_one(School, school_id), wish)),
    )


def rules_to_try(law: Law) -> list[Rule]:
    """The rules that are judged and could say who passes: those with a number, in force first."""
    numbered = [rule for rule in law.rules if rule.minimum_months is not None and rule.status in JUDGED]
    return sorted(numbered, key=lambda rule: (rule.status is not RuleStatus.IN_FORCE, rule.id))


def _proposable(law: Law, school: School, wish: Wish) -> list[Proposable]:
    found = []
    if wish.gate and _may_gate(law, school, wish.gate, wish.as_of):
        found.append(Proposable(DecisionKind.GATE, wish.gate, wish.as_of))
    if wish.profile:
        found.append(Proposable(DecisionKind.PROFILE, wish.profile, wish.as_of))
    if wish.year_basis:
        found.append(Proposable(DecisionKind.YEAR_BASIS, wish.year_basis, wish.as_of))
    if wish.window:
        found.append(Proposable(DecisionKind.WINDOW, wish.window, wish.as_of, wish.cycle_start))
    return found


def _may_gate(law: Law, school: School, rule_id: str, day: date) -> bool:
    """Whether the school may decide to go by a rule from the day on."""
    try:
        check_gate(law, school, Proposal(DecisionKind.GATE, rule_id, day, document="", reason=""))
    except DecisionError:
        return False
    return True
