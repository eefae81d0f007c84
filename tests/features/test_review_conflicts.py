"""Whose word it is, and two reviewers at once."""

import threading
from contextvars import Context

import pytest

from app.accounts.models import AccountRole
from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.extensions import db
from app.mail.models import Mail
from tests.builders import make_account, make_teacher, sign_in, token
from tests.conftest import on_one_database
from tests.features.desk import act, send, status_of


@on_one_database
@pytest.mark.parametrize(
    ("status", "action", "who", "code"),
    [
        (S.SUBMITTED, "endorse", "teacher", 403),
        (S.SUBMITTED, "endorse", "colleague", 404),
        (S.SUBMITTED, "endorse", "other_head", 404),
        (S.SUBMITTED, "endorse", "hr", 403),
        (S.SUBMITTED, "endorse", "admin", 403),
        (S.SUBMITTED, "endorse", "other_hr", 404),
        (S.ENDORSED, "approve", "teacher", 403),
        (S.ENDORSED, "approve", "head", 403),
        (S.ENDORSED, "approve", "admin", 403),
        (S.ENDORSED, "approve", "other_hr", 404),
        (S.APPROVED, "revoke", "head", 403),
        (S.SUBMITTED, "submit", "head", 404),
        (S.SUBMITTED, "applaud", "head", 404),
    ],
)
def test_nobody_says_what_is_not_theirs_to_say(app, cast, status, action, who, code):
    record = send(cast, status=status)
    client = sign_in(app, getattr(cast, who))
    assert act(client, record, action, reason="示例原因").status_code == code
    assert status_of(record) is status


def test_nobody_decides_their_own_case_with_whichever_account(app, cast):
    record = send(cast, cast.hr_post, status=S.ENDORSED)
    second = make_account(cast.hr.person, Role.HR, Role.ADMIN, username="zweit")
    for account in (cast.hr, second):
        assert act(sign_in(app, account), record, "approve").status_code == 403
    assert status_of(record) is S.ENDORSED


def test_the_administrator_decides_for_the_only_hr_person(app, cast):
    record = send(cast, cast.hr_post, status=S.ENDORSED)
    cast.hr2.grants = [AccountRole(role=Role.TEACHER)]
    make_teacher(cast.hr2.person, cast.other_department)
    assert act(sign_in(app, cast.admin), record, "approve").location == "/reviews"
    assert status_of(record) is S.APPROVED


# Two at once


def test_a_word_on_an_old_page_is_a_conflict_that_keeps_the_reason(app, cast):
    record = send(cast, status=S.ENDORSED)
    answer = act(sign_in(app, cast.hr), record, "reject", version=record.version - 1, reason="写了很久的原因")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "写了很久的原因" in page
    assert "现在是“待审批”" in page
    assert f"/records/{record.id}" in page


def test_a_closed_step_is_a_conflict_even_with_the_right_version(app, cast):
    record = send(cast, status=S.APPROVED)
    assert act(sign_in(app, cast.hr), record, "approve").status_code == 409


def test_of_two_reviewers_at_once_one_succeeds_and_one_is_told(app, cast):
    record = send(cast, status=S.ENDORSED)
    db.session.commit()
    words = {
        "approve": (sign_in(app, cast.hr), ""),
        "reject": (sign_in(app, cast.hr2), "两人同时审批时写的原因"),
    }
    tokens = {action: token(client) for action, (client, _) in words.items()}
    path, version = f"/records/{record.id}/review", record.version
    db.session.rollback()
    together, answers = threading.Barrier(2), {}

    def speak(action):
        client, reason = words[action]
        together.wait()
        answers[action] = client.post(
            f"{path}/{action}", data={"version": version, "reason": reason, "csrf_token": tokens[action]}
        )

    threads = [threading.Thread(target=Context().run, args=(speak, action)) for action in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = {action: answer.status_code for action, answer in answers.items()}
    assert sorted(codes.values()) == [302, 409]
    won = next(action for action, code in codes.items() if code == 302)
    assert status_of(record) is {"approve": S.APPROVED, "reject": S.REJECTED}[won]
    if won == "approve":
        assert "两人同时审批时写的原因" in answers["reject"].get_data(as_text=True)
    assert db.session.query(Mail).count() == 1
