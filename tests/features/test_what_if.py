"""What if: imagined periods change every rule's line, nothing is saved, and one of them becomes a draft."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app import clock
from app.audit.models import AuditEvent
from app.domain.by_when import NextDate
from app.domain.claims import IN_REVIEW
from app.domain.facts import DAY_CAP, Host, Record, RecordStatus, Venue
from app.domain.outcome import Standing
from app.domain.sites import FORMS_OF_SITE, SiteKind
from app.domain.workflow import Action
from app.extensions import db
from app.plans.models import PracticePlan
from app.practice.models import PatternKind, PracticeRecord
from app.practice.operations import TasksMissingError, act
from app.practice.review_marks import Endorsement
from app.practice.while_typing import fact_of, next_id
from app.standing.queries import evaluate_teacher
from app.standing.what_if import what_if
from app.standing.what_if_forms import FIELDS, KIND_OF_FORM, read_question
from app.venues.models import Site
from tests.architecture.test_transactions import statements_of
from tests.builders import AT, give_default_decisions, make_evidence, make_record, make_site, sign_in, token
from tests.cast import make_cast
from tests.conftest import empty_all_tables, on_one_database
from tests.deep import examples
from tests.features.test_slip import saved_and_passed
from tests.journeys.hostile import VALUES

YEAR = clock.today().year
LAST_YEAR = {"p1-first_day": f"{YEAR - 1}-07-06", "p1-last_day": f"{YEAR - 1}-07-31", "p1-pattern": "daily"}


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


@pytest.fixture
def _in_november():
    with time_machine.travel("2026-11-20 10:00 +0800", tick=False):
        yield


@pytest.fixture
def school(cast):
    give_default_decisions(cast.school)
    return cast


@pytest.fixture
def ask(app, school):
    """Call it with what is in the address; gives the words of the answer."""
    client = sign_in(app, school.teacher)

    def send(**values):
        query = {
            f"p{name[1]}-{name[3:]}" if re.match(r"p\d_", name) else name: v for name, v in values.items()
        }
        answer = client.get(f"/standing/{school.teacher_post.id}/what-if", query_string=query)
        assert answer.status_code == 200
        return plain(answer.text)

    return send


def waits(cast, first_day, last_day):
    return make_record(
        cast.teacher_post, cast.site, first_day, last_day, status=RecordStatus.SUBMITTED, by=cast.teacher
    )


@on_one_database
def test_without_a_period_the_page_says_how_it_is_now(ask):
    said = ask()
    assert "填好起止日期，这里逐条列出每项规定会怎样变" in said
    assert "五年累计不少于 6 个月" in said
    assert "五年累计不少于 10 个月" in said
    assert "讨论稿 仅供测算" in said
    assert "→" not in said


@on_one_database
def test_every_rule_says_before_and_after(ask):
    said = ask(p1_first_day=f"{YEAR - 1}-01-01", p1_last_day=f"{YEAR - 1}-06-30", p1_pattern="daily")
    assert "共 181 天 1,448 小时，都可以计入" in said
    assert "0 → 1,448 / 960 小时" in said
    assert "0 → 1,448 / 1,600 小时" in said  # the ten months, and the draft
    assert "960 小时（约 120 个工作日） → 不差" in said
    assert "1,600 小时（约 200 个工作日） → 152 小时（约 19 个工作日）" in said
    assert "✕ 未达标 → ✓ 已达标" in said
    assert "已低于要求 → " in said
    assert f"{YEAR + 4}-" in said
    assert "起低于要求" in said
    assert "推荐条件： 不满足 → 满足" in said
    assert "涉及的往年" in said
    assert f"{YEAR - 1}-01-01 至 {YEAR - 1}-12-31" in said


@on_one_database
def test_a_period_to_come_is_judged_on_its_last_day(ask):
    last_day = clock.today() + timedelta(days=300)
    first_day = last_day - timedelta(days=9)
    said = ask(p1_first_day=first_day, p1_last_day=last_day, p1_pattern="daily")
    assert f"按 {last_day.year} 年 {last_day.month} 月 {last_day.day} 日算" in said
    assert "算到想象的最后一天" in said
    assert "共 10 天 80 小时，都可以计入" in said


@pytest.mark.usefixtures("_in_november")
@on_one_database
def test_the_running_year_that_a_later_period_cannot_help_keeps_its_line(ask, school):
    has_passed(school, date(2026, 7, 6), date(2026, 7, 24))
    said = ask(p1_first_day="2027-07-05", p1_last_day="2027-08-13")
    assert "箭头左边：到那天不去；右边：去。 2026 年仍差 40 小时，这段补不上" in said
    assert "2027 年：0 → 240 / 160 小时" in said
    assert "2027-12-31 到期 → 不用再补" in said
    assert "“暂估”：有的年份还没有公布放假安排，暂按周一至周五推算。" in said
    both = {"p2_first_day": "2026-11-23", "p2_last_day": "2026-11-24"}
    assert "2026 年仍差 24 小时 2027" in ask(p1_first_day="2027-07-05", p1_last_day="2027-08-13", **both)
    done = {"p2_first_day": "2026-11-23", "p2_last_day": "2026-11-27"}
    assert "2026 年仍差" not in ask(p1_first_day="2027-07-05", p1_last_day="2027-08-13", **done)
    now = ask(p1_first_day="2026-08-03", p1_last_day="2026-08-04")
    assert "箭头左边：现在；右边：加上以后。" in now
    assert "仍差" not in now


@pytest.mark.usefixtures("_in_november")
@on_one_database
def test_five_years_ahead_can_be_imagined_and_what_is_nearer_becomes_a_plan(ask):
    far = ask(p1_first_day="2031-07-07", p1_last_day="2031-07-11")
    assert "共 5 天 40 小时（暂估，放假安排尚未公布），都可以计入" in far
    assert "一年以后的日子，临近了再写成计划" in far
    assert "写成计划 " not in far.replace("再写成计划 ", "")
    assert "结束日期 2032-07-09 在五年以后，请检查年份" in ask(
        p1_first_day="2032-07-05", p1_last_day="2032-07-09"
    )
    near = ask(p1_first_day="2027-07-05", p1_last_day="2027-07-09")
    assert "写成计划" in near
    assert "存为记录草稿" not in near
    assert "写成计划" not in ask(p1_first_day="2026-11-20", p1_last_day="2026-12-04")
    assert "存为记录草稿" in ask(p1_first_day="2026-11-20", p1_last_day="2026-12-04")


@on_one_database
def test_a_station_outside_its_recognition_counts_and_is_not_reported_as_one(app, school, ask, keep):
    station = make_site(
        school.school,
        "示例流动站",
        kind=SiteKind.STATION,
        valid_from=date(2020, 1, 1),
        valid_to=date(2026, 6, 30),
    )
    means = "有 {} 天不在单位的认定有效期内：小时照常按设在企业的实践计算，但不统计为流动站或基地的使用"
    said = ask(p1_site_id=station.id, p1_first_day="2026-06-15", p1_last_day="2026-07-10")
    assert "共 19 天 152 小时，都可以计入" in said
    assert said.count(means.format(8)) == 1
    assert "认定有效期" not in ask(p1_site_id=station.id, p1_first_day="2026-06-15", p1_last_day="2026-06-26")
    first_day = clock.today() + timedelta(days=30)
    answer = keep("plan", site_id=station.id, first_day=first_day, last_day=first_day, pattern="daily")
    plan_id = re.search(r"/plans/(\d+)/", answer.location)[1]
    assert means.format(1) in sign_in(app, school.teacher).get(f"/plans/{plan_id}").text


@on_one_database
def test_the_button_leads_to_the_answer_and_the_rows_stay_where_they_are(app, school):
    where = f"/standing/{school.teacher_post.id}/what-if"
    html = sign_in(app, school.teacher).get(where, query_string={"rows": 2}).text
    assert f'action="{where}#what-if"' in html
    assert 'id="what-if" class="what-if-answer" tabindex="-1"' in html
    assert re.search(rf'formaction="{where}" name="without"', html)
    assert re.search(rf'formaction="{where}" name="rows"', html)


@on_one_database
def test_a_place_of_the_registry_brings_its_host_and_its_form(ask, school):
    base = make_site(school.school, "示例实训基地", kind=SiteKind.PRACTICUM_BASE, host=Host.SCHOOL)
    said = ask(
        p1_site_id=base.id,
        p1_first_day=f"{YEAR - 1}-07-06",
        p1_last_day=f"{YEAR - 1}-07-10",
        p1_pattern="daily",
    )
    assert f"{YEAR - 1} 年：0 → 40 / 160 小时" in said  # the annual column counts it
    assert "近五年：不增加（不计入本规定）" in said
    assert "形式可以是" in ask(
        p1_site_id=base.id, p1_venue="station", p1_first_day="2026-07-06", p1_last_day="2026-07-10"
    )


@on_one_database
def test_without_a_place_form_and_host_decide(ask):
    days = {"p1_first_day": f"{YEAR - 1}-07-06", "p1_last_day": f"{YEAR - 1}-07-10", "p1_pattern": "daily"}
    assert "近五年：不增加（不计入本规定）" in ask(p1_venue="training_base", p1_host="school", **days)
    assert "近五年：0 → 40 / 960 小时" in ask(**days)


@on_one_database
def test_several_periods_share_their_days_once_and_name_each_other(ask):
    said = ask(
        p1_first_day="2026-07-06",
        p1_last_day="2026-07-10",
        p2_first_day="2026-07-08",
        p2_last_day="2026-07-14",
    )
    assert "第 1 段 ：共 5 天 40 小时，都可以计入" in said
    assert "第 2 段 ：共 5 天 40 小时，其中可以计入 2 天 16 小时" in said
    assert "与“想象的第 1 段”有 3 天同日" in said


def has_passed(cast, first_day, last_day, **values):
    """A record of hers that counts."""
    status = RecordStatus.APPROVED
    return make_record(
        cast.teacher_post, cast.site, first_day, last_day, status=status, by=cast.teacher, reviewer=cast.hr,
        **values,
    )  # fmt: skip


@pytest.mark.parametrize("begins", ["2026-07-06", "2026-07-08"])
@on_one_database
def test_days_that_are_on_record_add_nothing_whichever_begins_first(ask, school, begins):
    has_passed(school, date(2026, 7, 6), date(2026, 7, 17))
    said = ask(p1_first_day=begins, p1_last_day="2026-07-17")
    days = 10 if begins == "2026-07-06" else 8
    assert f"第 1 段 ：这 {days} 天已有记录，不再增加 （{days} 天已有记录：“示例重工有限公司" in said
    assert "都可以计入" not in said
    assert "存为记录草稿" not in said


@on_one_database
def test_days_partly_on_record_add_the_others(ask, school):
    has_passed(school, date(2026, 7, 8), date(2026, 7, 14))
    said = ask(p1_first_day="2026-07-06", p1_last_day="2026-07-17")
    assert "共 10 天 80 小时，其中可以再计入 5 天 40 小时 （5 天已有记录：“" in said
    assert "存为记录草稿" in said


@on_one_database
def test_half_days_that_fit_beside_a_record_are_added(ask, school):
    has_passed(school, date(2026, 7, 6), date(2026, 7, 10), half_hours=8)
    said = ask(p1_first_day="2026-07-06", p1_last_day="2026-07-10", p1_half_hours="4")
    assert "共 5 天 20 小时，都可以计入" in said
    said = ask(p1_first_day="2026-07-06", p1_last_day="2026-07-10")
    assert "共 5 天 40 小时，其中可以再计入 5 天 20 小时" in said


@on_one_database
def test_days_of_a_record_in_review_are_told_and_held_once_it_passes(ask, school):
    waits(school, date(2026, 7, 6), date(2026, 7, 10))
    days = {"p1_first_day": "2026-07-06", "p1_last_day": "2026-07-10"}
    assert "（待初审）同日 5 天：7 月 6 日至 10 日；那条也通过时只计一次" in ask(**days)
    assert "这 5 天已有记录，不再增加" in ask(waiting=1, **days)


@on_one_database
def test_a_bad_row_is_told_beside_its_field_and_the_others_still_count(ask):
    said = ask(
        p1_first_day="2026-07-06",
        p1_last_day="2026-07-01",
        p2_first_day="2026-07-08",
        p2_last_day="2026-07-14",
    )
    assert "结束日期早于开始日期" in said
    assert "第 1 段 ： 填得不对，改好后再算" in said
    assert "第 2 段 ：共 5 天 40 小时" in said


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"p1_first_day": "2026-13-40"}, "日期应写成 2026-07-06 的样子"),
        ({"p1_last_day": ""}, "请填写结束日期"),
        ({"p1_last_day": "2099-01-01"}, "一段最多 366 天"),
        ({"p1_half_hours": "9"}, "每天 0.5 到 8 小时"),
        ({"p1_pattern": "weekdays"}, "请勾选每周去的是哪几天"),
        ({"p1_site_id": "999"}, "名单里没有这个单位"),
        ({"p1_venue": "moon"}, "填得不对"),
    ],
)
@on_one_database
def test_what_is_wrong_is_said_as_the_forms_say_it(ask, typed, message):
    assert message in ask(**({"p1_first_day": "2026-07-06", "p1_last_day": "2026-07-31"} | typed))


@on_one_database
def test_while_typing_what_is_merely_missing_is_no_error(app, school):
    client = sign_in(app, school.teacher)
    where = f"/standing/{school.teacher_post.id}/what-if/answer"
    said = client.get(where, query_string={"p1-first_day": "2026-07-06"}).text
    assert "还没有填完，暂不计入" in said
    assert "data-error-of" not in said
    said = client.get(where, query_string={"p1-first_day": "2026-07-06", "p1-last_day": "2026-07-01"}).text
    assert '<span hidden data-error-of="p1-last_day">结束日期早于开始日期</span>' in said


@on_one_database
def test_records_in_review_count_only_where_that_is_ticked(ask, school):
    waits(school, date(2026, 7, 6), date(2026, 7, 10))
    assert "正在审核的 1 条记录也当作通过" in ask()
    assert "0 → 40" not in ask()
    assert "近五年：0 → 40 / 960 小时" in ask(waiting=1)
    assert "也当作通过" not in ask().replace("正在审核的 1 条记录也当作通过", "")


@on_one_database
def test_five_rows_at_most_one_more_by_a_button_and_one_less_by_another(app, school):
    client = sign_in(app, school.teacher)
    where = f"/standing/{school.teacher_post.id}/what-if"
    assert (
        client.get(where, query_string={"rows": 2}).text.count('<fieldset class="form-section imagined"') == 2
    )
    five = client.get(where, query_string={"rows": 5}).text
    assert 'id="p5-first_day"' in five
    assert "再加一段" not in five
    assert (
        'id="p6-first_day"'
        not in client.get(where, query_string={"rows": 6, "p6-first_day": "2026-07-06"}).text
    )
    query = {
        "p1-first_day": "2026-07-06",
        "p2-first_day": "2026-08-03",
        "p3-weekdays": ["1", "2"],
        "waiting": 1,
    }
    answer = client.get(where, query_string=query | {"without": 1, "_external": "1", "teacher_id": 9})
    assert answer.status_code == 302
    assert urlsplit(answer.location).path == where
    assert parse_qs(urlsplit(answer.location).query) == {
        "p1-first_day": ["2026-08-03"], "p2-weekdays": ["1", "2"], "waiting": ["1"],
    }  # fmt: skip


@on_one_database
def test_asking_writes_nothing_and_takes_no_lock(app, school):
    client = sign_in(app, school.teacher)
    where = f"/standing/{school.teacher_post.id}/what-if"
    events = db.session.scalar(select(func.count()).select_from(AuditEvent))
    for path in (where, f"{where}/answer"):
        seen = statements_of(app, lambda path=path: client.get(path, query_string=LAST_YEAR))
        assert not [one for one in seen if one.startswith(("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE"))]
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == events


# Who may ask, and who may keep


@on_one_database
def test_who_may_see_a_teacher_may_ask_but_only_the_teacher_is_offered_to_keep(app, school):
    where = f"/standing/{school.teacher_post.id}/what-if"
    for account, answer in (
        (school.head, 200), (school.hr, 200), (school.colleague, 404), (school.other_head, 404),
        (school.other_hr, 404), (school.other_teacher, 404),
    ):  # fmt: skip
        client = sign_in(app, account)
        for path in (where, f"{where}/answer"):
            found = client.get(path, query_string=LAST_YEAR)
            assert found.status_code == answer
            assert "存为记录草稿" not in found.text
    assert "存为记录草稿" in sign_in(app, school.teacher).get(where, query_string=LAST_YEAR).text


@on_one_database
def test_the_pages_of_a_teacher_lead_here(app, school):
    client = sign_in(app, school.teacher)
    for path in ("/", f"/standing/{school.teacher_post.id}"):
        assert f'href="/standing/{school.teacher_post.id}/what-if"' in client.get(path).text


@pytest.fixture
def keep(app, school):
    """Call it with a period; sends the button of the answer."""
    client = sign_in(app, school.teacher)

    def send(become="record", **values):
        data = {"first_day": "2026-07-06", "last_day": "2026-07-31"} | values
        data |= {"become": become, "csrf_token": token(client)}
        return client.post(f"/plans/what-if/{school.teacher_post.id}", data=data)

    return send


@on_one_database
def test_a_period_at_a_place_becomes_a_draft_record(keep, school):
    answer = keep(site_id=school.site.id, pattern="weekdays", weekdays=["1", "3"], half_hours="4")
    record = db.session.scalars(select(PracticeRecord)).one()
    assert answer.location == f"/records/{record.id}/edit"
    assert (record.teacher_id, record.status, record.site_id) == (
        school.teacher_post.id, RecordStatus.DRAFT, school.site.id,
    )  # fmt: skip
    assert (record.first_day, record.last_day) == (date(2026, 7, 6), date(2026, 7, 31))
    assert (record.pattern, record.weekdays, record.half_hours) == (PatternKind.WEEKDAYS, "13", 8)
    again = keep(site_id=school.site.id, pattern="weekdays", weekdays=["1", "3"], half_hours="4")
    assert again.location == answer.location
    assert db.session.scalar(select(func.count()).select_from(PracticeRecord)) == 1  # sent twice, kept once


@on_one_database
def test_a_period_to_come_becomes_a_plan(keep, school):
    first_day = clock.today() + timedelta(days=30)
    answer = keep("plan", site_id=school.site.id, first_day=first_day, last_day=first_day + timedelta(days=9))
    plan = db.session.scalars(select(PracticePlan)).one()
    assert answer.location == f"/plans/{plan.id}/edit"
    assert (plan.teacher_id, plan.status, plan.first_day) == (
        school.teacher_post.id, RecordStatus.DRAFT, first_day,
    )  # fmt: skip


@on_one_database
def test_a_period_that_is_planned_already_is_not_planned_twice(keep, school):
    first_day = clock.today() + timedelta(days=30)
    days = {"first_day": first_day, "last_day": first_day + timedelta(days=9)}
    keep("plan", site_id=school.site.id, **days)
    plan = db.session.scalars(select(PracticePlan)).one()
    plan.post = "示例岗位"
    db.session.commit()
    for place in ({"site_id": school.site.id}, {}):
        assert keep("plan", **days, **place).location == f"/plans/{plan.id}"
    elsewhere = make_site(school.school, "示例另一企业")
    assert keep("plan", site_id=elsewhere.id, **days).location != f"/plans/{plan.id}"
    assert db.session.scalar(select(func.count()).select_from(PracticePlan)) == 2
    assert urlsplit(keep("plan", site_id=school.site.id, **days | {"last_day": first_day}).location).path != (
        f"/plans/{plan.id}"
    )


@on_one_database
def test_a_period_too_far_off_to_be_written_down_is_asked_for_again(keep, school):
    first_day = clock.today() + timedelta(days=800)
    answer = keep("plan", site_id=school.site.id, first_day=first_day, last_day=first_day)
    assert urlsplit(answer.location).path == "/plans/new"


@pytest.mark.parametrize(("become", "path"), [("record", "/records/new"), ("plan", "/plans/new")])
@on_one_database
def test_without_a_place_the_form_asks_for_it_and_holds_the_rest(app, school, keep, become, path):
    answer = keep(become, pattern="weekdays", weekdays=["2", "4"], half_hours="6", venue="research")
    assert urlsplit(answer.location).path == path
    assert db.session.scalar(select(func.count()).select_from(PracticeRecord)) == 0
    html = sign_in(app, school.teacher).get(answer.location).text
    assert 'value="2026-07-06"' in html
    assert 'value="2026-07-31"' in html
    assert '<option selected value="research">' in html
    assert re.search(r'checked[^>]*name="pattern"[^>]*value="weekdays"', html)
    assert re.findall(r'<input checked[^>]*name="weekdays"[^>]*value="(\d)"', html) == ["2", "4"]
    assert re.search(r'name="half_hours"[^>]*value="6"', html)


@on_one_database
def test_a_place_that_was_closed_meanwhile_is_asked_for_again(keep, school):
    school.site.active = False
    answer = keep(site_id=school.site.id)
    assert urlsplit(answer.location).path == "/records/new"
    assert parse_qs(urlsplit(answer.location).query)["first_day"] == ["2026-07-06"]


@on_one_database
def test_what_the_address_of_a_new_record_says_wrongly_is_left_out(app, school):
    client = sign_in(app, school.teacher)
    said = {
        "first_day": "morgen",
        "last_day": "2026-07-31",
        "site_id": "999",
        "venue": "moon",
        "half_hours": "99",
    }
    html = client.get("/records/new", query_string=said).text
    assert 'value="2026-07-31"' in html
    assert "morgen" not in html
    assert 'class="field-error"' not in html


@on_one_database
def test_nobody_keeps_a_period_for_somebody_else(app, school):
    data = {
        "first_day": "2026-07-06",
        "last_day": "2026-07-31",
        "site_id": school.site.id,
        "become": "record",
    }
    for account, answer in (
        (school.hr, 403), (school.head, 403), (school.colleague, 404), (school.other_teacher, 404),
    ):  # fmt: skip
        client = sign_in(app, account)
        found = client.post(
            f"/plans/what-if/{school.teacher_post.id}", data=data | {"csrf_token": token(client)}
        )
        assert found.status_code == answer
    client = sign_in(app, school.teacher)
    assert client.post(f"/plans/what-if/{school.teacher_post.id}", data=data).status_code == 400
    foreign = make_site(school.other_school, "示例他校企业")
    csrf = token(client)
    found = client.post(
        f"/plans/what-if/{school.teacher_post.id}", data=data | {"site_id": foreign.id, "csrf_token": csrf}
    )
    assert urlsplit(found.location).path == "/records/new"
    assert db.session.scalar(select(func.count()).select_from(PracticeRecord)) == 0


@on_one_database
def test_no_value_breaks_keeping_or_the_form_it_leads_to(app, school):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = sign_in(app, school.teacher)
    csrf = token(client)
    for value in VALUES.values():
        for become in ("record", "plan"):
            data = dict.fromkeys(FIELDS, value) | {"become": become, "csrf_token": csrf}
            answer = client.post(f"/plans/what-if/{school.teacher_post.id}", data=data)
            assert answer.status_code in {302, 400}
            if answer.status_code == 302:
                assert client.get(answer.location).status_code == 200
    app.config["PROPAGATE_EXCEPTIONS"] = None


@on_one_database
def test_a_draft_that_does_not_say_what_was_done_cannot_be_handed_in(app, keep, school):
    keep(site_id=school.site.id)
    record = db.session.scalars(select(PracticeRecord)).one()
    make_evidence(record, by=school.teacher)
    with pytest.raises(TasksMissingError):
        act(record, Action.SUBMIT, actor=school.teacher, at=AT)
    client = sign_in(app, school.teacher)
    sent = {"csrf_token": token(client), "version": record.version}
    answer = client.post(f"/records/{record.id}/submit", data=sent, follow_redirects=True)
    assert "还没有写做了什么" in answer.text
    assert "确认提交" not in answer.text


# What is imagined and what becomes of it

TODAY = date(2026, 11, 20)


@pytest.fixture
def world(application_on):
    """A teacher with a few records, once for all examples; SQLite is enough for arithmetic."""
    with application_on("sqlite").app_context():
        cast = make_cast()
        give_default_decisions(cast.school)
        for kind in (SiteKind.TRAINING_BASE, SiteKind.PRACTICUM_BASE, SiteKind.OWN_SCHOOL):
            make_site(cast.school, f"示例{kind}", kind=kind, host=Host.SCHOOL)
        for first_day, last_day in (
            (date(2026, 7, 6), date(2026, 7, 17)), (date(2024, 12, 20), date(2025, 3, 20)),
        ):  # fmt: skip
            make_record(
                cast.teacher_post, cast.site, first_day, last_day, status=RecordStatus.APPROVED,
                by=cast.teacher, reviewer=cast.hr,
            )  # fmt: skip
        waits(cast, date(2026, 10, 9), date(2026, 10, 30))
        db.session.commit()
        yield cast
        empty_all_tables()


@st.composite
def periods(draw):
    kind = draw(st.sampled_from([SiteKind.ENTERPRISE, *list(SiteKind)]))
    first = draw(
        st.one_of(
            st.dates(date(2026, 6, 25), date(2026, 8, 20)), st.dates(date(2021, 9, 1), date(2027, 6, 1))
        )
    )
    pattern, some_days = draw(st.sampled_from(PatternKind)), st.sets(st.sampled_from("1234567"), min_size=1)
    return {
        "site": kind,
        "venue": draw(st.sampled_from(["", *FORMS_OF_SITE[kind]])),
        "first_day": first,
        "last_day": first + timedelta(days=draw(st.integers(0, 120))),
        "pattern": pattern,
        "weekdays": draw(some_days) if pattern is PatternKind.WEEKDAYS else set(),
        "half_hours": draw(st.integers(1, DAY_CAP)),
        "absent": frozenset(),
        "attended_rest_days": frozenset(),
    }  # fmt: skip


def as_asked(number, period, site):
    """The fields of one row as the page sends them."""
    return [
        (f"p{number}-site_id", str(site.id)),
        *((f"p{number}-{name}", str(period[name])) for name in ("venue", "first_day", "last_day", "pattern")),
        (f"p{number}-half_hours", f"{period['half_hours'] / 2:g}"),
        *((f"p{number}-weekdays", day) for day in period["weekdays"]),
    ]


@pytest.mark.deep
@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=st.lists(periods(), min_size=1, max_size=3, unique_by=str), pass_waiting=st.booleans())
def test_the_answer_and_what_is_saved_agree(world, asked, pass_waiting):
    places = []
    for period in asked:
        site = db.session.scalars(select(Site).where(Site.kind == period["site"])).first() or world.site
        if site.kind is not period["site"]:
            period["venue"] = ""
        places.append(site)
    rows = enumerate(zip(asked, places, strict=True), 1)
    args = MultiDict([field for number, row in rows for field in as_asked(number, *row)])
    question = read_question(args, world.school.id, TODAY)
    written = [period.written for period in question.periods]
    imagined = [fact_of(one, next_id() + n) for n, one in enumerate(written)]
    answer = what_if(world.teacher_post.id, imagined, TODAY, pass_waiting=pass_waiting)
    try:
        for period, site in zip(asked, places, strict=True):
            saved_and_passed(world, period, site)
        if pass_waiting:
            passed = select(PracticeRecord).filter_by(status=RecordStatus.SUBMITTED)
            for record in db.session.scalars(passed).all():
                record.status, record.endorsement = RecordStatus.APPROVED, Endorsement.GIVEN
                record.endorsed_by = record.decided_by = world.hr
                record.endorsed_at = record.decided_at = AT
            db.session.flush()
        assert answer.as_of == max([TODAY, *(period["last_day"] for period in asked)])
        assert answer.effect.after == evaluate_teacher(world.teacher_post.id, answer.as_of).evaluation
        shown = {
            (line.after.rule.id, line.after.window): line for line in (*answer.current, *answer.simulated)
        }
        assert {rule for rule, _ in shown} == {verdict.rule.id for verdict in answer.effect.after.verdicts}
    finally:
        db.session.rollback()


def test_the_way_that_is_suggested_is_enough_and_not_a_day_too_long(world):
    (waiting,) = db.session.scalars(select(PracticeRecord).where(PracticeRecord.status.in_(IN_REVIEW)))
    now = what_if(world.teacher_post.id, [], TODAY, pass_waiting=False)
    way = next(way for way in now.ways if way.kind is NextDate.ENDS)
    assert (way.half_hours, way.in_review, way.start_by) == (160, 160, None)  # it only waits
    waiting.first_day, waiting.last_day = date(2026, 10, 12), date(2026, 10, 13)
    db.session.commit()
    now = what_if(world.teacher_post.id, [], TODAY, pass_waiting=False)
    way = next(way for way in now.ways if way.kind is NextDate.ENDS)
    assert (way.half_hours, way.left, way.days, way.start_by) == (160, 128, 8, date(2026, 12, 22))

    def after(first_day):
        period = Record(str(next_id()), Venue.ENTERPRISE_POST, Host.ENTERPRISE, first_day, way.deadline.until)
        answer = what_if(world.teacher_post.id, [period], TODAY, pass_waiting=True)
        year = next(line.after for line in answer.current if line.after.rule.id == "LN-2022-1M")
        return year.standing, year.shortfall

    assert after(way.start_by) == (Standing.MET, 0)
    assert after(way.start_by + timedelta(days=1))[1] == DAY_CAP


@time_machine.travel("2026-11-20 10:00 +0800", tick=False)
@on_one_database
def test_a_way_is_offered_and_fills_the_next_row(app, cast):
    give_default_decisions(cast.school)
    client = sign_in(app, cast.teacher)
    where = f"/standing/{cast.teacher_post.id}/what-if"
    assert "12 月 31 日前还需 160 小时（20 个工作日），最晚 12 月 4 日开始" in client.get(where).text
    typed = {"p1-first_day": "2026-11-23", "p1-last_day": "2026-11-27"}
    html = client.get(f"{where}/answer", query_string=typed).text
    assert "2026 年：12 月 31 日前还需 120 小时（15 个工作日）" in html
    href = re.search(r'href="([^"]+)">照这样设想一段', html)[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(href).query) == {
        **{name: [value] for name, value in typed.items()},
        "p2-first_day": ["2026-12-11"], "p2-last_day": ["2026-12-31"],
    }  # fmt: skip
    assert "40 → 160" not in client.get(href).text
    assert "0 → 160 / 160 小时，" in client.get(href).text


@time_machine.travel("2026-11-20 10:00 +0800", tick=False)
@on_one_database
def test_a_way_names_what_is_in_review_as_the_list_does_and_imagines_it_passed(app, cast):
    give_default_decisions(cast.school)
    waits(cast, date(2026, 10, 12), date(2026, 10, 16))
    html = sign_in(app, cast.teacher).get(f"/standing/{cast.teacher_post.id}/what-if").text
    assert "还差 160 小时，其中 40 小时已在审核；全部通过后还需 120 小时（15 个工作日）" in html
    href = re.search(r'href="([^"]+)">照这样设想一段', html)[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(href).query)["waiting"] == ["1"]


def test_every_form_of_practice_is_at_home_somewhere():
    assert {venue for venue in Venue if venue not in KIND_OF_FORM} == set()
    assert all(venue in FORMS_OF_SITE[kind] for venue, kind in KIND_OF_FORM.items())
    assert KIND_OF_FORM[Venue.ENTERPRISE_POST] is SiteKind.ENTERPRISE
