"""The pages of frozen years: freezing, stating anew, comparing, one teacher's own; two at once."""

import csv
import io
import threading
from datetime import UTC, date, datetime
from functools import partial
from urllib.parse import quote

import pytest
import time_machine
from markupsafe import Markup
from sqlalchemy import func, select

from app import clock
from app.domain.facts import Category, RecordStatus
from app.domain.frozen import thaw
from app.domain.windows import year_window
from app.extensions import db
from app.practice.models import PracticeRecord
from app.schools.models import DecisionKind, DecisionOrigin, SchoolDecision
from app.snapshots.compare import Comparison
from app.snapshots.models import Snapshot, SnapshotRow
from app.snapshots.operations import restate, what_differs
from app.snapshots.queries import school_year
from tests.architecture.test_transactions import statements_of
from tests.builders import (
    begin_with,
    give_default_decisions,
    make_person,
    make_record,
    make_snapshot,
    make_teacher,
    sign_in,
    token,
)
from tests.cast import Cast
from tests.conftest import on_one_database
from tests.workbooks import read_workbook

LAST = clock.today().year - 1
JANUARY = datetime(LAST + 1, 1, 15, 2, 0, tzinfo=UTC)


@pytest.fixture
def snapshot(app, cast):
    """Last year, frozen in January; the teacher's practice of that summer passed only later."""
    give_default_decisions(cast.school)
    found = make_snapshot(cast.school, LAST, by=cast.hr, at=JANUARY)
    make_record(
        cast.teacher_post, cast.site, date(LAST, 7, 1), date(LAST, 7, 31),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr, decided_at=JANUARY.replace(month=2),
    )  # fmt: skip
    db.session.commit()
    return found


def restated(snapshot: Snapshot, cast: Cast) -> Snapshot:
    found = restate(snapshot, "材料补交", actor=cast.hr, at=clock.now())
    db.session.commit()
    return found


def test_hr_sees_what_is_frozen_freezes_it_and_cannot_do_so_twice(app, cast):
    hr = sign_in(app, cast.hr)
    where = f"/school/snapshots/new?year={LAST}"
    assert f"冻结 {LAST} 年" in hr.get("/school/snapshots").text
    page = hr.get(where).text
    assert "5 位教师" in page
    assert "以后补批的记录仍计入实践发生的那一年" in page
    csrf = token(hr)
    answer = hr.post(where, data={"csrf_token": csrf}, follow_redirects=True)
    assert f"{LAST} 年已冻结，共 5 位教师" in answer.text
    again = hr.post(where, data={"csrf_token": csrf})
    assert again.status_code == 409
    assert "每年只冻结一次" in again.text
    assert db.session.scalar(select(func.count(Snapshot.id))) == 1
    assert "已经冻结" in hr.get(where).text


def test_the_running_year_and_one_long_ago_are_not_offered(app, cast):
    hr = sign_in(app, cast.hr)
    assert hr.get(f"/school/snapshots/new?year={LAST + 1}").status_code == 404
    assert hr.post("/school/snapshots/new?year=1990", data={"csrf_token": token(hr)}).status_code == 404


def test_of_two_at_once_one_freezes_and_the_other_is_told(app, cast):
    clients = [sign_in(app, cast.hr), sign_in(app, cast.admin)]
    data = [{"csrf_token": token(client)} for client in clients]
    answers: list[int] = []

    def press(n: int) -> None:
        answers.append(clients[n].post(f"/school/snapshots/new?year={LAST}", data=data[n]).status_code)

    threads = [threading.Thread(target=press, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    assert db.session.scalar(select(func.count(Snapshot.id))) == 1


def test_the_difference_is_shown_before_the_year_is_stated_anew(app, cast, snapshot):
    hr = sign_in(app, cast.hr)
    assert "冻结后又通过 1 条记录" in hr.get("/school/snapshots").text
    where = f"/school/snapshots/{snapshot.id}/restate"
    page = hr.get(where).text
    assert "与冻结时相比，现在会有 <b>1</b> 人不同" in page
    assert "审批通过，计入实践发生的年度" in page
    refused = hr.post(where, data={"csrf_token": token(hr), "reason": ""})
    assert refused.status_code == 422
    assert "请写明更正的原因" in refused.text
    done = hr.post(where, data={"csrf_token": token(hr), "reason": "2 月才审批"}, follow_redirects=True).text
    assert "与上一版相比有 1 人不同" in done
    assert f"{LAST} 年（更正 1）" in done
    late = hr.post(where, data={"csrf_token": token(hr), "reason": "我也来更正"})
    assert late.status_code == 409
    assert "我也来更正" in late.text
    newest = db.session.scalars(select(func.max(Snapshot.id))).one()
    assert "没有不同" in hr.get(f"/school/snapshots/{newest}/restate").text
    same = hr.post(f"/school/snapshots/{newest}/restate", data={"csrf_token": token(hr), "reason": "再来"})
    assert same.status_code == 409
    assert "已由" in hr.get(f"/school/snapshots/{snapshot.id}").text


def test_two_editions_and_two_years_are_compared_on_a_page_and_as_a_file(app, cast, snapshot):
    second = restated(snapshot, cast)
    earlier = make_snapshot(cast.school, LAST - 1, by=cast.hr)
    hr = sign_in(app, cast.hr)
    page = hr.get(f"/school/snapshots/compare?a={snapshot.id}&b={second.id}").text
    assert "<b>1</b> 人的结论不同" in page
    text = (
        hr.get(f"/school/snapshots/compare.csv?a={snapshot.id}&b={second.id}").get_data().decode("utf-8-sig")
    )
    lines = list(csv.DictReader(io.StringIO(text)))
    annual = next(line for line in lines if line["现统计期起"] == f"{LAST}-01-01")
    assert (annual["原统计期起"], annual["情况"]) == (f"{LAST}-01-01", "结论不同")
    assert (annual["姓名"], annual["原结论"], annual["现结论"]) == ("示例王明", "未达标", "已达标")
    assert (annual["原计入小时"], annual["现要求小时"], annual["工号"]) == ("0", "160", "010001")
    assert "审批通过" in annual["原因"]
    years = hr.get(f"/school/snapshots/compare?a={earlier.id}&b={second.id}").text
    assert "<b>1</b> 人的结论不同" in years
    for number in (LAST - 1, f"{LAST}"):
        assert f'<th scope="col">{number} 年' in years
    assert f"{LAST} 年（更正 1）存档</th>" in years
    # each side says which days it is about
    assert years.count(f"{LAST - 1}-01-01 至 {LAST - 1}-12-31") == 1
    assert years.count(f"{LAST}-01-01 至 {LAST}-12-31") == 1
    file = hr.get(f"/school/snapshots/compare.csv?a={earlier.id}&b={second.id}").get_data()
    annual = next(
        line
        for line in csv.DictReader(io.StringIO(file.decode("utf-8-sig")))
        if line["现统计期起"] == f"{LAST}-01-01"
    )
    assert (annual["原统计期起"], annual["原统计期止"]) == (f"{LAST - 1}-01-01", f"{LAST - 1}-12-31")
    assert "没有不同" in hr.get(f"/school/snapshots/compare?a={second.id}&b={second.id}").text


def test_who_differs_only_in_hours_is_counted_and_listed_apart(app, cast, snapshot):
    make_record(
        cast.colleague_post, cast.site, date(LAST, 7, 1), date(LAST, 7, 9),
        status=RecordStatus.APPROVED, by=cast.hr2, reviewer=cast.hr, decided_at=JANUARY.replace(month=2),
    )  # fmt: skip
    second = restated(snapshot, cast)
    hr = sign_in(app, cast.hr)
    query = f"a={snapshot.id}&b={second.id}"
    for path in (f"/school/snapshots/compare?{query}", f"/school/snapshots/{second.id}"):
        page = hr.get(path).text
        assert '<a href="#conclusions">结论不同 1 人</a>' in page
        assert '<a href="#hours">结论相同，只是计入的小时或依据不同 1 人</a>' in page
        conclusions, hours = page.split('id="conclusions"')[1].split('id="hours"')
        assert ("示例王明" in conclusions, "示例李华" in conclusions) == (True, False)
        assert "示例李华" in hours
    file = hr.get(f"/school/snapshots/compare.csv?{query}").get_data().decode("utf-8-sig")
    told = {line["姓名"]: line["情况"] for line in csv.DictReader(io.StringIO(file))}
    assert told == {"示例王明": "结论不同", "示例李华": "仅小时或依据不同"}


def test_a_year_is_searched_and_filtered_and_the_whole_of_it_stays_its_coverage(app, cast, snapshot):
    second, hr = restated(snapshot, cast), sign_in(app, cast.hr)
    where = f"/school/snapshots/{second.id}"
    department = quote(cast.department.name)
    for query, named in (
        ("q=王明", {"示例王明"}),
        ("q=010001", {"示例王明"}),
        ("standing=year-MET", {"示例王明"}),
        (f"department={department}&standing=year-NOT_MET", {"示例李华", "示例赵主任"}),
        ("standing=year-NONSENSE&department=示例没有的系", set()),
    ):
        page = hr.get(f"{where}?{query}").text
        listed = page.split('id="list"')[1].split('aria-labelledby="changes"')[0]
        everybody = ("示例王明", "示例李华", "示例赵主任", cast.hr.person.name)
        assert {name for name in everybody if f">{name}</a>" in listed} == named, query
        assert f"列出 {len(named)} / 5 人" in page
        assert f"下载列出的 {len(named)} 人</a>" in page
        assert f'href="{where}.xlsx">下载全部 5 人</a>' in page
        assert "<b>1</b> / 5 人" in page  # of the year, whoever is listed
        assert ("没有符合条件的教师" in page) is not named
        assert '<details class="fold">' not in page  # what is asked for is in sight
    whole = hr.get(where).text
    assert "列出" not in whole
    assert whole.count('<details class="fold">') == 2  # a department each, its coverage in sight
    assert f"<h3>{cast.department.name}</h3>" in whole


def test_a_year_is_a_workbook_with_what_it_was_frozen_by(app, cast, snapshot):
    cast.colleague.person.name = "=示例公式"
    second, hr = restated(snapshot, cast), sign_in(app, cast.hr)
    answer = hr.get(f"/school/snapshots/{second.id}.xlsx")
    assert quote(f"年度存档-{LAST}年（更正1）.xlsx") in answer.headers["Content-Disposition"]
    people, about = read_workbook(answer.get_data()).values()
    head, rows = people[0], [dict(zip(people[0], row, strict=True)) for row in people[1:]]
    assert head[:5] == ["工号", "姓名", "系部", "类别", "截至"]
    row = next(one for one in rows if one["姓名"] == "示例王明")
    assert (row["工号"], row[f"{LAST} 年计入小时"], row[f"{LAST} 年情况"]) == ("010001", "184", "已达标")
    assert (row["近五年要求小时"], row["满足认定依据"]) == ("960", "否")
    assert row["截至"] == str((date(LAST, 12, 31) - date(1899, 12, 30)).days)  # a day, as spreadsheets count
    assert any(one["姓名"] == "=示例公式" for one in rows)  # a text, never a formula
    told = [tuple(row) for row in about[1:]]
    assert ("冻结人", cast.hr.person.name) in told
    assert ("更正的原因", "材料补交") in told
    assert ("列出", "5 人") in told
    assert any(name == "采用的规定" and "辽委办发〔2022〕13号）：第 1 版" in said for name, said in told)
    assert any(name == "学校的决定" for name, _ in told)
    some = hr.get(f"/school/snapshots/{second.id}.xlsx?q=010001").get_data()
    people, about = read_workbook(some).values()
    assert len(people) == 2
    assert ["列出", "1 人（姓名或工号含“010001”）"] in about
    assert "下载 Excel" in hr.get(f"/school/snapshots/{second.id}").text


def test_whom_nothing_is_asked_of_is_measured_by_nothing(app, cast):
    give_default_decisions(cast.school)
    person = make_person(cast.school, "示例公共课")
    general = make_teacher(person, cast.department, category=Category.GENERAL)
    db.session.commit()
    found, hr = make_snapshot(cast.school, LAST, by=cast.hr, at=JANUARY), sign_in(app, cast.hr)
    db.session.commit()
    rows = read_workbook(hr.get(f"/school/snapshots/{found.id}.xlsx").get_data())["教师"]
    row = next(row for row in rows if row[1] == "示例公共课")
    assert row[5:] == ["0", "不适用", "0", "不适用", "不适用"]  # what is required is blank twice
    page = hr.get(f"/school/snapshots/{found.id}?q=示例公共课").text
    listed = page.split('id="list"')[1].split('aria-labelledby="ground"')[0]
    assert "/ 960" not in listed
    assert "/ 160" not in listed
    own = hr.get(f"/school/snapshots/{found.id}/teachers/{general.id}").text
    assert "/ 960" not in own
    assert "差 960" not in own


def test_a_teacher_sees_their_own_row_and_no_other(app, cast, snapshot):
    second = restated(snapshot, cast)
    base = f"/school/snapshots/{second.id}/teachers"
    teacher = sign_in(app, cast.teacher)
    assert f"{base}/{cast.teacher_post.id}" in teacher.get(f"/standing/{cast.teacher_post.id}").text
    own = teacher.get(f"{base}/{cast.teacher_post.id}")
    assert own.status_code == 200
    assert "辽委办发〔2022〕13号" in own.text
    called = f"示例重工有限公司 {LAST}-07-01 至 07-31（{_record(cast)} 号），184 小时"
    assert called in striptags(own.text)
    assert teacher.get(f"{base}/{cast.colleague_post.id}").status_code == 404
    assert teacher.get(f"/school/snapshots/{second.id}").status_code == 403
    assert sign_in(app, cast.head).get(f"{base}/{cast.colleague_post.id}").status_code == 200
    assert sign_in(app, cast.other_head).get(f"{base}/{cast.colleague_post.id}").status_code == 404
    assert (
        "更正后的存档" in teacher.get(f"/school/snapshots/{snapshot.id}/teachers/{cast.teacher_post.id}").text
    )


def striptags(page):
    return Markup(page).striptags()  # noqa: S704 - nothing is shown


def _record(cast):
    return db.session.scalars(
        select(PracticeRecord.id).where(PracticeRecord.teacher_id == cast.teacher_post.id)
    ).one()


@on_one_database
def test_a_record_is_called_as_it_was_and_by_its_number_where_no_name_was_frozen(app, cast, snapshot):
    second = restated(snapshot, cast)
    cast.site.name, number = "示例重工集团", _record(cast)
    db.session.commit()
    client, page = sign_in(app, cast.hr), f"/school/snapshots/{second.id}/teachers/{cast.teacher_post.id}"
    assert f"示例重工有限公司 {LAST}-07-01 至 07-31（{number} 号）" in striptags(client.get(page).text)
    assert what_differs(second, clock.now()).comparison.people == ()
    mine = SnapshotRow.snapshot_id == second.id, SnapshotRow.teacher_id == cast.teacher_post.id
    frozen = db.session.scalars(select(SnapshotRow.frozen).where(*mine)).one()
    before = {key: value for key, value in frozen.items() if key != "named"}
    db.session.execute(SnapshotRow.__table__.update().where(*mine).values(frozen=before))
    db.session.commit()
    assert f"记录 {number} 号，184 小时" in striptags(client.get(page).text)
    assert what_differs(second, clock.now()).comparison.people == ()


def test_another_schools_years_cannot_be_known_of(app, cast, snapshot):
    other = sign_in(app, cast.other_hr)
    there = make_snapshot(cast.other_school, LAST, by=cast.other_hr)
    db.session.commit()
    for path in (
        f"/school/snapshots/{snapshot.id}",
        f"/school/snapshots/{snapshot.id}/restate",
        f"/school/snapshots/compare?a={snapshot.id}&b={there.id}",
        f"/school/snapshots/compare.csv?a={there.id}&b={snapshot.id}",
        f"/school/snapshots/{there.id}/teachers/{cast.teacher_post.id}",
        f"/school/snapshots/{snapshot.id}/teachers/{cast.other_teacher_post.id}",
    ):
        assert other.get(path).status_code == 404, path
    here = sign_in(app, cast.hr).get(f"/school/snapshots/{there.id}/teachers/{cast.teacher_post.id}")
    assert here.status_code == 404


def test_an_academic_year_is_frozen_on_the_last_of_august(app, cast):
    give_default_decisions(cast.school)
    begin_with(cast.school, DecisionKind.YEAR_BASIS, value="academic")
    db.session.commit()
    year = school_year(cast.school.id, LAST - 1)
    assert year.label == f"{LAST - 1}—{LAST} 学年"
    assert year.window == year_window(date(LAST, 8, 31), "academic")
    assert make_snapshot(cast.school, LAST - 1, by=cast.hr).as_of == date(LAST, 8, 31)


@time_machine.travel(f"{LAST + 1}-11-26 09:30+08:00")  # the school year that began in it is over
def test_a_year_frozen_by_another_basis_keeps_its_days_and_the_new_year_is_its_own(app, cast, snapshot):
    """The calendar year is frozen, then the school counts school years from that September on."""
    db.session.add(
        SchoolDecision(
            school_id=cast.school.id, kind=DecisionKind.YEAR_BASIS, value="academic",
            effective_from=date(LAST, 9, 1), document="示例校〔2026〕3号", reason="按学年考核",
            origin=DecisionOrigin.SCHOOL, proposed_by_id=cast.hr2.id, proposed_at=JANUARY,
            decided_by_id=cast.hr.id, decided_at=JANUARY.replace(month=3),
        )
    )  # fmt: skip
    db.session.commit()
    calendar = (date(LAST, 1, 1), date(LAST, 12, 31))
    hr = sign_in(app, cast.hr)
    assert f"冻结 {LAST}—{LAST + 1} 学年" in hr.get("/school/snapshots").text
    for path in (f"/school/snapshots/{snapshot.id}", f"/school/snapshots/{snapshot.id}/restate"):
        assert "学校后来改变了年度的起止" in hr.get(path).text, path
    second = restated(snapshot, cast)
    lines = [line for one in thaw(Comparison, second.changes).people for line in one.lines if line.annual]
    assert {(line.first_day, line.last_day) for line in lines} == {calendar}
    assert (second.edition, second.window) == (2, calendar)
    other = make_snapshot(cast.school, LAST, by=cast.hr, at=datetime(LAST + 1, 9, 2, tzinfo=UTC))
    db.session.commit()
    assert (other.edition, other.window) == (1, (date(LAST, 9, 1), date(LAST + 1, 8, 31)))
    page = hr.get(f"/school/snapshots/{other.id}").text
    assert "学校后来改变了年度的起止" not in page
    assert "代替" not in page
    assert "代替" not in hr.get(f"/school/snapshots/{second.id}").text


def test_a_list_reads_no_ground_and_no_changes(app, cast, snapshot):
    restated(snapshot, cast)
    hr = sign_in(app, cast.hr)
    for path, read in (("/school/snapshots", False), (f"/school/snapshots/{snapshot.id}", True)):
        db.session.expire_all()
        sent = statements_of(app, partial(hr.get, path))
        assert any("snapshot.ground" in one for one in sent) is read, path


def test_a_school_whose_decisions_judge_nobody_is_told_and_freezes_nothing(app, cast):
    give_default_decisions(cast.school)
    begin_with(cast.school, DecisionKind.WINDOW, value="fixed", cycle_start=date(LAST + 1, 6, 1))
    hr = sign_in(app, cast.hr)
    where = f"/school/snapshots/new?year={LAST}"
    assert "无法评定" in hr.get(where).text
    assert hr.post(where, data={"csrf_token": token(hr)}).status_code == 409
    assert db.session.scalar(select(func.count(Snapshot.id))) == 0
