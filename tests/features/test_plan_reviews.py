"""The way of a plan: who says what to it, who is written to, and who may know of it."""

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.domain.workflow import Action
from app.extensions import db
from app.mail.models import Mail
from app.plans.operations import act
from app.plans.queries import plans_waiting, waiting_for
from app.plans.todo_queries import plan_todo_of
from app.practice.steps import OthersStepError
from app.web.nav import Waits
from tests.builders import AT, make_account, make_plan, sign_in
from tests.features.test_plans import REST, press, the_plan, write


def mails() -> list[tuple[str, str]]:
    return [(one.kind, one.recipient) for one in db.session.scalars(select(Mail).order_by(Mail.id))]


# The way of a plan


def test_a_plan_returned_amended_endorsed_and_approved_with_a_mail_at_each_step(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, by=cast.teacher)
    owner, head, hr = (sign_in(app, who) for who in (cast.teacher, cast.head, cast.hr))
    page = press(owner, plan, "submit").text
    assert "等待机电系负责人示例赵主任初审，刚收到" in page
    assert "去审核" in head.get("/plans").text
    page = press(head, plan, "review/return", reason="任务写得太少").text
    assert "示例王明的计划已退回" in page
    assert "任务写得太少" in owner.get(f"/plans/{plan.id}").text
    assert (plans_waiting(cast.teacher), plan_todo_of(cast.teacher).returned) == (Waits(0), 1)
    values = REST | {"site_id": cast.site.id, "version": plan.version}
    write(owner, f"/plans/{plan.id}/edit", **values)
    press(owner, plan, "submit")
    assert "接着由人事处审批" in press(head, plan, "review/endorse").text
    assert "等待人事处示例孙人事、示例周人事审批" in owner.get(f"/plans/{plan.id}").text
    assert "计划已批准" in press(hr, plan, "review/approve").text
    assert the_plan().status is S.APPROVED
    kinds = [kind for kind, _ in mails()]
    assert kinds == ["plan_waiting", "plan_answered", "plan_waiting", *["plan_waiting"] * 2, "plan_answered"]
    last = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert "已批准。开始以后请每周写周志" in last.text
    assert f"/plans/{plan.id}" in last.text
    ordered = select(AuditEvent.tag).where(AuditEvent.subject == "plan").order_by(AuditEvent.id)
    tags = db.session.scalars(ordered).all()
    assert tags == [f"plan:{step}" for step in ("submit", "return", "edit", "submit", "endorse", "approve")]


def test_an_answer_goes_to_the_owner_and_to_who_wrote_the_plan_as_with_records(cast):
    plan = make_plan(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.hr)
    act(plan, Action.RETURN, actor=cast.head, at=AT, reason="任务写得太少")
    told = {one.person_id: one for one in db.session.scalars(select(Mail))}
    assert told.keys() == {cast.teacher.person_id, cast.hr.person_id}
    assert told[cast.teacher.person_id].subject.startswith("您去")
    assert told[cast.hr.person_id].subject.startswith("示例王明去")
    assert "由您代填" in told[cast.hr.person_id].text


def test_a_plan_withdrawn_can_be_handed_in_again_and_one_rejected_cannot(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, status=S.ENDORSED, by=cast.teacher, reviewer=cast.head)
    owner, hr = sign_in(app, cast.teacher), sign_in(app, cast.hr)
    assert "已撤回" in press(owner, plan, "withdraw").text
    assert press(owner, plan, "withdraw").status_code == 409
    press(owner, plan, "submit")
    press(sign_in(app, cast.head), plan, "review/endorse")
    press(hr, plan, "review/reject", reason="与排课冲突")
    assert the_plan().status is S.REJECTED
    page = owner.get(f"/plans/{plan.id}").text
    assert "这份计划不再执行，需要时请另写一份" in page
    assert press(owner, plan, "submit").status_code == 409


def test_a_word_without_reason_asks_for_one_and_an_endless_one_comes_back(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher)
    head = sign_in(app, cast.head)
    assert "请写明原因，本人会看到</p>" in press(head, plan, "review/return").text
    page = press(head, plan, "review/return", reason="很长" * 501).text
    assert "原因最多 1000 字" in page
    assert "很长" * 501 in page
    assert the_plan().status is S.SUBMITTED


def test_of_two_reviewers_the_slower_one_gets_the_words_back(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, status=S.ENDORSED, by=cast.teacher, reviewer=cast.head)
    seen = plan.version
    first, second = sign_in(app, cast.hr), sign_in(app, cast.hr2)
    press(first, plan, "review/approve")
    answer = press(second, plan, "review/return", version=seen, reason="写好的意见")
    assert answer.status_code == 409
    assert "现在是“已通过”" in answer.text
    assert "写好的意见" in answer.text
    for action, status in (("endorse", 409), ("dance", 404), ("submit", 404)):
        assert press(second, plan, f"review/{action}", version=the_plan().version).status_code == status


def test_nobody_reviews_their_own_plan_and_heads_go_straight_to_hr(app, cast):
    own = make_plan(cast.head_post, cast.site, by=cast.head)
    act(own, Action.SUBMIT, actor=cast.head, at=AT)
    assert own.status is S.ENDORSED
    second = make_account(cast.head.person, Role.HR, username="zweit")
    with pytest.raises(OthersStepError):
        act(own, Action.APPROVE, actor=second, at=AT)
    assert waiting_for(second) == []
    assert waiting_for(cast.hr) == [own]


def test_heads_decide_nothing_that_is_hrs(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, status=S.ENDORSED, by=cast.teacher, reviewer=cast.head)
    assert press(sign_in(app, cast.head), plan, "review/approve").status_code == 403


# Lists


def test_who_reads_which_plans(app, cast):
    make_plan(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher)
    draft = make_plan(cast.colleague_post, cast.site, by=cast.colleague)
    approved = make_plan(
        cast.colleague_post, cast.site, status=S.APPROVED, by=cast.colleague, reviewer=cast.hr
    )
    head = sign_in(app, cast.head).get("/plans").text
    assert head.index("等我审核") < head.index("示例王明") < head.index("示例李华")
    assert f'/plans/{draft.id}"' not in head
    assert "示例王明" not in sign_in(app, cast.other_head).get("/plans").text
    hr = sign_in(app, cast.hr)
    assert "示例王明" in hr.get("/plans").text
    shown = hr.get(
        f"/plans?status=approved&department={cast.department.id}&year={approved.first_day.year}"
    ).text
    assert "示例李华" in shown
    assert "示例王明" not in shown
    for nothing in ("year=1999", f"department={cast.other_department.id}", "status=rejected"):
        assert "没有符合条件的计划" in hr.get(f"/plans?{nothing}").text
    assert "示例李华" in hr.get("/plans?year=abc&status=xyz&department=99999999999").text


def test_a_teacher_without_plans_is_told_how_to_begin(app, cast):
    page = sign_in(app, cast.teacher).get("/plans").text
    assert "暑假打算去企业？先写个计划" in page
    assert "教师的计划" not in page


def test_the_menu_counts_what_waits(app, cast):
    make_plan(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher)
    make_plan(cast.teacher_post, cast.site, status=S.RETURNED, by=cast.teacher, reviewer=cast.head)
    waits = {who: plans_waiting(account) for who, account in cast.accounts().items()}
    assert {who: one.number for who, one in waits.items() if one.number} == {"head": 1}
    assert waits["head"].since
    returned = {who: plan_todo_of(account).returned for who, account in cast.accounts().items()}
    assert {who: number for who, number in returned.items() if number} == {"teacher": 1}


# Reasons


def test_a_plan_is_returned_with_a_reason_picked_from_the_list(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher, reviewer=cast.head)
    head = sign_in(app, cast.head)
    assert "目标与任务写得太少" in head.get(f"/plans/{plan.id}").text
    press(head, plan, "review/return", common="目标与任务写得太少", reason="写到能看懂")
    assert (the_plan().status, the_plan().reason) == (S.RETURNED, "目标与任务写得太少；写到能看懂")


def test_without_a_reason_the_page_says_so_above_and_stands_in_the_text(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher, reviewer=cast.head)
    page = press(sign_in(app, cast.head), plan, "review/return", common="其他").text
    above, box = page.split("<textarea", 1)[0], page.split("<textarea", 1)[1].split(">")[0]
    assert "还没有办理" in above
    assert f'<a href="#reason-plans-{plan.id}-review-return">请写明原因，本人会看到</a>' in above
    assert "autofocus" in box
    assert 'value="其他" checked' in page
    assert page.count('class="btn"') + page.count('class="btn "') == 1
