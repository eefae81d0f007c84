"""A draft that was never handed in can be thrown away; nothing that anybody has answered can."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.audit.models import AuditEvent
from app.confirmations.discard_operations import discard_record
from app.confirmations.models import Confirmation
from app.confirmations.operations import MAILS_A_DAY, Mentor, TooManyMailsError, answer, ask
from app.domain.evidence import ConfirmationState
from app.domain.facts import RecordStatus as S
from app.extensions import db
from app.files.models import StoredFile
from app.mail.models import Mail, MailStatus
from app.plans.draft_operations import discard_plan
from app.plans.models import PracticePlan
from app.practice.discard_operations import NotDiscardableError
from app.practice.models import Evidence, PracticeRecord
from app.practice.steps import OthersStepError
from tests.builders import make_evidence, make_plan, make_record, sign_in, token
from tests.conftest import on_one_database


def mine(cast, **values):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher, **values)
    make_evidence(record, by=cast.teacher)
    return record


def press(client, subject, path):
    sent = {"version": subject.version, "csrf_token": token(client)}
    return client.post(f"{path}/discard", data=sent, follow_redirects=True)


def test_a_record_goes_with_its_links_and_lets_go_of_its_files_but_the_log_stays(app, cast):
    record, at = mine(cast), clock.now()
    record_id, file_id = record.id, record.evidence[0].file_id
    _, key = ask(record, Mentor("示例陈师傅", email="chen@example.com"), actor=cast.teacher, at=at)
    client = sign_in(app, cast.teacher)
    assert "确认删除草稿" in client.get(f"/records/{record_id}").get_data(as_text=True)
    assert "草稿已删除" in press(client, record, f"/records/{record_id}").get_data(as_text=True)
    assert client.get(f"/records/{record_id}").status_code == 404
    assert app.test_client().get(f"/c/{key}").status_code == 404
    for table in (PracticeRecord, Evidence, Confirmation):
        assert db.session.scalars(select(table)).all() == []
    assert db.session.get(StoredFile, file_id) is not None
    assert db.session.scalars(select(Mail)).one().status is MailStatus.CANCELLED
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "record:discard")).one()
    assert (event.subject_id, event.before["first_day"]) == (record_id, "2026-07-06")
    assert mine(cast).id > record_id  # of which the log does not speak


def test_a_plan_goes_too_and_its_number_is_not_given_again(app, cast):
    plan = make_plan(cast.teacher_post, cast.site, by=cast.teacher)
    plan_id, client = plan.id, sign_in(app, cast.teacher)
    assert "确认删除草稿" in client.get(f"/plans/{plan_id}").get_data(as_text=True)
    assert "草稿已删除" in press(client, plan, f"/plans/{plan_id}").get_data(as_text=True)
    assert db.session.scalars(select(PracticePlan)).all() == []
    assert make_plan(cast.teacher_post, cast.site, by=cast.teacher).id > plan_id


@on_one_database
@pytest.mark.parametrize("status", [status for status in S if status is not S.DRAFT])
def test_what_was_handed_in_stays(app, cast, status):
    record = make_record(cast.teacher_post, cast.site, status=status, by=cast.teacher, reviewer=cast.hr)
    plan = make_plan(cast.teacher_post, cast.site, status=status, by=cast.teacher, reviewer=cast.hr)
    with pytest.raises(NotDiscardableError):
        discard_record(record, actor=cast.teacher, at=clock.now())
    with pytest.raises(NotDiscardableError):
        discard_plan(plan, actor=cast.teacher, at=clock.now())
    client = sign_in(app, cast.teacher)
    assert press(client, record, f"/records/{record.id}").status_code == 409
    assert press(client, plan, f"/plans/{plan.id}").status_code == 409
    assert "删除草稿" not in client.get(f"/records/{record.id}").get_data(as_text=True)


@on_one_database
def test_what_an_enterprise_has_answered_stays(app, cast):
    record, at = mine(cast), clock.now()
    made, _ = ask(record, Mentor("示例陈师傅"), actor=cast.teacher, at=at)
    answer(made, ConfirmationState.REFUSED, visitor=None, ip="10.0.0.9", at=at, comment="不认识")
    client = sign_in(app, cast.teacher)
    assert "删除草稿" not in client.get(f"/records/{record.id}").get_data(as_text=True)
    page = press(client, record, f"/records/{record.id}")
    assert page.status_code == 409
    assert "企业已经答复过这条记录" in page.get_data(as_text=True)


@on_one_database
def test_who_wrote_it_for_its_owner_may_and_nobody_else(cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.hr)
    for other in (cast.colleague, cast.head, cast.hr2):
        with pytest.raises(OthersStepError):
            discard_record(record, actor=other, at=clock.now())
    discard_record(record, actor=cast.hr, at=clock.now())
    assert db.session.scalars(select(PracticeRecord)).all() == []


@on_one_database
def test_a_correction_in_draft_goes_and_leaves_what_it_was_copied_from(cast):
    earlier = make_record(cast.teacher_post, cast.site, status=S.REVOKED, by=cast.teacher, reviewer=cast.hr)
    copy = mine(cast, copied_from_id=earlier.id)
    discard_record(copy, actor=cast.teacher, at=clock.now())
    assert db.session.scalars(select(PracticeRecord)).all() == [earlier]


@on_one_database
def test_throwing_drafts_away_mails_no_more_links_to_an_enterprise(cast):
    mentor = Mentor("示例陈师傅", email="chen@example.com")
    for _ in range(MAILS_A_DAY):
        record = mine(cast)
        ask(record, mentor, actor=cast.teacher, at=clock.now())
        db.session.execute(update(Mail).values(status=MailStatus.SENT, sent_at=clock.now()))
        discard_record(record, actor=cast.teacher, at=clock.now())
    with pytest.raises(TooManyMailsError):
        ask(mine(cast), mentor, actor=cast.teacher, at=clock.now())
    ask(mine(cast), Mentor("示例何师傅", email="he@example.com"), actor=cast.teacher, at=clock.now())
    ask(mine(cast), mentor, actor=cast.teacher, at=clock.now() + timedelta(days=1, minutes=1))


@on_one_database
@pytest.mark.parametrize("by", ["teacher", "hr"])
def test_its_owner_and_who_wrote_it_learn_it_of_each_other(cast, by):
    record = make_record(cast.teacher_post, cast.site, by=cast.hr)
    actor, other = (cast.teacher, cast.hr) if by == "teacher" else (cast.hr, cast.teacher)
    discard_record(record, actor=actor, at=clock.now())
    mail = db.session.scalars(select(Mail).where(Mail.kind == "draft_discarded")).one()
    assert mail.person_id == other.person_id
    assert f"{actor.person.name}删除了一份还没有提交的草稿" in mail.text
    assert ("由您代填" in mail.text) is (other is cast.hr)


@on_one_database
def test_who_wrote_their_own_is_told_nothing(cast):
    discard_record(mine(cast), actor=cast.teacher, at=clock.now())
    assert db.session.scalars(select(Mail)).all() == []
