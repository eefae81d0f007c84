"""A wrong click on a plan is taken back within ten minutes, while nothing has been done on the plan."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus as S
from app.domain.workflow import UNDO_WITHIN, Action
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.plans.log_operations import Finding, Week, add_check, sum_up, write_week
from app.plans.log_operations import Summary as Summed
from app.plans.models import CheckWay, PracticePlan
from app.plans.operations import act, close_plan, make_record, undo
from app.plans.queries import monday_of
from app.practice.steps import OthersStepError
from app.practice.undo_operations import ChangedSinceError, TooLateError
from tests.builders import AT, make_plan, sign_in
from tests.features.test_plan_log import running
from tests.features.test_plans import press, the_plan

STEPS = [
    (S.SUBMITTED, Action.ENDORSE, "head"),
    (S.SUBMITTED, Action.RETURN, "head"),
    (S.ENDORSED, Action.RETURN, "hr"),
    (S.ENDORSED, Action.APPROVE, "hr"),
    (S.ENDORSED, Action.REJECT, "hr"),
    (S.APPROVED, Action.REVOKE, "hr"),
]
OFFER = ">撤回刚才的决定<"


def sent(cast, status=S.ENDORSED, **values):
    return make_plan(
        cast.teacher_post, cast.site, status=status, by=cast.teacher, reviewer=cast.head, **values
    )


def row_of(plan):
    """Everything the table keeps but the marks of every change."""
    db.session.flush()
    columns = PracticePlan.__table__.columns
    row = db.session.execute(select(*columns).where(columns.id == plan.id)).mappings().one()
    return {name: value for name, value in row.items() if name not in {"version", "updated_at"}}


@pytest.mark.parametrize(("status", "action", "who"), STEPS)
def test_everything_is_as_before_and_the_log_keeps_both(cast, status, action, who):
    plan, actor = sent(cast, status), getattr(cast, who)
    before, version = row_of(plan), plan.version
    act(plan, action, actor=actor, at=AT, reason="点错了")
    undo(plan, actor=actor, at=AT + UNDO_WITHIN)
    assert row_of(plan) == before
    assert plan.version == version + 2
    step, back = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    assert (step.tag, back.tag) == (f"plan:{action}", "plan:undo")
    assert (back.before, back.after) == (step.after, step.before)
    with pytest.raises(ChangedSinceError):
        undo(plan, actor=actor, at=AT + UNDO_WITHIN)


@pytest.mark.parametrize("who", ["teacher", "head", "hr2", "admin", "other_hr"])
def test_only_who_took_the_step_takes_it_back_and_in_time(cast, who):
    plan = sent(cast)
    act(plan, Action.APPROVE, actor=cast.hr, at=AT)
    with pytest.raises(OthersStepError):
        undo(plan, actor=getattr(cast, who), at=AT)
    with pytest.raises(TooLateError):
        undo(plan, actor=cast.hr, at=AT + UNDO_WITHIN + timedelta(seconds=1))


def week(plan, cast, at):
    write_week(plan, monday_of(clock.today()), Week("跟班", 1, 8), actor=cast.teacher, at=at)


def check(plan, cast, at):
    add_check(plan, Finding(clock.today(), CheckWay.PHONE, "示例", "在岗"), actor=cast.head, at=at)


def summary(plan, cast, at):
    sum_up(plan, Summed("学会了"), actor=cast.teacher, at=at)


def record(plan, cast, at):
    plan.summary, plan.summed_up_at = "学会了", at
    make_record(plan, actor=cast.teacher, at=at)


def end(plan, cast, at):
    close_plan(plan, actor=cast.teacher, at=at, reason="企业停产")


@pytest.mark.parametrize("since", [week, check, summary, record, end])
def test_an_approval_that_something_was_done_on_stays(app, cast, since):
    plan, now = running(cast, status=S.ENDORSED), clock.now()
    client, path = sign_in(app, cast.hr), f"/plans/{plan.id}"
    act(plan, Action.APPROVE, actor=cast.hr, at=now)
    assert OFFER in client.get(path).text
    since(plan, cast, now)
    assert OFFER not in client.get(path).text
    answer = press(client, plan, "undo")
    assert answer.status_code == 409
    assert "在您的决定之后，这份计划又有了变化，不能撤回" in answer.text
    assert the_plan().status is S.APPROVED


@pytest.mark.parametrize(
    ("status", "action", "who", "now"),
    [(S.SUBMITTED, "endorse", "head", "待初审"), (S.SUBMITTED, "return", "head", "待初审"),
     (S.ENDORSED, "approve", "hr", "待审批"), (S.ENDORSED, "reject", "hr", "待审批")],
)  # fmt: skip
def test_the_page_offers_the_way_back_after_each_decision(app, cast, status, action, who, now):
    plan = sent(cast, status)
    client, path = sign_in(app, getattr(cast, who)), f"/plans/{plan.id}"
    page = press(client, plan, f"review/{action}", reason="点错了").text
    assert OFFER in page
    assert f'action="{path}/undo"' in page
    for other in (cast.teacher, cast.hr2):
        assert OFFER not in sign_in(app, other).get(path).text
    page = press(client, the_plan(), "undo").text
    assert f"已撤回刚才的决定，这份计划现在是“{now}”" in page
    assert "收回了刚才的决定" in page
    assert OFFER not in page
    assert the_plan().status is status
    assert [mail.status for mail in db.session.scalars(select(Mail))].count(MailStatus.PENDING) == 0


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT, Action.RETURN])
def test_too_late_says_what_is_left_and_an_old_page_is_a_conflict(app, cast, action):
    plan = sent(cast)
    act(plan, action, actor=cast.hr, at=clock.now() - timedelta(minutes=11), reason="示例")
    client = sign_in(app, cast.hr)
    assert OFFER not in client.get(f"/plans/{plan.id}").text
    answer = press(client, plan, "undo")
    assert answer.status_code == 409
    assert "已过 10 分钟，不能再撤回。" in answer.text
    other = sent(cast)
    act(other, action, actor=cast.hr, at=clock.now(), reason="示例")
    assert press(client, other, "undo", version=1).status_code == 409
    assert db.session.get_one(PracticePlan, other.id, populate_existing=True).status is plan.status


def test_a_mail_that_is_out_is_corrected(cast):
    plan = sent(cast)
    act(plan, Action.REJECT, actor=cast.hr, at=AT, reason="示例")
    mail = db.session.scalars(select(Mail)).one()
    mail.status, mail.sent_at = MailStatus.SENT, AT
    undo(plan, actor=cast.hr, at=AT)
    _, correction = db.session.scalars(select(Mail).order_by(Mail.id))
    assert correction.kind == "plan_taken_back"
    assert correction.subject == "更正：您去示例重工有限公司的实践计划现在是“待审批”"
    assert "不作数" in correction.text
