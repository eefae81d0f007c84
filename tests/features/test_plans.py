"""A plan before practice: what is written, and what is missing when it is handed in."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.domain.facts import RecordStatus as S
from app.extensions import db
from app.plans.models import Agreement, Answer, PracticePlan
from app.venues.models import Site
from tests.builders import make_plan, sign_in, token
from tests.samples import archive, pdf

ANSWERS = dict.fromkeys(("own_company", "paid_work", "teaching_clash", "secrecy"), "clear")
REST = {
    "post": "设备维护", "tasks": "学会点检", "transfer": "更新实训项目", "mentor_name": "示例师傅",
    "mentor_phone": "024-8000 0000", "agreement": "to_sign", "insurance": "雇主责任险",
    "safety": "进厂时讲解",
} | ANSWERS  # fmt: skip


def when(first: int = 30, last: int = 55) -> dict[str, str]:
    today = clock.today()
    return {
        "first_day": str(today + timedelta(days=first)), "last_day": str(today + timedelta(days=last)),
        "pattern": "workdays", "half_hours": "8",
    }  # fmt: skip


def write(client, path="/plans/new", **values):
    data = when() | {"csrf_token": token(client)} | values
    return client.post(path, data=data, content_type="multipart/form-data", follow_redirects=True)


def press(client, plan, button, **values):
    data = {"csrf_token": token(client), "version": plan.version} | values
    return client.post(f"/plans/{plan.id}/{button}", data=data, follow_redirects=True)


def the_plan() -> PracticePlan:
    db.session.expire_all()
    return db.session.scalars(select(PracticePlan)).one()


# Writing


def test_place_and_days_are_enough_for_a_draft(app, cast):
    client = sign_in(app, cast.teacher)
    page = write(client, site_id=cast.site.id).text
    assert "已存为草稿" in page
    plan = the_plan()
    assert (plan.status, plan.site_id, plan.agreement, plan.own_company) == (
        S.DRAFT,
        cast.site.id,
        None,
        None,
    )
    assert "还有 12 处要补齐，补齐后可以提交" in page
    assert "按这个计划完成后" in page


def test_each_gap_leads_to_its_field(app, cast):
    client = sign_in(app, cast.teacher)
    write(client, site_id=cast.site.id)
    path = f"/plans/{the_plan().id}"
    gaps = re.findall(rf'<li><a href="({path}/edit\?check=1)#(\w+)">', client.get(path).text)
    assert len(gaps) == 12
    form = client.get(gaps[0][0]).text
    for _, field in gaps:
        assert f'id="{field}"' in form
        assert f'id="{field}-error"' in form


def test_the_same_draft_sent_twice_is_one(app, cast):
    client = sign_in(app, cast.teacher)
    first, second = (write(client, site_id=cast.site.id, **REST).text for _ in range(2))
    assert the_plan().mentor_name == "示例师傅"
    assert "已存为草稿" in first
    assert "同样内容的草稿已经存过，没有再存一份" in second


def test_a_file_that_comes_with_a_plan_handed_in_is_named_as_not_kept(app, cast):
    client = sign_in(app, cast.teacher)
    write(client, site_id=cast.site.id, **REST)
    press(client, the_plan(), "submit")
    assert the_plan().status is S.SUBMITTED
    again = write(client, site_id=cast.site.id, files=(io.BytesIO(pdf()), "协议.pdf"), **REST).text
    assert "“协议.pdf”没有保存：那一份已经提交或处理完毕，不能再加文件。" in again
    assert the_plan().agreement_file is None


def test_a_new_enterprise_can_be_named(app, cast):
    write(sign_in(app, cast.teacher), enterprise="示例新企业有限公司", **REST)
    assert the_plan().site.name == "示例新企业有限公司"


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(app, cast):
    client = sign_in(app, cast.teacher)
    wrong = when(30, 20) | {
        "enterprise": "示例新企业有限公司",
        "mentor_phone": "打前台",
        "agreement": "maybe",
    }
    page = write(client, **REST | wrong).text
    for message in ("电话只写数字", "请选择其中一项"):
        assert message in page
    assert 'value="打前台"' in page
    page = write(client, **REST | wrong | {"mentor_phone": "13800000000", "agreement": "signed"}).text
    assert "结束日期早于开始日期" in page
    assert "更新实训项目" in page
    for table in (PracticePlan, Site):
        assert db.session.scalar(select(func.count()).select_from(table)) == (table is Site)


def test_a_closed_enterprise_is_refused(app, cast):
    cast.site.active = False
    page = write(sign_in(app, cast.teacher), enterprise=cast.site.name, **REST).text
    assert "这个企业在名录里已停用，请联系人事处" in page


def test_the_agreement_is_kept_and_shown_and_a_file_that_is_none_is_named(app, cast):
    client = sign_in(app, cast.teacher)
    page = write(client, site_id=cast.site.id, files=(io.BytesIO(archive()), "协议.zip"), **REST).text
    assert "“协议.zip”没有保存" in page
    plan = the_plan()
    assert plan.agreement_file is None
    path = f"/plans/{plan.id}/edit"
    values = REST | {"site_id": cast.site.id, "version": plan.version, "agreement": "signed"}
    page = write(client, path, files=(io.BytesIO(pdf()), "../协议.pdf"), **values).text
    assert "已保存" in page
    assert the_plan().agreement_name == "协议.pdf"
    answer = sign_in(app, cast.head).get(f"/plans/{plan.id}/agreement")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    answer.close()
    assert sign_in(app, cast.colleague).get(f"/plans/{plan.id}/agreement").status_code == 404


def test_a_plan_without_file_has_none_to_show(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, by=cast.teacher)
    assert sign_in(app, cast.teacher).get(f"/plans/{plan.id}/agreement").status_code == 404


def test_an_old_page_does_not_overwrite_and_gives_the_words_back(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, by=cast.teacher)
    client = sign_in(app, cast.teacher)
    values = REST | {"site_id": cast.site.id, "version": plan.version}
    write(client, f"/plans/{plan.id}/edit", **values)
    answer = write(client, f"/plans/{plan.id}/edit", **values | {"tasks": "写了两页的任务"})
    assert answer.status_code == 409
    assert "写了两页的任务" in answer.text
    assert the_plan().tasks == "学会点检"


def test_what_is_under_review_cannot_be_changed(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher)
    assert sign_in(app, cast.teacher).get(f"/plans/{plan.id}/edit").status_code == 409


def test_the_slip_of_a_plan_is_told_in_its_own_words(app, cast):
    client = sign_in(app, cast.teacher)
    said = client.get("/records/preview", query_string=when() | {"plan": 1, "site_id": cast.site.id}).text
    assert "按这个计划完成后" in said
    assert "结束之后才能提交" not in said


# Handing in


def test_what_is_missing_stands_beside_its_fields_and_stops_the_plan(app, cast):
    client = sign_in(app, cast.teacher)
    write(client, site_id=cast.site.id)
    page = press(client, the_plan(), "submit").text
    assert "还有 12 处要补齐" in page
    for message in ("请填写岗位", "请写明保险的险种和保单", "请选择协议是否已签", "请回答这一条"):
        assert message in page
    assert page.count("请回答这一条</p>") == 4
    assert the_plan().status is S.DRAFT


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"agreement_number": ""}, "协议已签的，请填写编号或日期"),
        ({"paid_work": Answer.CONFLICT}, "上面有一条有冲突，请说明情况和打算怎样避免"),
        ({"first_day": -1}, "开始日期已过，请写明为什么补报，审核的人会看到"),
        ({"first_day": -9, "last_day": -1}, "这段实践已经结束，不再补计划，请直接记一段实践"),
    ],
)
def test_some_things_are_asked_only_of_some(app, cast, change, message):
    days = {name: clock.today() + timedelta(days=n) for name, n in change.items() if name.endswith("_day")}
    plan = make_plan(cast.teacher_post, cast.site, by=cast.teacher, **change | days)
    client = sign_in(app, cast.teacher)
    assert message in client.get(f"/plans/{plan.id}").text
    assert message in press(client, plan, "submit").text
    assert the_plan().status is S.DRAFT


def test_a_plan_without_a_day_is_not_handed_in(app, cast):
    day = clock.today() + timedelta(days=30)
    plan = make_plan(cast.teacher_post, cast.site, day, day, by=cast.teacher, absent=frozenset({day}))
    assert "没有一天会去，请检查" in press(sign_in(app, cast.teacher), plan, "submit").text
    assert the_plan().status is S.DRAFT


def test_a_plan_that_begins_today_needs_no_excuse(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, clock.today(), by=cast.teacher)
    assert "已提交" in press(sign_in(app, cast.teacher), plan, "submit").text


def test_a_conflict_does_not_stop_it_and_reviewers_are_told(app, cast):
    plan = make_plan(
        cast.teacher_post, cast.site, clock.today() - timedelta(days=1), by=cast.teacher,
        own_company=Answer.CONFLICT, conflict_note="妻子持股百分之三", late_reason="企业临时通知",
        agreement=Agreement.TO_SIGN,
    )  # fmt: skip
    other = make_plan(cast.teacher_post, cast.site, status=S.APPROVED, by=cast.teacher, reviewer=cast.hr)
    other.first_day = clock.today()
    owner = sign_in(app, cast.teacher)
    assert "已提交" in press(owner, plan, "submit").text
    page = sign_in(app, cast.head).get(f"/plans/{plan.id}").text
    for flag in (
        "本人填写有冲突：实践单位是本人",
        "妻子持股百分之三",
        "开始以后才补报：企业临时通知",
        "协议待签",
    ):
        assert flag in page
    assert "日期重叠" in page
    assert "请留意" not in owner.get(f"/plans/{plan.id}").text


def test_the_database_keeps_the_negative_list_too(app, cast):
    for wrong in ({"secrecy": None}, {"secrecy": Answer.CONFLICT, "conflict_note": ""}):
        with pytest.raises(IntegrityError):
            make_plan(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher, **wrong)
        db.session.rollback()
