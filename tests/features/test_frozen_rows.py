"""A row of a frozen year, tried on made-up teachers: through JSON and back it is the evaluation it was."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.facts import Transition
from app.domain.frozen import freeze, thaw
from app.domain.outcome import Standing
from app.domain.verdicts import evaluate
from app.domain.windows import Window
from app.policy.loader import load_law
from app.schools.models import DecisionKind
from app.snapshots.compare import Changed, PersonChange, Presence
from app.snapshots.frozen_ground import FrozenDecision, Ground, ground_of, rules_of
from app.snapshots.frozen_row import FrozenName, evaluation_of, freeze_row, same_facts, thaw_row
from app.snapshots.page import read_first
from app.snapshots.reasons import ground_changes
from app.snapshots.wording import decision_words, table_words
from tests.domain.cast import LI, SIX_MONTHS, judged
from tests.domain.worlds import worlds

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
    kept = json.loads(json.dumps(freeze_row(teacher, evaluation, ())))
    assert evaluation_of(thaw_row(kept), RULES, as_of) == evaluation


def test_records_that_a_row_uses_are_named_by_place_and_days_and_others_are_not():
    used = FrozenName("A", "示例重工", date(2024, 2, 1), date(2024, 8, 16))
    evaluation = judged(SIX_MONTHS)
    row = thaw_row(freeze_row(LI, evaluation, (used, replace(used, record="B"))))
    assert row.names == {"A": used}
    assert str(used) == "示例重工 2024-02-01 至 08-16"
    assert str(replace(used, last_day=date(2025, 1, 3))) == "示例重工 2024-02-01 至 2025-01-03"


def test_rows_say_the_same_however_their_records_are_called():
    names = [FrozenName("A", site, date(2024, 2, 1), date(2024, 8, 16)) for site in ("示例甲厂", "示例乙厂")]
    one, other = (freeze_row(LI, judged(SIX_MONTHS), (name,)) for name in names)
    unnamed = {key: value for key, value in one.items() if key != "named"}
    assert same_facts(one, other)
    assert same_facts(one, unnamed)
    assert thaw_row(unnamed).names == {}
    assert not same_facts(one, freeze_row(LI, judged(), ()))


GATE = FrozenDecision(
    DecisionKind.GATE, "LN-2020-5Y6M", "五年 6 个月", date(2020, 3, 2), "示例校〔2020〕1号", Transition.AS_OF
)


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        ({"says": "近五年累计满六个月"}, 0),  # another word for the same
        ({"transition": None}, 0),  # frozen before it was kept
        ({"transition": Transition.GRANDFATHER}, 2),
        ({"value": "LN-2021-5Y10M"}, 2),
        ({"effective_from": date(2021, 3, 2)}, 2),
    ],
)
def test_a_decision_is_another_by_its_facts_and_not_by_its_words(changed, lines):
    held, holds = (Ground((), (), (one,)) for one in (GATE, replace(GATE, **changed)))
    assert len(ground_changes(held, holds)) == len(ground_changes(holds, held)) == lines
    assert thaw(FrozenDecision, freeze(GATE)) == GATE


YEAR = Window(date(2025, 1, 1), date(2025, 12, 31))


def test_a_year_names_the_decisions_that_held_in_it_and_not_what_they_had_replaced_before():
    def profile(since, document):
        return FrozenDecision(DecisionKind.PROFILE, "WD20", "每月按 20 个工作日", since, document)

    default = profile(date(2000, 1, 1), "系统默认，学校尚未发文")
    decided = profile(date(2020, 3, 2), "示例校〔2020〕3号")
    within = profile(date(2025, 9, 1), "示例校〔2025〕9号")
    adopted = [
        FrozenDecision(DecisionKind.ADOPTION, rule, rule, date(2021, 1, 1), "示例校〔2021〕1号")
        for rule in ("CN-2016-5Y6M", "LN-2021-5Y10M")
    ]
    ground = Ground((), (), (default, decided, *adopted, within))
    assert ground.decisions_of(YEAR) == (decided, within, *adopted)
    assert decision_words(decided, YEAR) == "每月按 20 个工作日（示例校〔2020〕3号）"
    assert decision_words(within, YEAR) == "每月按 20 个工作日（示例校〔2025〕9号，2025-09-01 起）"


@pytest.mark.parametrize("kind", [DecisionKind.LIVE_FROM, DecisionKind.NOTICE_DAYS])
def test_when_reminders_go_out_or_a_notice_lasts_is_no_ground_of_a_result(kind):
    one = FrozenDecision(kind, "5", "示例", date(2025, 9, 1), "示例校〔2025〕9号")
    without, held = Ground((), (), ()), Ground((), (), (one,))
    assert ground_changes(without, held) == ground_changes(held, without) == ()
    assert held.decisions_of(YEAR) == ()


def test_a_counting_table_written_down_after_the_day_does_not_look_like_a_change():
    (table,) = ground_of(LAW.countings, (), ()).tables
    assert str(table.dated) not in table_words(table, date(2025, 12, 31))
    assert str(table.dated) in table_words(table, table.dated)


def test_recommendations_are_decided_by_a_year_where_the_last_gate_is_a_rule_of_one():
    rules = ground_of((), LAW.rules, ()).rules
    later = replace(GATE, value="LN-2022-1M", effective_from=date(2022, 1, 1))
    assert Ground(rules, (), (GATE, later)).gates_by_year
    assert not Ground(rules, (), (later, GATE)).gates_by_year
    assert not Ground(rules, (), ()).gates_by_year


def test_of_one_teacher_the_gate_is_read_first_then_the_years_then_other_readings():
    def line(rule, annual):
        sums = Standing.MET, Standing.NOT_MET, 0, 0, 0, 0
        return Changed(rule, rule, annual, *YEAR, *sums, simulated=rule == "draft")

    draft, gate, year = line("draft", False), line("gate", False), line("year", True)
    one = PersonChange(1, "示例王明", "010001", "机电系", Presence.BOTH, (draft, year, gate), True, True, ())
    assert read_first(one, "gate") == ([gate, year], [draft])
    assert read_first(one, None) == ([year], [gate, draft])
    assert read_first(replace(one, lines=(draft, gate)), None) == ([gate], [draft])
    assert read_first(replace(one, lines=(draft,)), None) == ([draft], [])
    assert read_first(replace(one, lines=()), "gate") == ([], [])
