"""By when: what the list by month, its files and a teacher's own page say."""

import csv
import io
import re
from datetime import date
from zipfile import ZipFile

import pytest
from sqlalchemy import event

from app import clock
from app.domain.by_when import NextDate, by_when
from app.domain.by_when_words import needed
from app.domain.facts import RecordStatus
from app.extensions import db
from app.schools.models import DecisionKind, School, SchoolDecision
from app.standing.by_month import LATE, WAITING, list_by_month, months_from
from app.standing.forms import ByMonthFilters
from app.standing.headline import headline
from app.standing.page import teacher_page
from app.standing.queries import evaluate_teacher
from app.teachers.models import Teacher
from app.web.charts import MonthBar, StackedPart, month_bars
from app.web.workbook import Sheet, workbook
from tests.builders import make_decision, make_person, make_record, make_teacher, sign_in
from tests.conftest import on_one_database
from tests.features.test_standing_pages import seen
from tests.features.test_standing_queries import decide_gate
from tests.workbooks import read_workbook

DAY = date(2026, 11, 26)
PAGE = f"/school/by-when?as_of={DAY}"
LIST = f"{PAGE}&part=1"


def practised(cast, first: date, last: date, teacher=None, status=RecordStatus.APPROVED):
    return make_record(
        teacher or cast.teacher_post, cast.site, first, last, status=status, by=cast.teacher, reviewer=cast.hr
    )


def listed(cast, departments=None, **asked):
    return list_by_month(cast.school.id, DAY, departments, ByMonthFilters(**asked))


def lines_of(found, name):
    return [
        (item.month, item.found.kind.value, item.found.half_hours)
        for item in found.items
        if item.member.name == name
    ]


def test_the_list_says_who_is_late_whose_year_ends_and_who_will_drop(app, cast):
    decide_gate(cast)
    practised(cast, date(2022, 1, 4), date(2022, 7, 15))
    practised(cast, date(2026, 7, 6), date(2026, 7, 24))
    found = listed(cast)
    kinds = lines_of(found, "示例王明")
    assert ("2026-12", "ends", 80) in kinds
    assert [kind for _, kind, _ in kinds] == ["ends", "drops"]
    assert lines_of(found, "示例李华") == [("late", "late", 1920), ("2026-12", "ends", 320)]
    sums = dict(found.by_month)
    assert sums[LATE].people == sums[LATE].kinds[NextDate.LATE] == 4
    assert sums["2026-12"].half_hours == sum(
        h for item in found.items for h in [item.found.half_hours] if item.month == "2026-12"
    )
    assert found.total.people == 5


def test_what_waits_for_a_review_is_not_late_and_needs_no_more_hours(app, cast):
    decide_gate(cast)
    late = dict(listed(cast).by_month)[LATE]
    practised(cast, date(2024, 2, 1), date(2024, 8, 16), status=RecordStatus.SUBMITTED)
    found = listed(cast)
    assert lines_of(found, "示例王明") == [("waiting", "in_review", 1920), ("2026-12", "ends", 320)]
    months = dict(found.by_month)
    assert months[LATE].people == late.people - 1
    assert months[LATE].half_hours == late.half_hours - 1920
    assert (months[WAITING].people, months[WAITING].half_hours, months[WAITING].left) == (1, 1920, 0)
    assert [item.member.name for item in listed(cast, month=WAITING).items] == ["示例王明"]
    client = sign_in(app, cast.hr)
    page = seen(client, f"{LIST}&month=waiting")
    assert "待审核或待裁定" in page
    assert "待审核 五年 · 辽政发〔2020〕8号 现在 960 小时 审核中 960 通过即够 计算过程" in page
    (row,) = [row for row in sheets(client)["人员名单"] if row[1] == "示例王明" and "待审核" in row]
    assert row[-1] == "还差 960 小时，都已在审核；通过后即达标。"
    assert "0" not in row


def test_a_reading_decided_for_new_year_is_listed_from_new_year_on(app, cast):
    decide_gate(cast)
    practised(cast, date(2024, 2, 1), date(2024, 7, 25))
    assert [kind for _, kind, _ in lines_of(listed(cast), "示例王明")] == ["ends"]
    make_decision(cast.school, DecisionKind.PROFILE, "WD22", by=cast.hr, decided_by=cast.admin)
    assert ("2027-01", "changes", 192) in lines_of(listed(cast), "示例王明")
    client = sign_in(app, cast.hr)
    assert "要求将改变" in seen(client, LIST)
    own = seen(client, f"/standing/{cast.teacher_post.id}?as_of={DAY}")
    assert "2027 年 1 月 1 日起按每月 22 天折算，那天起还差 96 小时（12 个工作日）" in own
    known = teacher_page(evaluate_teacher(cast.teacher_post.id, DAY), str)
    assert [(one.day, one.words) for one in known.coming if one.day.year > 2026] == [
        (date(2027, 1, 1), "五年要求改变，将低于要求")
    ]


def test_what_is_in_review_is_named_alike_in_the_list_its_files_and_on_the_teachers_page(app, cast):
    decide_gate(cast)
    practised(cast, date(2026, 7, 6), date(2026, 7, 24))
    practised(cast, date(2026, 8, 3), date(2026, 8, 5), status=RecordStatus.ENDORSED)
    december = dict(listed(cast).by_month)["2026-12"]
    assert (december.half_hours, december.in_review) == (4 * 320 + 80, 48)
    assert (december.left, december.days) == (4 * 320 + 32, 4 * 20 + 2)
    client = sign_in(app, cast.hr)
    assert "2026-12-31 40 小时 审核中 24 16 小时 2 个工作日 2026-12-30 按全部通过" in seen(client, LIST)
    said = (
        "12 月 31 日前还差 40 小时，其中 24 小时已在审核；全部通过后还需 16 小时（2 个工作日），"
        "最晚 12 月 30 日开始。"
    )
    (row,) = [row for row in sheets(client)["人员名单"] if row[1] == "示例王明" and "期限将到" in row]
    assert row[-1] == said
    assert row[8:13] == ["40", "24", "16", "2", "工作日"]
    own = seen(client, f"/standing/{cast.teacher_post.id}?as_of={DAY}")
    assert said in own
    assert f"{said}另有" not in own


@on_one_database
def test_who_is_below_reads_since_when_on_their_own_pages(app, cast, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)
    decide_gate(cast)
    cast.school.records_complete_from = date(2015, 1, 1)
    practised(cast, date(2021, 3, 1), date(2021, 8, 20))
    client = sign_in(app, cast.teacher)
    for path in ("/", f"/standing/{cast.teacher_post.id}"):
        assert "还差 960 小时（约 120 个工作日），3 月 3 日起已低于要求。" in seen(client, path)
    assert "近五年还差 960 小时（120 个工作日），3 月 3 日起已低于要求。" in seen(client, "/reminders")
    assert "起已低于要求" not in seen(sign_in(app, cast.colleague), "/")


def test_who_needs_only_that_the_review_passes_is_told_so(app, cast):
    decide_gate(cast)
    practised(cast, date(2026, 7, 6), date(2026, 7, 24))
    practised(cast, date(2026, 8, 3), date(2026, 8, 7), status=RecordStatus.SUBMITTED)
    page = seen(sign_in(app, cast.hr), f"{LIST}&month=2026-12")
    assert "2026-12-31 40 小时 审核中 40 通过即够 计算过程" in page


def test_ended_years_stand_apart_and_are_listed_when_asked_for(app, cast):
    decide_gate(cast)
    practised(cast, date(2025, 7, 7), date(2025, 7, 25))
    practised(cast, date(2024, 7, 1), date(2024, 7, 31))
    found = listed(cast)
    assert {item.year for item in found.items} == {None}
    years = {year: (name, of.people, of.half_hours) for year, name, of in found.by_year}
    assert list(years) == [2025, 2024, 2023]
    assert years[2025] == ("2025 年", 5, 4 * 320 + 80)
    assert years[2024] == ("2024 年", 4, 4 * 320)
    asked = listed(cast, past=2025)
    assert (asked.year, {item.year for item in asked.items}) == (2025, {2025})
    assert asked.population == found.population
    client = sign_in(app, cast.hr)
    assert "往年没有完成的" in seen(client, LIST)
    page = seen(client, f"{LIST}&past=2025&department={cast.department.id}")
    assert "没有完成 年度 · 辽委办发〔2022〕13号 2025 年 40 小时 计算过程" in page
    assert "没有完成 年度" not in seen(client, LIST)
    narrowed = sheets(client, "&past=2025")
    people = narrowed["往年名单"]
    assert list(narrowed) == ["往年汇总", "往年名单"]
    assert [row[:2] for row in narrowed["往年汇总"][1:]] == [["2025 年", "5"]]
    assert {row[7] for row in people[1:]} == {"2025 年"}
    assert "2025 年没有完成，差 40 小时；以后的实践补不上。" in {row[-1] for row in people}
    data = client.get(f"/school/by-when.csv?as_of={DAY}&past=2025").get_data().decode("utf-8-sig")
    assert [line["年度"] for line in csv.DictReader(io.StringIO(data))] == ["2025 年"] * 5
    book = sheets(client)
    assert book["往年汇总"][1][:2] == ["2025 年", "5"]
    assert [row[7] for row in book["往年名单"][1:]] == ["2025 年"] * 5 + ["2024 年"] * 4 + ["2023 年"] * 5


def test_an_ended_year_is_the_months_own_until_its_last_day(app, cast):
    decide_gate(cast)
    last_day, after = (
        list_by_month(cast.school.id, day, None, ByMonthFilters())
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    )
    assert [year for year, _, _ in last_day.by_year] == [2025, 2024, 2023]
    assert "LN-2022-1M" in {item.rule.id for item in last_day.items if item.month == LATE}
    assert [year for year, _, _ in after.by_year] == [2026, 2025, 2024, 2023]
    assert "LN-2022-1M" not in {item.rule.id for item in after.items if item.month == LATE}


def test_the_figures_are_those_of_each_teachers_own_page(app, cast):
    decide_gate(cast)
    practised(cast, date(2022, 1, 4), date(2022, 7, 15))
    make_teacher(make_person(cast.school, "示例新人"), cast.department, hired_on=date(2026, 3, 1))
    for teacher in db.session.query(Teacher).filter_by(school_id=cast.school.id):
        known = evaluate_teacher(teacher.id, DAY)
        lines = headline(known.evaluation)
        own = by_when(
            known.law,
            known.school,
            known.teacher,
            known.records,
            [one for one in (lines.year, lines.five) if one],
            as_of=DAY,
        )
        months = {LATE, *months_from(DAY)}
        expected = {needed(one, DAY) for one in own if one.day is None or f"{one.day:%Y-%m}" in months}
        found = {
            needed(item.found, DAY) for item in listed(cast).items if item.member.teacher_id == teacher.id
        }
        assert found == expected


def test_months_run_over_new_year_and_what_lies_beyond_is_counted_apart(app, cast):
    assert months_from(DAY)[:3] == ("2026-11", "2026-12", "2027-01")
    assert len(months_from(DAY)) == 24
    decide_gate(cast)
    make_teacher(make_person(cast.school, "示例新人"), cast.department, hired_on=date(2025, 3, 1))
    found = listed(cast)
    assert found.later == 1
    assert "另有 1 项的日期在 24 个月以后" in seen(sign_in(app, cast.hr), LIST)


def test_filters_narrow_by_department_rule_kind_and_month(app, cast):
    decide_gate(cast)
    practised(cast, date(2026, 7, 6), date(2026, 7, 24))
    assert {item.member.department for item in listed(cast, department_id=cast.department.id).items} == {
        cast.department.name
    }
    assert {item.rule.id for item in listed(cast, rule="LN-2022-1M").items} == {"LN-2022-1M"}
    assert {item.found.kind for item in listed(cast, kind=NextDate.LATE).items} == {NextDate.LATE}
    one_month = listed(cast, month="2026-12")
    assert {item.month for item in one_month.items} == {"2026-12"}
    assert dict(one_month.by_month)[LATE].people  # the months stay whole, only the list is narrowed
    assert len(one_month.rules) == 2


def test_the_page_answers_at_once_and_the_list_comes_after_it_or_without_script_by_a_link(app, cast):
    decide_gate(cast)
    client = sign_in(app, cast.hr)
    page = client.get(PAGE).get_data(as_text=True)
    assert "<progress" in page
    assert "示例李华" not in page
    part = client.get(LIST).get_data(as_text=True)
    assert "示例李华" in part
    assert "<html" not in part
    assert "part=1" not in part
    whole = re.search(r'href="([^"]*whole=1[^"]*)"', page)
    assert "示例李华" in seen(client, whole[1].replace("&amp;", "&"))


def test_a_head_sees_the_own_department_and_no_file_of_another(app, cast):
    decide_gate(cast)
    head = sign_in(app, cast.other_head)
    for path in (LIST, f"{PAGE}&whole=1", f"{LIST}&department={cast.department.id}"):
        assert "示例李华" not in seen(head, path)
    assert "示例李华" not in head.get(f"/school/by-when.csv?as_of={DAY}").get_data(as_text=True)
    assert "示例李华" not in " ".join(map(" ".join, sheets(head)["人员名单"]))


def test_another_schools_office_sees_nobody_of_this_one(app, cast):
    decide_gate(cast)
    client = sign_in(app, cast.other_hr)
    assert "示例李华" not in seen(client, LIST)
    assert "示例李华" not in " ".join(map(" ".join, sheets(client)["人员名单"]))


@on_one_database
@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense",
        "month=2026-13",
        "rule=no-such-rule",
        "department=x",
        "page=-4",
        "page=99999999999",
        "month=",
        "past=1999",
        "past=x",
    ],
)
def test_what_is_not_offered_restricts_nothing(app, cast, query):
    decide_gate(cast)
    assert "示例李华" in seen(sign_in(app, cast.hr), f"{LIST}&{query}")


@pytest.mark.parametrize("path", [PAGE, LIST, f"{PAGE}&whole=1", f"/school/standing?as_of={DAY}"])
def test_an_address_cannot_reach_into_the_making_of_links(app, cast, path):
    decide_gate(cast)
    client = sign_in(app, cast.hr)
    for query in ("endpoint=x", "_method=POST", "_external=1", "_anchor=x", "_scheme=x", "self=1"):
        answer = client.get(f"{path}&kind=late&{query}")
        assert answer.status_code == 200
        links = re.findall(r'href="([^"]*[.](?:csv|xlsx)[^"]*)"', answer.get_data(as_text=True))
        assert links
        assert all(link.startswith("/school/") and f"as_of={DAY}" in link for link in links)
        assert not any(query.partition("=")[0] in link for link in links)


def test_a_day_that_is_none_is_said_and_gives_no_file(app, cast):
    client = sign_in(app, cast.hr)
    assert "不是日期" in seen(client, "/school/by-when?as_of=never", 400)
    assert client.get("/school/by-when.xlsx?as_of=never").status_code == 400
    assert client.get("/school/by-when.csv?as_of=1800-01-01").status_code == 400


def test_long_lists_come_in_pages(app, cast, monkeypatch):
    decide_gate(cast)
    monkeypatch.setattr("app.standing.by_month_views.ROWS_A_PAGE", 3)
    client = sign_in(app, cast.hr)
    first, second = (client.get(f"{LIST}&page={n}").get_data(as_text=True) for n in (1, 2))
    assert "第 1 / 4 页" in first
    assert "第 2 / 4 页" in second
    assert first.count("计算过程</a>") == second.count("计算过程</a>") == 3


def test_nobody_with_a_date_is_an_empty_state(app, cast):
    assert "没有要提醒的日期" in seen(sign_in(app, cast.hr), "/school/by-when?as_of=2010-01-01&part=1")


def test_no_entity_is_loaded_for_a_list_of_many_teachers(app, cast):
    decide_gate(cast)
    departments, school_id = None, cast.school.id
    db.session.expire_all()
    db.session.expunge_all()
    loaded = []
    event.listen(db.session, "loaded_as_persistent", lambda _session, one: loaded.append(one))
    assert list_by_month(school_id, DAY, departments, ByMonthFilters()).items
    assert {type(one) for one in loaded} <= {School, SchoolDecision}  # the one school's own


# -- files


def sheets(client, query="") -> dict[str, list[list[str]]]:
    """The workbook as rows of text, a list a sheet."""
    answer = client.get(f"/school/by-when.xlsx?as_of={DAY}{query}")
    assert answer.status_code == 200
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    return read_workbook(answer.get_data())


def test_the_workbook_holds_the_months_and_the_people_of_the_page(app, cast):
    decide_gate(cast)
    practised(cast, date(2026, 7, 6), date(2026, 7, 24))
    found = sheets(sign_in(app, cast.hr))
    assert list(found) == ["按月汇总", "人员名单", "往年汇总", "往年名单"]
    head, *months, total = found["按月汇总"]
    assert head[:3] == ["月份", "人数", "已低于要求"]
    assert [row[0] for row in months] == ["已低于要求", "2026-12"]
    assert total[:2] == ["合计", "5"]
    people = found["人员名单"]
    assert people[0][0] == "工号"
    (row,) = [row for row in people if row[1] == "示例王明" and "期限将到" in row]
    assert row[-1] == "12 月 31 日前还需 40 小时（5 个工作日），最晚 12 月 25 日开始。"
    assert "40" in row
    assert "5" in row
    assert len(people) - 1 == len(listed(cast).items)


@on_one_database
def test_of_a_month_asked_for_every_sheet_and_its_sum_hold_that_month_alone(app, cast):
    decide_gate(cast)
    found = sheets(sign_in(app, cast.hr), "&month=2026-12")
    assert list(found) == ["按月汇总", "人员名单"]
    _, month, total = found["按月汇总"]
    assert (month[0], total[0], month[1:]) == ("2026-12", "合计", total[1:])
    assert len({row[0] for row in found["人员名单"][1:]}) == int(total[1])


@pytest.mark.parametrize(("zeros", "formats"), [(True, {"#,##0"}), (False, {"#,##0;-#,##0;"})])
def test_a_sheet_shows_its_zeros_or_leaves_them_blank_its_sum_too(zeros, formats):
    data = workbook([Sheet("示例", [("人数", 9)], [[0], [0]], summed=True, zeros=zeros)])
    styles = ZipFile(io.BytesIO(data)).read("xl/styles.xml").decode()
    whole = {"3": "#,##0"} | dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', styles))
    sheet = ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    cells = re.findall(r'<c r="A[23]" s="(\d+)"', sheet)
    looks = re.findall(r'numFmtId="(\d+)"', styles.split("<cellXfs")[1])
    assert len(cells) == 2
    assert {whole[looks[int(cell)]] for cell in cells} == formats


@on_one_database
def test_in_the_list_by_month_a_zero_is_left_blank(app, cast):
    decide_gate(cast)
    data = sign_in(app, cast.hr).get(f"/school/by-when.xlsx?as_of={DAY}").get_data()
    styles = ZipFile(io.BytesIO(data)).read("xl/styles.xml").decode()
    assert set(re.findall(r'formatCode="(#[^"]+)"', styles)) == {"#,##0;-#,##0;"}


def test_names_that_look_like_formulas_and_numbers_with_zeros_stay_texts(app, cast):
    decide_gate(cast)
    person = make_person(cast.school, '=HYPERLINK("http://evil.example")')
    make_teacher(person, cast.department, staff_number="007")
    client = sign_in(app, cast.hr)
    row = next(row for row in sheets(client)["人员名单"] if row[1].startswith("=HYPERLINK"))
    assert row[0] == "007"
    data = client.get(f"/school/by-when.csv?as_of={DAY}").get_data().decode("utf-8-sig")
    line = next(line for line in csv.DictReader(io.StringIO(data)) if "HYPERLINK" in line["姓名"])
    assert line["姓名"].startswith("'=")
    assert line["工号"] == "007"


@pytest.mark.parametrize("number", ["=1+cmd|x!A1", "@SUM(1)"])
def test_staff_numbers_that_look_like_formulas_stay_texts_too(app, cast, number):
    decide_gate(cast)
    make_teacher(make_person(cast.school, "示例公式"), cast.department, staff_number=number)
    data = sign_in(app, cast.hr).get(f"/school/by-when.csv?as_of={DAY}").get_data().decode("utf-8-sig")
    found = {line["工号"] for line in csv.DictReader(io.StringIO(data)) if line["姓名"] == "示例公式"}
    assert found == {f"'{number}"}


def test_the_files_are_narrowed_as_the_page_is(app, cast):
    decide_gate(cast)
    assert {row[6] for row in sheets(sign_in(app, cast.hr), "&kind=late")["人员名单"][1:]} == {"已低于要求"}


# -- the picture


def test_the_bars_say_their_numbers_in_words_and_never_divide_by_nothing():
    bars = [
        MonthBar("2026-12", [StackedPart("期限将到", 3, "ok"), StackedPart("将低于要求", 1, "wait")]),
        MonthBar("2027-01", [StackedPart("期限将到", 0, "ok")]),
    ]
    drawn = month_bars(bars, "每月人次")
    assert "<desc>2026-12 期限将到 3，将低于要求 1</desc>" in drawn
    assert drawn.count("<rect") == 2
    assert ">2026<" in drawn
    assert ">2027<" not in drawn  # nobody's month is left out
    later = MonthBar("2027-03", [StackedPart("期限将到", 1, "ok")])
    assert ">2027<" in month_bars([*bars, later], "每月人次")
    assert "<desc>没有</desc>" in month_bars(bars[1:], "每月人次")


def test_who_is_late_has_a_bar_with_its_number_that_does_not_dwarf_the_months():
    months = [MonthBar("2026-12", [StackedPart("期限将到", 3, "ok")])]
    few = month_bars(months, "人次", [StackedPart("已逾期", 2, "bad"), StackedPart("待裁定", 1, "wait")])
    assert "<desc>已逾期 2；待裁定 1；2026-12 期限将到 3</desc>" in few
    assert few.count("month-hatch") == 2
    assert ">已逾期</text>" in few
    assert "month-cut" not in few
    many = month_bars(months, "人次", [StackedPart("已逾期", 300, "bad")])
    assert 'class="month-count" x="28" y="13" text-anchor="middle">300<' in many
    assert "month-cut" in many
    assert heights(many) == [119, 119]
    alone = month_bars([], "人次", [StackedPart("已逾期", 4, "bad"), StackedPart("待裁定", 0, "wait")])
    assert heights(alone) == [119]


def heights(drawn):
    return [int(high) for high in re.findall(r'<rect[^>]* height="(\d+)"', drawn)]


def test_the_page_draws_who_is_late(app, cast):
    decide_gate(cast)
    page = sign_in(app, cast.hr).get(LIST).get_data(as_text=True)
    assert "<desc>已低于要求 5；2026-12 期限将到 5</desc>" in page


# -- the pages about a school beside it


def tabs(client, path):
    page = client.get(path).get_data(as_text=True)
    bar = re.search(r'<nav class="tabs no-print" aria-label="达标情况">(.*?)</nav>', page, re.DOTALL)[1]
    return re.findall(r">([^<>]+)</a>", bar), re.findall(r'aria-current="page">([^<>]+)</a>', bar)


def test_the_pages_about_a_school_have_the_same_tabs_each_with_its_own_marked(app, cast):
    decide_gate(cast)
    hr = sign_in(app, cast.hr)
    pages = {
        "/school/standing": "现在",
        f"/school/standing?as_of={date(2026, 6, 1)}": "现在",
        "/school/by-when": "何时到期",
        "/school/rulings": "待裁定",
        "/school/snapshots": "年度存档",
    }
    for path, own in pages.items():
        assert tabs(hr, path) == (["现在", "何时到期", "待裁定", "年度存档"], [own])
    assert tabs(sign_in(app, cast.head), "/school/by-when")[0] == ["现在", "何时到期"]


# -- a gate that is decided for a coming day


def test_a_gate_confirmed_for_a_coming_day_is_said_before_it_everywhere(app, cast):
    decide_gate(cast)
    practised(cast, date(2024, 2, 1), date(2024, 8, 16))
    practised(cast, date(2026, 7, 1), date(2026, 7, 31))
    teacher_id, december = cast.teacher_post.id, date(2026, 12, 1)
    known = evaluate_teacher(teacher_id, DAY)
    assert teacher_page(known, str).changes == []
    make_decision(cast.school, effective_from=december, by=cast.hr, decided_by=cast.admin)
    then = headline(evaluate_teacher(teacher_id, december).evaluation).five
    assert (then.rule.id, then.standing.value) == ("LN-2021-5Y10M", "NOT_MET")
    assert ("2026-12", "changes", then.shortfall) in lines_of(listed(cast), "示例王明")
    page = teacher_page(known, str)
    assert (december, "五年要求改变，将低于要求") in [(one.day, one.words) for one in page.coming]
    said = f"12 月 1 日起学校改按 10 个月（1,600 小时）认定（{then.rule.number}）；按现在的记录还差"
    own = sign_in(app, cast.teacher).get(f"/standing/{teacher_id}?as_of={DAY}").text
    assert said in own
    assert f"/standing/{teacher_id}?as_of={december}" in own
    client = sign_in(app, cast.hr)
    assert f"/standing/{teacher_id}/LN-2021-5Y10M/{then.window.first_day}?as_of={december}" in (
        client.get(f"{LIST}&kind=changes").text
    )
    (row,) = [row for row in sheets(client, "&kind=changes")["人员名单"] if row[1] == "示例王明"]
    assert row[-1].startswith(said)
    assert "2026-12-01 五年要求改变，将低于要求" in seen(client, f"/school/standing?as_of={DAY}")


def test_of_one_person_only_the_larger_of_two_lines_is_summed(app, cast):
    decide_gate(cast)
    practised(cast, date(2026, 7, 6), date(2026, 7, 24))
    found = listed(cast)
    own = {kind: half_hours for _, kind, half_hours in lines_of(found, "示例王明")}
    assert own == {"late": 1920 - 240, "ends": 80}
    assert found.total.half_hours == 4 * 1920 + own["late"]
    assert found.total.kinds[NextDate.ENDS] == found.total.people == 5
    assert sheets(sign_in(app, cast.hr))["按月汇总"][-1][0] == "合计"
    assert f"{found.total.half_hours // 2}" in sheets(sign_in(app, cast.hr))["按月汇总"][-1]


def test_the_table_of_the_school_lacks_what_the_list_says_and_names_what_waits_apart(app, cast):
    decide_gate(cast)
    practised(cast, date(2024, 2, 1), date(2024, 8, 16), status=RecordStatus.SUBMITTED)
    make_teacher(make_person(cast.school, "示例新人"), cast.department, hired_on=date(2026, 3, 1))
    late = dict(listed(cast).by_month)[LATE].half_hours
    page = seen(sign_in(app, cast.hr), f"/school/standing?as_of={DAY}")
    assert f"近五年未达标的共差 {late // 2:,} 小时；待审核的 960 小时" in page


def test_each_of_several_gates_to_come_is_compared_with_the_one_before(app, cast):
    decide_gate(cast)
    practised(cast, date(2023, 2, 1), date(2023, 7, 4))
    for rule, day in (("LN-2021-5Y10M", date(2026, 12, 1)), ("LN-2020-5Y6M", date(2027, 3, 1))):
        make_decision(cast.school, value=rule, effective_from=day, by=cast.hr, decided_by=cast.admin)
    changes = teacher_page(evaluate_teacher(cast.teacher_post.id, DAY), str).changes
    assert [(one.day, one.verdict.rule.id) for one in changes] == [
        (date(2026, 12, 1), "LN-2021-5Y10M"),
        (date(2027, 3, 1), "LN-2020-5Y6M"),
    ]


def test_five_years_that_no_longer_move_from_a_coming_day_on_are_said_before_it(app, cast):
    decide_gate(cast)
    values = {"effective_from": date(2026, 12, 1), "by": cast.hr, "decided_by": cast.admin}
    make_decision(cast.school, DecisionKind.WINDOW, "fixed", **values, cycle_start=date(2022, 12, 1))
    (change,) = teacher_page(evaluate_teacher(cast.teacher_post.id, DAY), str).changes
    assert (change.kind, change.day) == (NextDate.ENDS, date(2027, 11, 30))
    assert "统计 2022-12-01 至 2027-11-30" in needed(change, DAY)
