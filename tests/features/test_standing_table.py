"""The school's table: who is in it, what it adds up to, and the file it becomes."""

import csv
import io
from datetime import date
from urllib.parse import quote

from app import clock
from app.domain.facts import Category, RecordStatus
from app.domain.outcome import Standing, nothing_judged
from app.extensions import db
from app.practice.fact_queries import record_fact
from app.schools.models import DecisionKind
from app.standing.by_month import list_by_month
from app.standing.coverage import Coverage
from app.standing.effect import effect_of_passing
from app.standing.forms import ByMonthFilters
from app.standing.headline import ComingDate, headline
from app.standing.queries import evaluate_teacher
from app.standing.school_queries import Member
from app.standing.spreadsheet import defused
from app.standing.table import Row, in_order
from tests.builders import make_decision, make_person, make_record, make_teacher, sign_in
from tests.conftest import on_one_database
from tests.features.test_standing_pages import seen
from tests.features.test_standing_queries import decide_gate, practise
from tests.workbooks import read_workbook

TABLE = "/school/standing?as_of=2026-12-31"
CSV = "/school/standing.csv?as_of=2026-12-31"


def read_csv(client, path=CSV) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    data = answer.get_data()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def names(client, query: str) -> list[str]:
    return [row["姓名"] for row in read_csv(client, f"{CSV}&{query}")]


def test_hr_sees_the_school_and_a_head_only_the_own_department(app, cast):
    everybody = {"示例王明", "示例李华", "示例赵主任", "示例钱主任", "示例孙人事"}
    assert {row["姓名"] for row in read_csv(sign_in(app, cast.hr))} == everybody
    mine = {row["姓名"] for row in read_csv(sign_in(app, cast.head))}
    assert mine == {"示例王明", "示例李华", "示例赵主任"}
    assert "示例王明" not in seen(sign_in(app, cast.other_hr), TABLE)


def test_a_head_cannot_reach_another_department_by_its_number(app, cast):
    head = sign_in(app, cast.head)
    assert names(head, f"department={cast.other_department.id}") == []


def test_people_who_left_or_have_not_come_yet_are_not_counted(app, cast):
    for name, dates in (
        ("示例离职", {"left_on": date(2020, 1, 1)}),
        ("示例未到", {"hired_on": date(2027, 9, 1)}),
    ):
        make_teacher(make_person(cast.school, name), cast.department, **dates)
    found = names(sign_in(app, cast.hr), "")
    assert "示例离职" not in found
    assert "示例未到" not in found


def test_filters_narrow_the_table_and_the_file_alike(app, cast):
    decide_gate(cast)
    practise(cast)
    make_teacher(make_person(cast.school, "示例郑公共"), cast.department, category=Category.GENERAL)
    hr = sign_in(app, cast.hr)
    assert names(hr, "category=general") == ["示例郑公共"]
    assert names(hr, "standing=year-MET") == ["示例王明"]
    assert names(hr, "standing=five-NOT_BOUND") == ["示例郑公共"]
    assert names(hr, "q=010002") == ["示例李华"]
    assert set(names(hr, f"department={cast.other_department.id}")) == {"示例钱主任", "示例孙人事"}
    text = seen(hr, f"{TABLE}&standing=year-MET")
    assert "1 / 5 人 今年 已达标" in text.replace("人今年已达标", "人 今年 已达标")
    assert "共 1 人" in text


def test_the_coverage_leaves_out_whom_the_rule_does_not_bind_and_says_so(app, cast):
    make_teacher(make_person(cast.school, "示例郑公共"), cast.department, category=Category.GENERAL)
    text = seen(sign_in(app, cast.hr), TABLE)
    assert "0 / 5 人近五年已达标" in text
    said = "，分母是受这项要求约束的 5 人；另外 1 人不受约束，不计入分母。"
    assert f"本页列出 6 人{said}" in text
    assert f"在职教师 6 人{said}" in seen(sign_in(app, cast.admin), "/")


def test_the_denominator_names_whom_it_holds_without_a_result_yet_or_in_need_of_none():
    counts = {Standing.MET: 10, Standing.NOT_MET: 19, Standing.NOT_YET_DUE: 2, Standing.EXEMPT: 1}
    assert Coverage(33, counts | {Standing.NOT_BOUND: 1}, 0).denominator == (
        "，分母是受这项要求约束的 32 人，也包括尚未起算的 2 人、已豁免的 1 人；另外 1 人不受约束，不计入分母"
    )
    assert Coverage(29, {Standing.MET: 29}, 0).denominator == ""


def test_every_column_sorts_both_ways(app, cast):
    practise(cast)
    hr = sign_in(app, cast.hr)
    for column in (
        "name",
        "department",
        "category",
        "year",
        "year_state",
        "five",
        "five_state",
        "reading",
        "next",
    ):
        up, down = names(hr, f"sort={column}"), names(hr, f"sort=-{column}")
        assert sorted(up) == sorted(down)
        assert len(up) == 5
    assert names(hr, "sort=-five")[0] == "示例王明"
    assert names(hr, "sort=name") == ["示例李华", "示例钱主任", "示例孙人事", "示例王明", "示例赵主任"]
    assert names(hr, "sort=unknown") == names(hr, "sort=name")


def test_the_next_date_is_the_nearest_of_the_list_by_month_and_sorts_the_table(app, cast):
    decide_gate(cast)
    day = date(2027, 1, 5)
    for teacher, spans in (
        (cast.teacher_post, [(date(2024, 2, 1), date(2024, 7, 25)), (date(2027, 1, 4), date(2027, 1, 5))]),
        (cast.head_post, [(date(2022, 3, 1), date(2022, 9, 30))]),
    ):
        for first, last in spans:
            make_record(
                teacher,
                cast.site,
                first,
                last,
                status=RecordStatus.APPROVED,
                by=cast.colleague,
                reviewer=cast.hr,
            )
    new = make_person(cast.school, "示例新人")
    make_teacher(new, cast.department, hired_on=date(2026, 9, 1))
    part_year = make_person(cast.school, "示例半年")
    make_teacher(part_year, cast.department, hired_on=date(2027, 1, 4))
    make_decision(
        cast.school, DecisionKind.PROFILE, "WD22",
        effective_from=date(2027, 2, 1), by=cast.hr, decided_by=cast.admin,
    )  # fmt: skip
    rows = read_csv(sign_in(app, cast.hr), f"/school/standing.csv?as_of={day}&sort=next")
    named = {row["姓名"]: (row["下一日期"], row["下一事项"]) for row in rows}
    assert named["示例王明"] == ("2027-02-01", "五年要求改变，将低于要求")
    assert {row["姓名"]: row["将低于要求日"] for row in rows if row["将低于要求日"]} == {
        "示例王明": "2027-02-01",
        "示例赵主任": named["示例赵主任"][0],
    }
    assert named["示例半年"] == ("2028-12-31", "首个完整年度的期限")
    assert (rows[0]["姓名"], rows[-1]["姓名"]) == ("示例王明", "示例半年")
    nearest: dict[str, date] = {}
    for item in list_by_month(cast.school.id, day, None, ByMonthFilters()).items:
        if item.found.day:
            nearest.setdefault(item.member.name, item.found.day)
    assert {name: day for name, (day, _) in named.items() if day < "2029"} == {
        name: f"{found}" for name, found in nearest.items()
    }


@on_one_database
def test_what_is_not_offered_is_named_and_an_early_day_has_nobody(app, cast):
    hr = sign_in(app, cast.hr)
    text = seen(hr, f"{TABLE}&standing=xxx&category=MET", 400)
    assert "没有“MET”这样的类别，没有“xxx”这样的情况，没有按它筛选。" in text
    assert "共 5 人" in text
    answer = hr.get(f"{CSV}&standing=xxx")
    assert (answer.status_code, answer.text) == (400, "没有“xxx”这样的情况，没有按它筛选。")
    early = seen(hr, "/school/standing?as_of=1999-01-01")
    assert "1999 年 1 月 1 日还没有人入职，或者都已离职。" in early
    assert "登记教师" not in early


@on_one_database
def test_whom_a_rule_does_not_bind_has_the_same_hours_everywhere_and_no_other_reading_between(app, cast):
    """What the rule would ask stands nowhere beside them."""
    teacher = make_teacher(make_person(cast.school, "示例郑公共"), cast.department, category=Category.GENERAL)
    by = {"by": cast.teacher, "reviewer": cast.hr}
    july, september = ((date(2026, 7, 6), date(2026, 8, 7)), (date(2026, 9, 1), date(2026, 9, 7)))
    make_record(teacher, cast.site, *july, status=RecordStatus.APPROVED, **by)
    waits = make_record(teacher, cast.site, *september, status=RecordStatus.ENDORSED, **by)
    practise(cast)
    decide_gate(cast)
    hr = sign_in(app, cast.hr)
    page = seen(hr, f"/standing/{teacher.id}?as_of=2026-12-31")
    assert "200 小时" in page
    assert "200 / 160" not in page
    known = evaluate_teacher(teacher.id, date(2026, 12, 31))
    assert effect_of_passing(known, record_fact(waits)).sentences == [
        "2026 年：200 → 240 小时，不适用", "近五年：200 → 240 小时，不适用",
    ]  # fmt: skip
    for sort in ("reading", "-reading"):
        assert names(hr, f"sort={sort}")[-1] == "示例郑公共"


@on_one_database
def test_a_table_of_a_day_in_a_year_without_published_holidays_is_estimated(app, cast):
    decide_gate(cast)
    hr = sign_in(app, cast.hr)
    assert {row["暂估"] for row in read_csv(hr, "/school/standing.csv?as_of=2090-03-01")} == {"是"}
    assert "数字为暂估" in hr.get("/school/standing?as_of=2090-03-01").text
    assert {row["暂估"] for row in read_csv(hr)} == {""}
    assert "暂估" not in hr.get(TABLE).text


def test_who_has_no_next_date_stands_last_whichever_way_it_is_sorted():
    days = {"示例甲": date(2027, 1, 5), "示例乙": None, "示例丙": date(2026, 12, 31)}
    rows = [
        Row(
            Member(1, name, "1", 1, "示例系", None), headline(nothing_judged(date(2026, 11, 26))),
            day and ComingDate(day, "今年的期限"), passes=False,
        )
        for name, day in days.items()
    ]  # fmt: skip
    assert [row.member.name for row in in_order(rows, "next")] == ["示例丙", "示例甲", "示例乙"]
    assert [row.member.name for row in in_order(rows, "-next")] == ["示例甲", "示例丙", "示例乙"]


def test_the_file_keeps_staff_numbers_as_text_and_runs_no_formula(app, cast):
    person = make_person(cast.school, '=HYPERLINK("http://example.invalid","x")')
    make_teacher(person, cast.department, staff_number="@SUM(A1)")
    rows = read_csv(sign_in(app, cast.hr))
    assert "010001" in {row["工号"] for row in rows}
    assert "'@SUM(A1)" in {row["工号"] for row in rows}
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@"))


def test_what_a_spreadsheet_would_run_is_shown_instead():
    for text in ("=1+1", "+1", "-1", "@x", "＝1", "\r=1", "\t=1"):
        assert defused(text) == f"'{text}"
    assert defused("普通") == "普通"
    assert defused("010001") == "010001"


def test_figures_in_the_file_are_those_of_the_page(app, cast):
    decide_gate(cast)
    practise(cast)
    make_record(
        cast.colleague_post, cast.site, date(2026, 7, 6), date(2026, 7, 6),
        status=RecordStatus.APPROVED, by=cast.colleague, reviewer=cast.hr, half_hours=7,
    )  # fmt: skip
    db.session.commit()
    hr = sign_in(app, cast.hr)
    rows = {row["姓名"]: row for row in read_csv(hr)}
    assert rows["示例王明"]["今年计入小时"] == "200"
    assert rows["示例王明"]["今年情况"] == "已达标"
    assert rows["示例王明"]["近五年依据"] == "辽政发〔2020〕8号"
    assert rows["示例李华"]["今年计入小时"] == "3.5"
    assert "3.5 / 160" in seen(hr, TABLE)


@on_one_database
def test_the_workbook_has_the_rows_of_the_page_and_numbers_with_their_zeros(app, cast):
    decide_gate(cast)
    make_teacher(make_person(cast.school, "=示例公式"), cast.department, staff_number="007")
    make_teacher(make_person(cast.school, "示例公共课"), cast.department, category=Category.GENERAL)
    db.session.commit()
    head = sign_in(app, cast.head)
    answer = head.get("/school/standing.xlsx?as_of=2026-12-31")
    assert quote("达标情况-2026-12-31.xlsx") in answer.headers["Content-Disposition"]
    ((_, *rows),) = read_workbook(answer.get_data()).values()
    assert {row[0] for row in rows} == {row["工号"] for row in read_csv(head)}
    assert next(row[0] for row in rows if row[1] == "=示例公式") == "007"
    assert "每月按 20 个工作日，即 160 小时" in next(row for row in rows if row[1] == "=示例公式")
    unasked = next(row for row in read_csv(head) if row["姓名"] == "示例公共课")
    assert (unasked["近五年情况"], unasked["近五年要求小时"], unasked["近五年差额小时"]) == ("不适用", "", "")
    assert head.get("/school/standing.xlsx?as_of=nonsense").status_code == 400


@on_one_database
def test_a_head_of_one_department_chooses_none_and_reads_no_clause_about_nobody(app, cast):
    decide_gate(cast)
    page = seen(sign_in(app, cast.head), TABLE)
    assert 'name="department"' not in sign_in(app, cast.head).get(TABLE).text
    assert 'name="department"' in sign_in(app, cast.hr).get(TABLE).text
    assert "本页列出 3 人。" in page
    assert "其中 0 人" not in page


@on_one_database
def test_a_heads_first_page_leads_to_what_the_table_says_of_the_department(app, cast):
    decide_gate(cast)
    head = sign_in(app, cast.head)
    assert 'data-part="/school/own-departments"' in head.get("/").text
    assert "own-departments" not in sign_in(app, cast.teacher).get("/").text
    page = seen(head, "/school/own-departments")
    assert f"{cast.department.name}： 近五年 0 / 3 人已达标" in page
    year = str(clock.today().year)
    soon = [row for row in read_csv(head, "/school/standing.csv") if row["下一日期"].startswith(year)]
    assert soon
    assert f"12 月 31 日前 {len(soon)} 人到期" in page
