"""Which rules are judged, what decides and until when, each phrase of the contract as a story."""

from dataclasses import replace

import pytest

from app.domain.facts import (
    AdoptedFrom,
    NamedPattern,
    Ruling,
    RulingKind,
    Transition,
)
from app.domain.gate import as_gate
from app.domain.verdicts import Conflict, GateError, check_gating

from .cast import (
    ANNUAL,
    DRAFT,
    FULL_YEAR,
    LAW,
    LI,
    NATIONAL,
    PERIODIC,
    SIX,
    SIX_MONTHS,
    TECHNICAL,
    TEN,
    YEAR_END,
    categories,
    day,
    gated,
    judged,
    post,
    verdict,
)

# -- rules of which system, and when


def test_a_rule_is_judged_only_where_it_is_in_force_on_the_day_of_judgement():
    assert verdict(TEN, as_of=day("2021-01-06")) is None
    assert verdict(TEN, as_of=day("2021-01-07")) is not None


def test_a_technical_school_has_a_rule_without_a_number():
    found = verdict(PERIODIC, post("A", "2026-07-01", "2026-07-31"), school=TECHNICAL)
    assert (found.standing, found.required, found.shortfall, found.credited) == ("NO_RULE", None, None, 368)
    assert {item.rule.id for item in judged(school=TECHNICAL).verdicts} == {PERIODIC}


def test_an_adopted_rule_of_the_other_system_is_judged_from_its_day():
    adopting = replace(TECHNICAL, adopted=(AdoptedFrom(SIX, day("2026-07-01")),))
    assert verdict(SIX, school=adopting, as_of=day("2026-06-30")) is None
    assert verdict(SIX, school=adopting, as_of=day("2026-07-01")).standing == "NOT_MET"


def test_a_draft_is_judged_and_marked_as_simulated_and_causes_no_conflict():
    found = judged(SIX_MONTHS)
    assert verdict(DRAFT, SIX_MONTHS).simulated
    assert not verdict(SIX, SIX_MONTHS).simulated
    assert found.conflicts == (Conflict(NATIONAL, TEN), Conflict(SIX, TEN))


def test_there_is_no_conflict_while_nothing_is_met_or_everything_is():
    assert judged().conflicts == ()
    assert judged(FULL_YEAR).conflicts == ()


# -- the gate


def test_without_a_gating_entry_on_the_day_there_is_no_gate():
    assert judged().gate is None
    assert judged(school=gated((SIX, "2027-01-01"))).gate is None


def test_the_entry_in_force_decides():
    school = gated((SIX, "2020-03-02"), (TEN, "2026-01-01"))
    gate = judged(SIX_MONTHS, school=school).gate
    assert (gate.rule, gate.standing, gate.passes) == (TEN, "NOT_MET", False)
    assert judged(SIX_MONTHS, school=school, as_of=day("2025-12-31")).gate.passes


def test_a_grandfathered_entry_leaves_the_decision_to_the_one_at_the_start_of_the_window():
    school = gated((SIX, "2020-03-02"), (TEN, "2026-01-01", Transition.GRANDFATHER))
    assert judged(SIX_MONTHS, school=school).gate.rule == SIX
    alone = gated((TEN, "2026-01-01", Transition.GRANDFATHER))
    assert judged(SIX_MONTHS, school=alone).gate.rule == TEN


def test_a_grandfathered_annual_entry_looks_at_the_window_that_decides():
    school = gated((SIX, "2020-03-02"), (ANNUAL, "2025-06-01", Transition.GRANDFATHER))
    assert judged(school=school, as_of=day("2026-06-30")).gate.rule == SIX
    assert judged(school=school, as_of=YEAR_END).gate.rule == ANNUAL
    new = replace(LI, hired_on=day("2026-03-01"), categories=categories(("specialized", "2026-03-01")))
    assert judged(school=school, teacher=new, as_of=day("2026-06-30")).gate.rule == ANNUAL


def test_of_an_annual_gating_rule_the_newest_verdict_that_is_not_open_decides():
    school = gated((ANNUAL, "2022-07-14"))
    july = post("A", "2025-07-01", "2025-07-31")
    assert judged(july, school=school, as_of=day("2026-06-30")).gate.passes
    this_july = post("A", "2026-07-01", "2026-07-31")
    assert judged(this_july, school=school, as_of=day("2026-08-31")).gate.passes


def test_an_exemption_passes_the_gate():
    exempt = replace(LI, rulings=(Ruling("R", RulingKind.EXEMPT, SIX),))
    assert judged(school=gated((SIX, "2020-03-02")), teacher=exempt).gate.passes


def test_a_gating_rule_without_a_verdict_does_not_pass():
    gate = judged(school=gated((SIX, "2020-03-02"), school=TECHNICAL)).gate
    assert (gate.standing, gate.passes) == (None, False)


@pytest.mark.parametrize(
    ("rule", "status"), [(DRAFT, "draft"), (PERIODIC, "in_force"), ("LN-1999", "unknown")]
)
def test_a_rule_that_cannot_decide_is_an_error_that_names_it_and_its_status(rule, status):
    school = gated((rule, "2030-01-01"))
    with pytest.raises(GateError, match=f"{rule}.*{status}"):
        judged(school=school)
    with pytest.raises(GateError):
        check_gating(LAW, school)


# -- the forecast


def test_the_forecast_is_the_first_day_on_which_too_little_is_left():
    exact = post("A", "2024-01-02", "2024-12-31")
    found = verdict(SIX, exact)
    before = verdict(SIX, exact, as_of=found.drops_on - (day("2024-01-02") - day("2024-01-01")))
    assert before.standing == "MET"
    assert verdict(SIX, exact, as_of=found.drops_on).standing == "NOT_MET"


def test_a_plan_is_no_fact():
    as_of = day("2026-06-30")
    planned = post("B", "2026-07-01", "2027-06-30", pattern=NamedPattern.DAILY)
    assert (
        verdict(SIX, FULL_YEAR, planned, as_of=as_of).drops_on
        == verdict(SIX, FULL_YEAR, as_of=as_of).drops_on
    )


def test_only_a_met_rolling_verdict_has_a_forecast():
    assert verdict(SIX).drops_on is None
    assert verdict(ANNUAL, post("A", "2026-07-01", "2026-07-31")).drops_on is None


def test_a_simulation_may_ask_a_draft_what_it_would_say_as_a_gate():
    months = as_gate(DRAFT, judged(FULL_YEAR).verdicts)
    assert (months.rule, months.standing, months.passes) == (DRAFT, "MET", True)
    assert not as_gate(DRAFT, judged(SIX_MONTHS).verdicts).passes
    assert as_gate("MADE-UP", judged(FULL_YEAR).verdicts).standing is None


def test_a_rule_in_force_says_as_an_imagined_gate_what_it_says_as_the_real_one():
    for rule in (SIX, TEN, ANNUAL):
        real = judged(SIX_MONTHS, school=gated((rule, "2020-01-01")))
        assert as_gate(rule, real.verdicts) == real.gate
