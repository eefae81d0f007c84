"""What is told before its day: another gate, a rule that begins, on every page that names a date."""

import re
from dataclasses import replace
from datetime import date

import pytest

from app import clock
from app.domain.by_when_words import needed
from app.domain.facts import RecordStatus
from app.extensions import db
from app.reminders.queries import due_at_school
from app.schools.law_models import AdditionState
from app.schools.models import DecisionKind
from app.standing.by_month import list_by_month
from app.standing.coming import coming_decisions, coming_needs
from app.standing.forms import ByMonthFilters
from app.standing.page import teacher_page
from app.standing.queries import evaluate_teacher
from tests.builders import AT, TWO_MONTHS, make_addition, make_decision, make_record, sign_in
from tests.conftest import on_one_database
from tests.features.test_standing_pages import seen
from tests.features.test_standing_queries import decide_gate

DAY = date(2026, 11, 26)
ANNUAL = "LN-2022-1M"
BY_YEAR = (
    "2027 年 1 月 1 日起学校改按每年 1 个月（160 小时）认定（辽委办发〔2022〕13号），那天看的是 2026 年；"
    "按现在的记录还差 40 小时（5 个工作日），届时不满足推荐条件，最晚 12 月 25 日开始。"
)


@pytest.fixture
def november(cast, monkeypatch):
    """The cast late in November; its school judges by six months, reminds and knows its history."""
    monkeypatch.setattr(clock, "today", lambda: DAY)
    decide_gate(cast)
    cast.school.live_from = date(2026, 1, 1)
    cast.school.records_complete_from = date(2015, 1, 1)
    db.session.commit()
    return cast


def practise(cast, first, last):
    made = {"status": RecordStatus.APPROVED, "by": cast.teacher, "reviewer": cast.hr}
    make_record(cast.teacher_post, cast.site, first, last, **made)


def coming_of(cast):
    """What the list by month says of the teacher from coming days on."""
    items = list_by_month(cast.school.id, DAY, None, ByMonthFilters()).items
    own = [item.found for item in items if item.member.teacher_id == cast.teacher_post.id]
    return [one for one in own if one.under_another]


def test_a_gate_by_the_year_is_told_while_the_year_can_still_be_completed(november, app):
    practise(november, date(2026, 7, 6), date(2026, 7, 24))
    practise(november, date(2024, 2, 1), date(2024, 8, 16))
    client = sign_in(app, november.teacher)
    assert "要求将改变" not in seen(client, "/")
    make_decision(november.school, value=ANNUAL, by=november.hr)
    assert "要求将改变" not in seen(client, "/")  # a proposal is no decision
    make_decision(november.school, value=ANNUAL, by=november.hr, decided_by=november.admin)
    assert BY_YEAR in seen(client, "/")
    assert BY_YEAR in seen(client, "/reminders")
    page = seen(sign_in(app, november.hr), f"/school/by-when?as_of={DAY}&part=1&month=2027-01")
    assert "要求将改变 年度 · 辽委办发〔2022〕13号 2027-01-01 40 小时 40 小时 5 个工作日 2026-12-25" in page
    (one,) = coming_of(november)
    assert (one.day, one.half_hours) == (date(2027, 1, 1), 80)
    (due,) = [
        one for one in due_at_school(november.school.id, date(2026, 12, 1))
        if one.person_id == november.teacher_post.person_id
    ]  # fmt: skip
    assert [one.key[1:] for one in due.reminders] == [
        ("2026-01-01", "shortfall-31"),
        ("2027-01-01", "change-31"),
    ]


@on_one_database
def test_the_days_beside_the_page_name_the_gate_and_each_last_start_once(november):
    practise(november, date(2026, 7, 6), date(2026, 7, 24))
    practise(november, date(2024, 2, 1), date(2024, 8, 16))
    make_decision(november.school, value=ANNUAL, by=november.hr, decided_by=november.admin)
    page = teacher_page(evaluate_teacher(november.teacher_post.id, DAY), str)
    assert [(f"{one.day}", one.words) for one in page.coming if one.day.year < 2028] == [
        ("2026-12-25", "要补足今年，最晚开始"),
        ("2026-12-31", "今年的期限"),
        ("2027-01-01", "改按年度要求认定"),
    ]


@on_one_database
def test_a_first_gate_by_the_five_years_that_are_shown_already_is_told_to_who_is_below(cast):
    make_decision(cast.school, value="LN-2020-5Y6M", by=cast.hr, decided_by=cast.admin)
    found = list_by_month(cast.school.id, DAY, None, ByMonthFilters()).items
    (one,) = {
        item.found for item in found
        if item.member.teacher_id == cast.teacher_post.id and item.found.under_another
    }  # fmt: skip
    assert (one.day, one.half_hours, one.under_another.decides) == (date(2027, 1, 1), 1920, True)


TITLE = "《示例市职业学校教师企业实践办法》（示例发〔2025〕9号）"
FROM_NEW_YEAR = {"effective_from": date(2027, 1, 1)}
OF_NEXT_YEAR = (
    f"2027 年 1 月 1 日起按{TITLE}每年要求 2 个月（320 小时）；"
    "2027 年 12 月 31 日前还需 320 小时（40 个工作日），最晚 2027 年 11 月 8 日开始"
)


FIVE_YEARS = {"window": '"five_years"', "column": '"five_year"'}


def text_from(day, text=TWO_MONTHS, **other):
    """A rule as text, from another day on and with other values."""
    text = text.replace("2026-01-01", day)
    for key, value in other.items():
        text = re.sub(f"^{key} = .*$", f"{key} = {value}", text, flags=re.MULTILINE)
    return text


def test_a_version_of_the_year_from_new_year_on_is_told_once_it_is_law(november, app):
    practise(november, date(2026, 7, 6), date(2026, 7, 31))
    client = sign_in(app, november.teacher)
    addition = make_addition(november.admin, text_from("2027-01-01"), **FROM_NEW_YEAR)
    assert "要求将改变" not in seen(client, "/")
    addition.state, addition.decided_by, addition.decided_at = AdditionState.PUBLISHED, november.hr, AT
    db.session.commit()
    assert OF_NEXT_YEAR in seen(client, "/")
    assert f"要求将有变化：2027 年 1 月 1 日起按{TITLE}每年要求 2 个月（320 小时）。" in seen(
        client, "/reminders"
    )
    page = seen(sign_in(app, november.hr), f"/school/by-when?as_of={DAY}&part=1&month=2027-12")
    assert "期限将到 年度 · 示例发〔2025〕9号 2027-12-31 320 小时 320 小时 40 个工作日 2027-11-08" in page
    coming = teacher_page(evaluate_teacher(november.teacher_post.id, DAY), str).coming
    assert ("2027-12-31", "2027 年的期限") in [(f"{one.day}", one.words) for one in coming]


@on_one_database
@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-12-15", 0), ("2027-01-01", 1)],
    ids=["the running year looks ahead itself", "the next"],
)
def test_a_version_is_told_of_once(november, day, told):
    make_addition(
        november.admin, text_from(day), effective_from=date.fromisoformat(day), published_by=november.hr
    )
    assert len(coming_of(november)) == told


@on_one_database
def test_a_draft_with_a_day_is_never_told(november):
    draft = text_from("2027-01-01", id='"SHILI-DRAFT"', version=1, status='"draft"')
    make_addition(
        november.admin, draft, subject="SHILI-DRAFT", number=1, published_by=november.hr, **FROM_NEW_YEAR
    )
    assert coming_of(november) == []


@on_one_database
def test_a_new_rule_beside_the_line_that_is_shown_is_told_to_who_lacks_it(november):
    practise(november, date(2024, 2, 1), date(2024, 8, 16))
    ten = text_from("2027-01-01", **FIVE_YEARS, id='"SHILI-5Y"', version=1, minimum_months=10)
    make_addition(
        november.admin, ten, subject="SHILI-5Y", number=1, published_by=november.hr, **FROM_NEW_YEAR
    )
    (found,) = coming_of(november)
    assert (found.day, found.verdict.rule.id, found.under_another.decides) == (
        date(2027, 1, 1), "SHILI-5Y", False,
    )  # fmt: skip
    lacks = found.half_hours // 2
    assert needed(found, DAY).startswith(
        f"2027 年 1 月 1 日起按{TITLE}要求 10 个月（1,600 小时）；按现在的记录还差 {lacks} 小时"
    )


@on_one_database
def test_who_is_below_the_five_years_is_told_that_their_next_version_asks_for_more(november):
    eight = text_from("2027-01-01", **FIVE_YEARS, id='"LN-2020-5Y6M"', minimum_months=8)
    make_addition(november.admin, eight, subject="LN-2020-5Y6M", published_by=november.hr, **FROM_NEW_YEAR)
    (found,) = coming_of(november)
    assert (found.half_hours, found.under_another.decides) == (8 * 320, True)
    said = needed(found, DAY)
    assert f"按{TITLE}要求 8 个月（1,280 小时），认定以此为准；按现在的记录还差" in said
    assert "届时不满足推荐条件" in said
    practise(november, date(2024, 2, 1), date(2024, 8, 16))
    assert coming_of(november) == []  # what is met says itself that it will not be


@on_one_database
def test_an_adopted_rule_that_is_not_the_line_is_told_too(november):
    of_others = {"id": '"SHILI-RS"', "version": 1, "minimum_months": 9, "systems": '["RENSHE"]'}
    technical = text_from("2026-01-01", **FIVE_YEARS, **of_others)
    make_addition(november.admin, technical, subject="SHILI-RS", number=1, published_by=november.hr)
    assert coming_of(november) == []
    make_decision(
        november.school, DecisionKind.ADOPTION, "SHILI-RS", by=november.hr, decided_by=november.admin
    )
    (found,) = coming_of(november)
    assert "起学校改按 9 个月（1,440 小时）考核（示例发〔2025〕9号）" in needed(found, DAY)


@on_one_database
@pytest.mark.parametrize("months", [4, 10], ids=["the new line", "beside the line"])
def test_a_day_judged_by_some_rules_alone_says_what_all_of_them_would(november, months):
    practise(november, date(2024, 2, 1), date(2024, 5, 16))
    rule = text_from("2027-01-01", **FIVE_YEARS, id='"SHILI-5Y"', version=1, minimum_months=months)
    make_addition(
        november.admin, rule, subject="SHILI-5Y", number=1, published_by=november.hr, **FROM_NEW_YEAR
    )
    known = evaluate_teacher(november.teacher_post.id, DAY)
    narrowed = coming_decisions(november.school.id, known.law, DAY)
    assert [len(one.usable.law.rules) < len(known.law.rules) for one in narrowed] == [True]
    whole = [replace(one, usable=replace(one.usable, law=known.law)) for one in narrowed]
    by_some, by_all = (
        coming_needs(comings, known.teacher, known.records, known.evaluation) for comings in (narrowed, whole)
    )
    assert by_some == by_all != []
