"""What is kept of an impact: who, and how many under which rule."""

from dataclasses import replace
from datetime import date

from app.domain.facts import Profile
from app.domain.frozen_impact import (
    FrozenChange,
    FrozenGap,
    FrozenImpact,
    FrozenPerson,
    FrozenRule,
    FrozenTurn,
    from_json,
    to_json,
)
from app.domain.outcome import Standing
from app.domain.rules import RuleWindow

RULE = FrozenRule("A", 1, "五年累计不少于 6 个月", "示例办法", None, RuleWindow.FIVE_YEARS, simulated=False)
LATER = replace(RULE, version=2, number="示例发〔2026〕1号")
LINE = FrozenChange("A", 1, date(2022, 1, 2), date(2027, 1, 1), None, Standing.NOT_MET, "示例")
PERSON = FrozenPerson(1, "示例甲", "示例系", FrozenTurn(True, "示例", None), (LINE,))
OTHER = FrozenPerson(2, "示例乙", "示例系", None, (LINE, replace(LINE, version=2)))
IMPACT = FrozenImpact(date(2027, 1, 1), 9, (LATER, RULE), (PERSON, OTHER))


def test_each_teacher_is_counted_once_under_a_rule_which_its_newest_version_names():
    assert IMPACT.rules_changed == [(LATER, 2)]
    assert (IMPACT.won, IMPACT.lost) == ((PERSON,), ())


def test_a_rule_without_a_number_is_cited_by_its_title():
    assert (RULE.cited, LATER.cited) == ("《示例办法》", "示例发〔2026〕1号")
    assert IMPACT.named["A", 2] is LATER


def test_it_is_read_back_as_it_was_kept():
    assert from_json(to_json(IMPACT)) == IMPACT


MORE = FrozenGap("A", 1, date(2022, 1, 2), date(2027, 1, 1), 1920, 3200, Profile.CAL30, "示例")
LESS = replace(MORE, before=3200, after=1921, profile=Profile.WD20)


def test_hours_that_lack_say_how_many_more_or_fewer_and_about_how_many_days():
    assert (MORE.by, LESS.by) == ("多 640 小时（约 80 天）", "少 639.5 小时（约 80 个工作日）")


def test_of_those_whose_results_stay_who_must_do_more_is_counted_apart():
    stays = [replace(PERSON, turn=None, lines=(), gaps=gaps) for gaps in ((MORE, LESS), (LESS,))]
    impact = replace(IMPACT, gap_only=tuple(stays))
    assert impact.asked_more == (stays[0],)
    assert (impact.people, impact.rules_changed) == (IMPACT.people, IMPACT.rules_changed)
    assert from_json(to_json(impact)) == impact


def test_what_was_kept_before_hours_were_is_read_without_them():
    stored = to_json(IMPACT)
    del stored["gap_only"], stored["gap_told"]
    for one in stored["people"]:
        del one["gaps"]
    assert from_json(stored) == IMPACT
