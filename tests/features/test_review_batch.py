"""Taking back what was passed together: as far as each record still allows it, each by its own event."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus as S
from app.domain.workflow import UNDO_WITHIN
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.reviews import bulk_views
from tests.builders import AT, sign_in, token
from tests.conftest import on_one_database
from tests.features.desk import act, send, status_of
from tests.features.test_review_together import confirm, text_of

UNDO = "/reviews/together/undo"


@pytest.fixture
def clock_at(monkeypatch):
    """Sets the time of the pages about many records."""

    def set_to(moment):
        monkeypatch.setattr(bulk_views.clock, "now", lambda: moment)

    return set_to


def passed(client, action, records):
    """Pass them together; the page that follows, and the moment that names the batch."""
    answer = confirm(client, action, records)
    page = client.get(answer.location)
    at = db.session.scalars(select(AuditEvent.at).order_by(AuditEvent.id.desc())).first()
    return page, at.isoformat()


def take_back(client, at):
    data = {"batch": at, "csrf_token": token(client)}
    return client.post(UNDO, data=data, follow_redirects=True)


def three(cast, status=S.ENDORSED):
    records = [send(cast, status=status), send(cast, cast.colleague_post, status=status)]
    return [*records, send(cast, cast.head_post if status is S.ENDORSED else cast.hr_post, status=status)]


def test_what_was_passed_together_is_taken_back_with_one_button_without_a_script(app, cast):
    records, client = three(cast), sign_in(app, cast.hr2)
    page, at = passed(client, "approve", records)
    text = text_of(page)
    assert "3 份已通过" in text
    assert "撤回这一批（" in text
    assert "这一批的 3 份" in text
    assert f'name="batch" value="{at}"'.replace("+", "&#43;") in page.text.replace("+", "&#43;")
    assert "已撤回 3 份" in text_of(take_back(client, at))
    assert {status_of(record) for record in records} == {S.ENDORSED}
    tags = db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)).all()
    assert tags.count("record:approve") == tags.count("record:undo") == 3
    states = {mail.status for mail in db.session.scalars(select(Mail))}
    assert states == {MailStatus.CANCELLED}


def test_what_has_changed_since_stays_and_is_named(app, cast):
    records, client = three(cast), sign_in(app, cast.hr2)
    _, at = passed(client, "approve", records)
    act(sign_in(app, cast.hr), records[0], "revoke", reason="查无此事")
    text = text_of(take_back(client, at))
    assert "已撤回 2 份，1 份不能撤回" in text
    assert f"{records[0].teacher.person.name}（2026-07-06 至 2026-07-31）：在您的决定之后又有了变化" in text
    assert [status_of(record) for record in records] == [S.REVOKED, S.ENDORSED, S.ENDORSED]


def test_only_the_step_of_the_batch_is_taken_back_not_a_later_one_of_the_same_person(app, cast):
    record, client = send(cast, status=S.ENDORSED), sign_in(app, cast.hr2)
    _, at = passed(client, "approve", [record])
    act(client, record, "revoke", reason="查无此事")
    assert "没有一份撤回，1 份不能撤回" in text_of(take_back(client, at))
    assert status_of(record) is S.REVOKED


def test_after_ten_minutes_there_is_no_button_and_nothing_is_taken_back(app, cast, clock_at):
    records, client = three(cast), sign_in(app, cast.hr2)
    _, at = passed(client, "approve", records)
    made = db.session.scalars(select(AuditEvent.at).order_by(AuditEvent.id.desc())).first()
    clock_at(made + UNDO_WITHIN + timedelta(seconds=1))
    text = text_of(client.get("/reviews", query_string={"batch": at}))
    assert "撤回这一批（" not in text
    assert "已过 10 分钟" in text
    assert "没有一份撤回，3 份不能撤回" in text_of(take_back(client, at))
    assert {status_of(record) for record in records} == {S.APPROVED}


def test_nobody_takes_back_what_another_passed(app, cast):
    records, client = three(cast), sign_in(app, cast.hr2)
    _, at = passed(client, "approve", records)
    assert "没有可以撤回的批量决定" in text_of(take_back(sign_in(app, cast.hr), at))
    assert {status_of(record) for record in records} == {S.APPROVED}


@on_one_database
@pytest.mark.parametrize(
    "batch", ["", "x", "2026-07-06", AT.isoformat(), "9" * 400, "0001-01-01T00:00:00+10:00"]
)
def test_nonsense_takes_nothing_back(app, cast, batch):
    client = sign_in(app, cast.hr)
    assert client.get("/reviews", query_string={"batch": batch}).status_code == 200
    assert "没有可以撤回的批量决定" in text_of(take_back(client, batch))


def test_a_head_takes_back_endorsements_made_together(app, cast):
    records, client = three(cast, S.SUBMITTED)[:2], sign_in(app, cast.head)
    page, at = passed(client, "endorse", records)
    assert "2 份已初审通过" in text_of(page)
    assert "已撤回 2 份" in text_of(take_back(client, at))
    assert {status_of(record) for record in records} == {S.SUBMITTED}
