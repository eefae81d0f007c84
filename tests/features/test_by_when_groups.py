"""By when, on the page: the lines stand by month behind its name, and a phone has the months in rows."""

import re
from datetime import date

from app.domain.facts import RecordStatus
from app.web.charts import MonthBar, StackedPart, month_bars, month_rows
from tests.builders import sign_in
from tests.conftest import on_one_database
from tests.features.test_by_when import LIST, practised
from tests.features.test_standing_queries import decide_gate

LATE = [StackedPart("已低于要求", 300, "bad"), StackedPart("待裁定", 0, "wait")]
MONTHS = [
    MonthBar("2026-12", [StackedPart("期限将到", 3, "ok"), StackedPart("将低于要求", 1, "wait")]),
    MonthBar("2027-01", [StackedPart("期限将到", 0, "ok")]),
]


def groups(page: str) -> list[tuple[str, bool]]:
    """The names of the groups, and whether each is open."""
    found = re.findall(r'<details class="fold"( open)?><summary><h3>([^<]+)</h3>', page)
    return [(name, bool(opened)) for opened, name in found]


@on_one_database
def test_the_next_month_is_open_and_what_is_late_stands_closed_before_it_with_its_sum(app, cast):
    decide_gate(cast)
    practised(cast, date(2024, 2, 1), date(2024, 8, 16), status=RecordStatus.SUBMITTED)
    client = sign_in(app, cast.hr)
    page = client.get(LIST).get_data(as_text=True)
    assert groups(page) == [("已低于要求", False), ("待审核或待裁定", False), ("2026 年 12 月", True)]
    assert '<span class="fold-sum">4 人，还需 3,840 小时</span>' in page
    assert '<span class="fold-sum">1 人，审核通过即够</span>' in page
    assert page.index("待审核或待裁定的名单") < page.rindex("示例王明")


@on_one_database
def test_what_is_narrowed_down_is_open_and_an_ended_year_has_no_groups(app, cast):
    decide_gate(cast)
    client = sign_in(app, cast.hr)
    late = client.get(f"{LIST}&month=late").get_data(as_text=True)
    assert groups(late) == [("已低于要求", True)]
    assert all(opened for _, opened in groups(client.get(f"{LIST}&rule=LN-2022-1M").get_data(as_text=True)))
    past = client.get(f"{LIST}&past=2025").get_data(as_text=True)
    assert groups(past) == []
    assert "示例李华" in past


def test_a_phone_has_a_row_for_each_month_and_the_same_words():
    wide, narrow = month_bars(MONTHS, "人次", LATE), month_rows(MONTHS, "人次", LATE)
    assert said(narrow) == said(wide) == "已低于要求 300；2026-12 期限将到 3，将低于要求 1"
    assert re.findall(r'month-name"[^>]*>([^<]+)<', narrow) == ["已低于要求", "2026-12"]
    assert re.findall(r'month-count"[^>]*>([^<]+)<', narrow) == ["300", "4"]


def test_no_row_is_wider_than_the_drawing_and_what_is_cut_off_shows_it():
    drawn = month_rows(MONTHS, "人次", LATE)
    ends = [int(x) + int(wide) for x, wide in re.findall(r'<rect[^>]* x="(\d+)"[^>]* width="(\d+)"', drawn)]
    assert len(ends) == 3
    assert max(ends) <= 340 - 34
    assert drawn.count("month-cut") == 1
    assert drawn.count("month-hatch") == 1
    few = month_rows(MONTHS, "人次", [StackedPart("已低于要求", 2, "bad")])
    assert "month-cut" not in few
    assert "<desc>没有</desc>" in month_rows([], "人次")


def said(drawn: str) -> str:
    return re.search(r"<desc>(.*)</desc>", drawn)[1]
