"""A row of a frozen year, tried on made-up teachers: through JSON and back it is the evaluation it was."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.frozen import freeze, thaw
from app.domain.verdicts import evaluate
from app.policy.loader import load_law
from app.snapshots.frozen_ground import Ground, ground_of, rules_of
from app.snapshots.frozen_row import evaluation_of, freeze_row, thaw_row
from tests.domain.worlds import worlds

pytestmark = pytest.mark.untraced
LAW = load_law()
KEPT = json.loads(json.dumps(freeze(ground_of(LAW.countings, LAW.rules, ()))))
RULES = rules_of(thaw(Ground, KEPT))


def test_every_rule_comes_back_whole():
    assert {(rule.id, rule.version): rule for rule in LAW.rules} == RULES


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_freezing_then_thawing_gives_equal_verdicts(world):
    school, teacher, records, as_of = world
    evaluation = evaluate(LAW, school, teacher, records, as_of)
    kept = json.loads(json.dumps(freeze_row(teacher, evaluation)))
    assert evaluation_of(thaw_row(kept), RULES, as_of) == evaluation
