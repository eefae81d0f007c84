"""What is told before its day: another gate, a rule that begins, on every page that names a date."""

from datetime import date

import pytest

from app import clock
from app.domain.facts import RecordStatus
from app.extensions import db
from app.reminders.queries import due_at_school
from app.standing.by_month import list_by_month
from app.standing.forms import ByMonthFilters
from app.standing.page import teacher_page
from app.standing.queries import evaluate_teacher
from tests.builders import make_decision, make_record, sign_in
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
