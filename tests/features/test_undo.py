"""A wrong click is taken back within ten minutes, by whoever made it, as a step of its own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus as S
from app.domain.workflow import UNDO_WITHIN, Action
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.plans.operations import make_record
from app.practice.copy_operations import copy_record
from app.practice.models import PracticeRecord
from app.practice.operations import act as take
from app.practice.steps import OthersStepError
from app.practice.undo_operations import ChangedSinceError, CopiedError, TooLateError, undo
from app.recognition.frozen_verdict import to_json
from tests.builders import AT, make_proposal, make_stand_in, sign_in, token
from tests.features.desk import act, send, status_of
from tests.features.test_plan_log import running
from tests.recommendations import VERDICT

STEPS = [
    (S.SUBMITTED, Action.ENDORSE, "head"),
    (S.SUBMITTED, Action.RETURN, "head"),
    (S.ENDORSED, Action.RETURN, "hr"),
    (S.ENDORSED, Action.APPROVE, "hr"),
    (S.ENDORSED, Action.REJECT, "hr"),
    (S.APPROVED, Action.REVOKE, "hr"),
]


def row_of(record):
    """Everything the table keeps but the marks of every change."""
    db.session.flush()
    columns = PracticeRecord.__table__.columns
    row = db.session.execute(select(*columns).where(columns.id == record.id)).mappings().one()
    return {name: value for name, value in row.items() if name not in {"version", "updated_at"}}


def press(client, record, version=None):
    data = {"version": version or status_and_version(record)[1], "csrf_token": token(client)}
    return client.post(f"/records/{record.id}/undo", data=data)


def status_and_version(record):
    now = db.session.get_one(PracticeRecord, record.id, populate_existing=True)
    return now.status, now.version


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(("status", "action", "who"), STEPS)
def test_everything_is_as_before_and_the_log_keeps_both(cast, status, action, who):
    record, actor = send(cast, status=status), getattr(cast, who)
    before, version = row_of(record), record.version
    take(record, action, actor=actor, at=AT, reason="点错了")
    undo(record, actor=actor, at=AT + UNDO_WITHIN)
    assert row_of(record) == before
    assert record.version == version + 2
    step, back = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    assert (step.tag, back.tag) == (f"record:{action}", "record:undo")
    assert (back.before, back.after) == (step.after, step.before)


@pytest.mark.parametrize(("status", "action", "who"), STEPS)
def test_after_ten_minutes_it_is_too_late(cast, status, action, who):
    record, actor = send(cast, status=status), getattr(cast, who)
    take(record, action, actor=actor, at=AT, reason="示例")
    after = row_of(record)
    with pytest.raises(TooLateError):
        undo(record, actor=actor, at=AT + UNDO_WITHIN + timedelta(seconds=1))
    assert row_of(record) == after


@pytest.mark.parametrize("who", ["teacher", "head", "hr2", "admin", "other_hr"])
def test_only_who_took_the_step_takes_it_back(cast, who):
    record = send(cast, status=S.ENDORSED)
    take(record, Action.APPROVE, actor=cast.hr, at=AT)
    with pytest.raises(OthersStepError):
        undo(record, actor=getattr(cast, who), at=AT)


def test_what_happened_since_stands_in_the_way(cast):
    record = send(cast)
    take(record, Action.ENDORSE, actor=cast.head, at=AT)
    take(record, Action.RETURN, actor=cast.hr, at=AT, reason="示例")
    with pytest.raises(ChangedSinceError):
        undo(record, actor=cast.head, at=AT)
    undo(record, actor=cast.hr, at=AT)
    with pytest.raises(ChangedSinceError):
        undo(record, actor=cast.hr, at=AT)
    assert record.status is S.ENDORSED
    assert record.endorsed_by is cast.head


def test_who_has_lost_the_part_cannot_take_back(cast):
    record, lent = send(cast), make_stand_in(cast.colleague, cast.head, AT.date())
    take(record, Action.ENDORSE, actor=cast.colleague, at=AT)
    lent.ended_at = AT
    with pytest.raises(OthersStepError):
        undo(record, actor=cast.colleague, at=AT)


@pytest.mark.parametrize("hr", [False, True])
def test_who_stands_in_takes_back_in_the_name_of_both(app, cast, hr):
    lender = cast.hr if hr else cast.head
    make_stand_in(cast.colleague, lender, clock.today(), hr=hr)
    record = send(cast, status=S.ENDORSED if hr else S.SUBMITTED)
    client = sign_in(app, cast.colleague)
    assert act(client, record, "approve" if hr else "endorse").status_code == 302
    assert press(client, record).status_code == 302
    page = text_of(sign_in(app, cast.teacher).get(f"/records/{record.id}"))
    assert page.count(f"示例李华（代{lender.person.name}）") == 2
    undone = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "record:undo")).one()
    assert undone.after["instead_of"] == lender.person_id


def test_handing_in_is_no_decision(cast):
    record = send(cast, cast.head_post, status=S.DRAFT)
    record.entered_by = cast.head
    take(record, Action.SUBMIT, actor=cast.head, at=AT)
    assert record.status is S.ENDORSED
    with pytest.raises(OthersStepError):
        undo(record, actor=cast.head, at=AT)


def test_the_table_alone_takes_nothing_back(cast):
    record = send(cast, status=S.ENDORSED)
    take(record, Action.APPROVE, actor=cast.hr, at=AT)
    with pytest.raises(OthersStepError):
        take(record, Action.UNDO, actor=cast.hr, at=AT)


# Mails


def test_mails_that_have_not_gone_out_are_stopped(cast):
    record = send(cast, status=S.ENDORSED)
    take(record, Action.APPROVE, actor=cast.hr, at=AT)
    undo(record, actor=cast.hr, at=AT)
    mail = db.session.scalars(select(Mail)).one()
    assert mail.status is MailStatus.CANCELLED


@pytest.mark.parametrize("status", [MailStatus.SENT, MailStatus.CLAIMED])
def test_mails_that_are_out_or_going_out_are_corrected(cast, status):
    record = send(cast, status=S.ENDORSED)
    take(record, Action.REJECT, actor=cast.hr, at=AT, reason="示例")
    mail = db.session.scalars(select(Mail)).one()
    mail.status = status
    mail.sent_at = AT if status is MailStatus.SENT else None
    mail.claimed_until = AT if status is MailStatus.CLAIMED else None
    undo(record, actor=cast.hr, at=AT)
    _, correction = db.session.scalars(select(Mail).order_by(Mail.id))
    assert correction.kind == "record_taken_back"
    assert correction.subject == "更正：您在示例重工有限公司的记录现在是“待审批”"
    assert "不作数" in correction.text


def test_a_stopped_mail_is_not_sent_and_reads_as_taken_back(app, cast):
    record = send(cast, status=S.ENDORSED)
    client = sign_in(app, cast.hr)
    act(client, record, "approve")
    assert press(client, record).status_code == 302
    assert "已收回，不作数" in text_of(sign_in(app, cast.teacher).get("/reminders"))
    assert "已收回，没有发出" in text_of(client.get(f"/mail/{db.session.scalars(select(Mail.id)).one()}"))


def test_deciding_anew_writes_anew(cast):
    record = send(cast, status=S.ENDORSED)
    for _ in range(2):
        take(record, Action.APPROVE, actor=cast.hr, at=AT)
        undo(record, actor=cast.hr, at=AT)
    take(record, Action.APPROVE, actor=cast.hr, at=AT)
    statuses = db.session.scalars(select(Mail.status).order_by(Mail.id)).all()
    assert statuses == [MailStatus.CANCELLED, MailStatus.CANCELLED, MailStatus.PENDING]


# Pages


def test_the_desk_offers_the_way_back_after_a_decision_and_so_does_the_record(app, cast):
    record = send(cast, status=S.ENDORSED)
    client = sign_in(app, cast.hr)
    page = text_of(client.get(act(client, record, "approve").location))
    assert "示例王明的记录已通过" in page
    assert f'action="/records/{record.id}/undo"' in page
    assert "撤回刚才的决定" in text_of(client.get(f"/records/{record.id}"))
    assert "撤回刚才的决定" not in text_of(sign_in(app, cast.hr2).get(f"/records/{record.id}"))
    answer = press(client, record)
    assert answer.location == f"/reviews?record={record.id}"
    page = text_of(client.get(answer.location))
    assert "已撤回刚才的决定，这条记录现在是“待审批”" in page
    assert "收回了刚才的决定" in page


def test_a_name_in_the_flash_stays_a_name(app, cast):
    cast.teacher.person.name = "<b>示例</b>"
    record = send(cast, status=S.ENDORSED)
    client = sign_in(app, cast.hr)
    page = text_of(client.get(act(client, record, "approve").location))
    assert "&lt;b&gt;示例&lt;/b&gt;的记录已通过" in page


def test_too_late_is_a_conflict_that_says_what_is_left(app, cast):
    record = send(cast, status=S.ENDORSED)
    long_ago = clock.now() - timedelta(minutes=11)
    take(record, Action.APPROVE, actor=cast.hr, at=long_ago)
    client = sign_in(app, cast.hr)
    assert "撤回刚才的决定" not in text_of(client.get(f"/records/{record.id}"))
    answer = press(client, record)
    assert answer.status_code == 409
    assert "已过 10 分钟，不能再撤回。如确有错误，只能撤销" in text_of(answer)
    assert status_of(record) is S.APPROVED


def test_an_old_page_and_a_second_press_are_conflicts(app, cast):
    record = send(cast, status=S.ENDORSED)
    client = sign_in(app, cast.hr)
    act(client, record, "approve")
    assert press(client, record, version=1).status_code == 409
    assert status_of(record) is S.APPROVED
    assert press(client, record).status_code == 302
    answer = press(client, record)
    assert answer.status_code == 409
    assert "又有了变化" in text_of(answer)


def verdict_counting(record_id):
    verdict = to_json(VERDICT)
    verdict["lines"][0]["records"] = [{"record": str(record_id), "half_hours": 16}]
    return verdict


@pytest.mark.parametrize("decided", [False, True])
def test_an_approval_that_a_recommendation_rests_on_is_not_taken_back(app, cast, decided):
    record = send(cast, status=S.ENDORSED)
    client = sign_in(app, cast.hr)
    act(client, record, "approve")
    proposal = make_proposal(
        cast.teacher_post, by=cast.hr2, decided_by=cast.admin if decided else None,
        verdict=verdict_counting(record.id),
    )  # fmt: skip
    answer = press(client, record)
    assert answer.status_code == 409
    assert "已用于推荐" in text_of(answer)
    assert status_of(record) is S.APPROVED
    proposal.verdict = verdict_counting(999_999)
    assert press(client, record).status_code == 302


# Another record in its place


@pytest.mark.parametrize(
    ("status", "action", "submitted"),
    [
        (S.APPROVED, Action.REVOKE, True),
        (S.APPROVED, Action.REVOKE, False),
        (S.ENDORSED, Action.REJECT, False),
    ],
)
def test_what_has_been_copied_since_stays_ended(app, cast, status, action, submitted):
    record = send(cast, status=status)
    take(record, action, actor=cast.hr, at=clock.now(), reason="示例")
    client, path = sign_in(app, cast.hr), f"/records/{record.id}"
    assert "撤回刚才的决定" in text_of(client.get(path))
    copy = copy_record(record, actor=cast.teacher, at=clock.now())
    if submitted:
        take(copy, Action.SUBMIT, actor=cast.teacher, at=clock.now())
    assert "撤回刚才的决定" not in text_of(client.get(path))
    answer = press(client, record)
    assert answer.status_code == 409
    assert "本人已把它复制为新的记录，不能再撤回；请在新记录里处理" in text_of(answer)
    assert status_of(record) is (S.REVOKED if action is Action.REVOKE else S.REJECTED)


@pytest.mark.parametrize("copied", [True, False])
def test_with_a_plan_the_new_record_is_told_too(app, cast, copied):
    plan = running(cast, first=-25, last=-2, summary="学会了点检", summed_up_at=AT)
    record = send(cast, status=S.ENDORSED, plan_id=plan.id)
    take(record, Action.REJECT, actor=cast.hr, at=clock.now(), reason="示例")
    if copied:
        other = copy_record(record, actor=cast.teacher, at=clock.now())
        said = "本人已把它复制为新的记录"
    else:
        other = make_record(plan, actor=cast.teacher, at=clock.now())
        said = "这段实践已另有一条记录，不能再撤回；请在那条记录里处理"
    assert other.plan_id == plan.id
    client = sign_in(app, cast.hr)
    assert "撤回刚才的决定" not in text_of(client.get(f"/records/{record.id}"))
    answer = press(client, record)
    assert answer.status_code == 409
    assert said in text_of(answer)


def test_one_record_of_a_chain_of_copies_lives(cast):
    """Undone in an order that leaves an ended copy between two others."""
    first = send(cast, status=S.APPROVED)
    take(first, Action.REVOKE, actor=cast.hr, at=AT, reason="示例")
    second = copy_record(first, actor=cast.teacher, at=AT)
    for action, actor in (
        (Action.SUBMIT, cast.teacher),
        (Action.ENDORSE, cast.head),
        (Action.REJECT, cast.hr),
    ):
        take(second, action, actor=actor, at=AT, reason="示例")
    undo(first, actor=cast.hr, at=AT)
    assert first.status is S.APPROVED
    with pytest.raises(CopiedError):
        undo(second, actor=cast.hr, at=AT)
    assert copy_record(second, actor=cast.teacher, at=AT) is first
    take(first, Action.REVOKE, actor=cast.hr, at=AT, reason="示例")
    third = copy_record(second, actor=cast.teacher, at=AT)
    assert copy_record(first, actor=cast.teacher, at=AT) is third
