"""While a plan is carried out: the weekly log, checks by the school, the summary, an end without practice."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import Account
from app.domain.facts import RecordStatus as S
from app.extensions import db
from app.plans.log_operations import Finding, Summary, Week, add_check, days_passed, sum_up, write_week
from app.plans.models import Appraisal, CheckWay, PlanCheck, PlanWeek, PracticePlan
from app.plans.operations import NotRunningError, WrittenMeanwhileError
from app.plans.queries import monday_of, weeks_of
from app.practice.fact_queries import records_of
from app.practice.models import PatternKind
from app.practice.steps import OthersStepError
from tests.builders import make_plan, make_record, sign_in, token
from tests.conftest import on_one_database
from tests.features.test_plans import press, the_plan
from tests.meanwhile import meanwhile


def running(cast, first: int = -10, last: int = 10, **values) -> PracticePlan:
    """Approved, and every day of it attended, so that no week is without one."""
    today = clock.today()
    usual = {
        "status": S.APPROVED, "by": cast.teacher, "reviewer": cast.hr, "pattern": PatternKind.DAILY,
    }  # fmt: skip
    return make_plan(
        cast.teacher_post, cast.site, today + timedelta(days=first), today + timedelta(days=last),
        **usual | values,
    )  # fmt: skip


def this_week() -> date:
    return monday_of(clock.today())


def last_week() -> date:
    """All of its days have come, whatever day it is."""
    return this_week() - timedelta(days=7)


def write(client, path, **values):
    data = {"csrf_token": token(client)} | values
    return client.post(path, data=data, follow_redirects=True)


def week_path(plan, monday: date | str) -> str:
    return f"/plans/{plan.id}/weeks/{monday}"


WEEK = {"done": "跟班点检", "days": "4", "hours": "31.5", "problem": "缺图纸", "version": ""}
CHECK = {"way": "visit", "inspector": "示例赵主任", "finding": "在岗，任务与计划一致"}


# The log


def test_a_week_is_written_shown_and_changed(app, cast):
    plan = running(cast)
    client = sign_in(app, cast.teacher)
    assert "实践进行中，还有" in client.get(f"/plans/{plan.id}").text
    page = write(client, week_path(plan, last_week()), **WEEK).text
    assert "周志已保存" in page
    assert "4 天 31.5 小时" in page
    assert "单凭周志不计入达标情况" in page
    write(client, week_path(plan, last_week()), **WEEK | {"done": "跟班点检与换刀", "version": "1"})
    assert "跟班点检与换刀" in sign_in(app, cast.head).get(f"/plans/{plan.id}").text
    assert records_of(cast.teacher_post.id) == ()


def test_there_is_one_entry_a_week_in_the_database_too(app, cast):
    plan = running(cast)
    entry = {"monday": this_week(), "done": "点检", "days": 1, "half_hours": 16, "version": 1}
    now = clock.now()
    for _ in range(2):
        db.session.add(PlanWeek(plan_id=plan.id, created_at=now, updated_at=now, **entry))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_of_two_windows_the_second_gets_the_words_back(app, cast):
    plan = running(cast)
    client = sign_in(app, cast.teacher)
    for version in ("", "1"):
        write(client, week_path(plan, last_week()), **WEEK | {"version": version})
    for stale in ("", "1"):
        answer = write(
            client, week_path(plan, last_week()), **WEEK | {"done": "另一个窗口", "version": stale}
        )
        assert answer.status_code == 409
        assert "另一个窗口" in answer.text
    assert db.session.scalars(select(PlanWeek)).one().done == "跟班点检"


def test_of_two_windows_at_once_that_saw_no_entry_the_second_gets_the_words_back(app, cast):
    plan = running(cast)
    client = sign_in(app, cast.teacher)
    sent = {"csrf_token": token(client)} | WEEK | {"done": "另一个窗口里写了一晚上的话"}
    path, owner_id, plan_id = week_path(plan, this_week()), cast.teacher.id, plan.id
    with meanwhile(app, lambda: client.post(path, data=sent)) as answers:
        owner, mine = db.session.get_one(Account, owner_id), db.session.get_one(PracticePlan, plan_id)
        write_week(mine, this_week(), Week("跟班点检", 1, 16), actor=owner, at=clock.now())
    assert answers[0].status_code == 409
    assert "另一个窗口里写了一晚上的话" in answers[0].text
    assert db.session.scalars(select(PlanWeek)).one().done == "跟班点检"


def test_an_entry_that_was_not_seen_is_not_overwritten(cast):
    plan = running(cast)
    write_week(plan, this_week(), Week("跟班点检", 1, 16), actor=cast.teacher, at=clock.now())
    for seen in (None, 7):
        with pytest.raises(WrittenMeanwhileError):
            write_week(plan, this_week(), Week("x", 1, 16), actor=cast.teacher, at=clock.now(), seen=seen)


@on_one_database
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"done": " "}, "请写一写这一周做了什么"),
        ({"days": "8"}, "一周是 0 至 7 天"),
        ({"days": ""}, "请填写出勤几天"),
        ({"days": "三"}, "出勤：应是一个整数，例如 3</a>"),
        ({"hours": "33"}, "平均每天超过 8 小时了，请核对"),
        ({"hours": "7.3"}, "小时数以半小时为单位"),
        ({"hours": "57"}, "一周是 0 至 56 小时"),
        ({"hours": "NaN"}, "小时数应是一个数"),
        ({"hours": "sNaN"}, "小时数应是一个数"),
        ({"hours": "Infinity"}, "小时数应是一个数"),
        ({"hours": "1e999999"}, "小时数应是一个数"),
        ({"hours": "多"}, "小时数应是一个数"),
    ],
)
def test_a_wrong_week_is_said_beside_its_field(app, cast, typed, message):
    plan = running(cast)
    page = write(sign_in(app, cast.teacher), week_path(plan, last_week()), **WEEK | typed).text
    assert "还有几处需要改一下" in page
    assert message in page
    assert db.session.scalar(select(func.count()).select_from(PlanWeek)) == 0


@on_one_database
def test_days_to_come_are_refused_and_days_not_planned_are_noted(app, cast):
    plan = running(cast, first=-21, pattern=PatternKind.WEEKDAYS, weekdays="135")
    client, monday = sign_in(app, cast.teacher), clock.today() - timedelta(days=1)
    assert days_passed(monday, clock.today()) == 2
    form = {"days": "7", "hours": "8"}
    if (come := days_passed(this_week(), clock.today())) < 7:
        page = write(client, week_path(plan, this_week()), **WEEK | form).text
        assert f"这一周到今天只过了 {come} 天，还没有到的日子不能先写" in page
        with pytest.raises(NotRunningError):
            write_week(plan, this_week(), Week("x", 7, 16), actor=cast.teacher, at=clock.now())
    assert "计划里这一周安排了 3 天，您写了 4 天" in write(client, week_path(plan, last_week()), **WEEK).text
    assert "计划外 1 天" in sign_in(app, cast.head).get(f"/plans/{plan.id}").text


def test_only_weeks_that_have_begun_and_belong_to_the_plan_can_be_written(app, cast):
    plan = running(cast, first=-10)
    client = sign_in(app, cast.teacher)
    weeks = weeks_of(plan, clock.today())
    assert weeks[0] == monday_of(plan.first_day)
    assert weeks[-1] == this_week()
    later, before = this_week() + timedelta(days=7), weeks[0] - timedelta(days=7)
    for monday in (later, before, this_week() + timedelta(days=1), "gestern"):
        assert client.get(week_path(plan, monday)).status_code == 404
    with pytest.raises(NotRunningError):
        write_week(plan, later, Week("x", 1, 16), actor=cast.teacher, at=clock.now())


def test_the_log_is_the_owners_alone(app, cast):
    plan = running(cast)
    for other in (cast.head, cast.hr):
        with pytest.raises(OthersStepError):
            write_week(plan, this_week(), Week("x", 1, 16), actor=other, at=clock.now())
        with pytest.raises(OthersStepError):
            sum_up(plan, Summary("x"), actor=other, at=clock.now())


@pytest.mark.parametrize("values", [{"status": S.SUBMITTED}, {"first": 1}, {"close_reason": "疫情"}], ids=str)
def test_a_plan_that_is_not_going_on_takes_nothing(app, cast, values):
    if "close_reason" in values:
        values = values | {"closed_at": clock.now(), "closed_by_id": cast.teacher.id}
    plan = running(cast, **values)
    with pytest.raises(NotRunningError):
        write_week(plan, this_week(), Week("x", 1, 16), actor=cast.teacher, at=clock.now())
    answer = write(sign_in(app, cast.teacher), f"/plans/{plan.id}/summary", summary="写好的总结")
    assert answer.status_code == 409
    assert "写好的总结" in answer.text


def test_after_the_record_is_handed_in_the_log_stays_as_it_is(app, cast):
    plan = running(cast, last=-1)
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher, plan_id=plan.id)
    client = sign_in(app, cast.teacher)
    assert client.get(week_path(plan, monday_of(plan.last_day))).status_code == 200
    record.submitted_at, record.status = clock.now(), S.SUBMITTED
    assert client.get(week_path(plan, monday_of(plan.last_day))).status_code == 409
    assert "实践记录正在审核" in client.get(f"/plans/{plan.id}").text


# Checks


def test_a_head_writes_a_check_and_the_owner_reads_it(app, cast):
    plan = running(cast)
    head = sign_in(app, cast.head)
    page = head.get(f"/plans/{plan.id}/checks/new").text
    assert "电话 024-8000 0000" in page
    page = write(head, f"/plans/{plan.id}/checks/new", day=str(clock.today()), **CHECK).text
    assert "检查记录已保存" in page
    write(head, f"/plans/{plan.id}/checks/new", day=str(clock.today()), **CHECK)
    check = db.session.scalars(select(PlanCheck)).one()
    assert (check.way, check.written_by_id) == (CheckWay.VISIT, cast.head.id)
    assert "在岗，任务与计划一致" in sign_in(app, cast.teacher).get(f"/plans/{plan.id}").text


def test_nobody_checks_the_own_practice(app, cast):
    plan = running(cast)
    own = make_plan(
        cast.head_post, cast.site, clock.today(), status=S.APPROVED, by=cast.head, reviewer=cast.hr
    )
    assert sign_in(app, cast.teacher).get(f"/plans/{plan.id}/checks/new").status_code == 403
    assert sign_in(app, cast.head).get(f"/plans/{own.id}/checks/new").status_code == 403
    found = Finding(clock.today(), CheckWay.PHONE, "自己", "很好")
    for plan_of, actor in ((plan, cast.teacher), (own, cast.head), (plan, cast.other_head)):
        with pytest.raises(OthersStepError):
            add_check(plan_of, found, actor=actor, at=clock.now())
    add_check(own, found, actor=cast.hr, at=clock.now())


@on_one_database
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"day": 1}, "检查日期应在实践开始以后、今天以前"),
        ({"day": -11}, "检查日期应在实践开始以后、今天以前"),
        ({"way": "guess"}, "</p>"),
        ({"way": ""}, "请选择检查方式"),
        ({"finding": ""}, "请写明检查情况"),
        ({"inspector": " "}, "请填写检查人"),
    ],
)
def test_a_wrong_check_is_said_beside_its_field(app, cast, typed, message):
    plan = running(cast)
    day = str(clock.today() + timedelta(days=typed.get("day", 0)))
    page = write(sign_in(app, cast.head), f"/plans/{plan.id}/checks/new", **CHECK | typed | {"day": day}).text
    assert "还有几处需要改一下" in page
    assert message in page
    assert db.session.scalar(select(func.count()).select_from(PlanCheck)) == 0


# The end


def test_the_summary_is_written_and_an_old_page_changes_nothing(app, cast):
    plan = running(cast, last=-1)
    client = sign_in(app, cast.teacher)
    assert "请写总结" in client.get(f"/plans/{plan.id}").text
    path, version = f"/plans/{plan.id}/summary", plan.version
    values = {
        "summary": "学会点检",
        "appraisal": "excellent",
        "course": "数控编程",
        "outcome": "加了两个任务",
    }
    page = write(client, path, version=version, **values).text
    for said in ("总结已保存", "优秀", "加了两个任务", "由计划生成实践记录"):
        assert said in page
    assert the_plan().appraisal is Appraisal.EXCELLENT
    answer = write(client, path, version=version, **values | {"summary": "另一份总结"})
    assert answer.status_code == 409
    assert "另一份总结" in answer.text
    wrong = write(
        client, path, version=the_plan().version, **values | {"summary": "", "appraisal": "best"}
    ).text
    assert "请写总结" in wrong
    assert "请选择其中一项" in wrong


def test_a_plan_whose_practice_did_not_happen_is_closed_with_a_reason(app, cast):
    plan = running(cast, first=5, last=20)
    client = sign_in(app, cast.teacher)
    assert "请写明为什么没有成行</p>" in press(client, plan, "close").text
    page = press(client, plan, "close", reason="企业停产").text
    assert "没有成行，已经结束" in page
    assert "企业停产" in page
    assert press(client, the_plan(), "close", reason="再来").status_code == 409
    assert sign_in(app, cast.head).get(f"/plans/{plan.id}/checks/new").status_code == 409


def test_a_plan_with_a_record_or_under_review_is_not_closed(app, cast):
    plan = running(cast, last=-1)
    make_record(cast.teacher_post, cast.site, by=cast.teacher, plan_id=plan.id)
    head = sign_in(app, cast.head)
    answer = press(head, plan, "close", reason="没去")
    assert answer.status_code == 409
    assert "没去" in answer.text
    assert press(head, plan, "close", reason="没去", version=99).status_code == 409
    sent = running(cast, status=S.SUBMITTED)
    assert press(head, sent, "close", reason="没去").status_code == 409


@on_one_database
def test_what_of_ones_plans_waits_stands_on_the_first_page(app, cast):
    client = sign_in(app, cast.teacher)
    assert "计划退回待改" not in client.get("/").get_data(as_text=True)
    plan = running(cast, first=0)
    make_plan(
        cast.teacher_post, cast.site, status=S.RETURNED, by=cast.teacher, reviewer=cast.hr, reason="太少"
    )
    make_plan(cast.teacher_post, cast.site, by=cast.teacher)
    running(cast, first=1)
    page = client.get("/").get_data(as_text=True)
    week = f"/plans/{plan.id}/weeks/{this_week().isoformat()}"
    assert (
        f'<a href="{week}">周志没写（{this_week().isoformat()} 起的一周）</a></span> <b class="num">1</b>'
        in page
    )
    assert '计划退回待改</a></span> <b class="num">1</b>' in page
    assert '计划没有提交</a></span> <b class="num">1</b>' in page
    write_week(plan, this_week(), Week("装夹练习", 1, 16), actor=cast.teacher, at=clock.now())
    assert "周志没写" not in client.get("/").get_data(as_text=True)
