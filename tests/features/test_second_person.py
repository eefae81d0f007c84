"""One person with two accounts in their hands is not two people."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.second_person_queries import NotIndependentError, who_can
from app.domain.roles import Role
from app.extensions import db
from app.mail.models import Mail
from app.schools.decision_operations import confirm, refuse
from app.schools.law_models import AdditionState
from app.schools.law_operations import publish
from app.schools.models import DecisionStatus
from app.teachers.account_operations import Grants, open_account, reset_password, set_roles
from tests.architecture.test_transactions import statements_of
from tests.builders import AT, make_account, make_addition, make_decision, make_person, sign_in, token

HR = Grants(frozenset({Role.HR}))
DAY = timedelta(days=1)


def reset(account, by, at=AT):
    return reset_password(account, actor=by, at=at, fast_hash=True)


def mails():
    found = select(Mail).where(Mail.kind == "account_changed").order_by(Mail.id)
    return [(mail.person_id, mail.subject) for mail in db.session.scalars(found)]


@pytest.mark.parametrize("when", [AT - 3 * DAY, AT, AT + DAY])
def test_who_proposed_does_not_confirm_with_an_account_whose_password_they_reset(cast, when):
    decision = make_decision(cast.school, by=cast.admin)
    reset(cast.hr2, cast.admin, when)
    for step in (confirm, lambda *what, **who: refuse(*what, "示例原因", **who)):
        with pytest.raises(NotIndependentError, match=r"示例吴管理为您的账号重设过密码.*请由示例孙人事办理"):
            step(decision, actor=cast.hr2, at=AT + 2 * DAY)
    assert decision.status is DecisionStatus.PROPOSED
    confirm(decision, actor=cast.hr, at=AT + 2 * DAY)


def test_an_older_reset_and_one_on_the_server_are_no_hindrance(cast):
    decision = make_decision(cast.school, by=cast.admin)
    reset(cast.hr, cast.admin, AT - 4 * DAY)
    reset(cast.hr2, cast.admin)
    reset(cast.hr2, None, AT + DAY)
    assert who_can(cast.admin, AT) == [cast.hr.person, cast.hr2.person]
    confirm(decision, actor=cast.hr2, at=AT + DAY)


def test_nor_with_an_account_that_they_opened_or_gave_the_office_to(cast):
    decision = make_decision(cast.school, by=cast.admin)
    person = make_person(cast.school, "示例新人")
    opened, _ = open_account(person, "xinren", HR, actor=cast.admin, at=AT, fast_hash=True)
    set_roles(cast.colleague, HR, actor=cast.admin, at=AT)
    for account in (opened, cast.colleague):
        with pytest.raises(NotIndependentError):
            confirm(decision, actor=account, at=AT)


def test_accounts_opened_before_as_every_school_begins_are_no_hindrance(cast):
    person = make_person(cast.school, "示例新人")
    opened, _ = open_account(person, "xinren", HR, actor=cast.admin, at=AT - DAY, fast_hash=True)
    set_roles(cast.colleague, HR, actor=cast.admin, at=AT - DAY)
    assert {person, cast.colleague.person} <= set(who_can(cast.admin, AT))
    confirm(make_decision(cast.school, by=cast.admin), actor=opened, at=AT)


def test_nor_does_who_had_the_proposing_account_in_their_hands_confirm(cast):
    reset(cast.hr, cast.admin, AT - DAY)
    decision = make_decision(cast.school, by=cast.hr)
    with pytest.raises(NotIndependentError, match="您为示例孙人事的账号重设过密码"):
        confirm(decision, actor=cast.admin, at=AT)
    reset(cast.hr2, cast.admin, AT)
    with pytest.raises(NotIndependentError, match=r"由同一个人重设过密码.*没有别人能办"):
        confirm(decision, actor=cast.hr2, at=AT)


def test_a_proposer_who_forgot_the_password_afterwards_hinders_nobody(cast):
    decision = make_decision(cast.school, by=cast.hr)
    reset(cast.hr, cast.admin, AT + DAY)
    confirm(decision, actor=cast.admin, at=AT + DAY)


def test_an_addition_is_not_published_so_either(cast):
    addition = make_addition(cast.admin)
    reset(cast.hr, cast.admin)
    with pytest.raises(NotIndependentError):
        publish(addition, actor=cast.hr, at=AT)
    publish(addition, actor=cast.hr2, at=AT)
    assert addition.state is AdditionState.PUBLISHED


def test_the_log_is_asked_in_one_statement(app, cast):
    reset(cast.hr, cast.admin)
    db.session.flush()
    counted = statements_of(app, lambda: who_can(cast.admin, AT))
    assert len([one for one in counted if "audit_event" in one]) == 1


def test_the_pages_say_why_and_who_can(app, cast):
    decision = make_decision(cast.school, by=cast.admin, proposed_at=clock.now())
    addition = make_addition(cast.admin)
    reset(cast.hr, cast.admin, clock.now())
    cast.hr.must_change_password = False
    db.session.commit()
    client = sign_in(app, cast.hr)
    for path, step in (
        (f"/school/decisions/{decision.id}", "confirm"),
        (f"/law/additions/{addition.id}", "publish"),
    ):
        page = client.get(path).get_data(as_text=True)
        assert "不算两个人办。请由示例周人事办理" in page
        assert f"{path}/{step}" not in page
        sent = {"version": 1, "csrf_token": token(client)}
        answer = client.post(f"{path}/{step}", data=sent, follow_redirects=True)
        assert "没有办理：提出前三天以来" in answer.get_data(as_text=True)
    assert "等待另一人确认：示例周人事中" in sign_in(app, cast.admin).get(
        f"/school/decisions/{decision.id}"
    ).get_data(as_text=True)
    db.session.refresh(decision)
    assert decision.status is DecisionStatus.PROPOSED


def test_whose_account_it_is_hears_of_every_reset_and_change_of_roles_by_somebody_else(cast):
    reset(cast.hr2, cast.admin)
    set_roles(cast.colleague, HR, actor=cast.admin, at=AT)
    assert mails() == [
        (cast.hr2.person_id, "您的账号有变动：示例吴管理给您的账号重设了密码"),
        (cast.colleague.person_id, "您的账号有变动：示例吴管理改了您的账号的角色"),
    ]
    second = make_account(cast.admin.person, Role.ADMIN)
    reset(second, cast.admin)
    reset(cast.hr2, None)
    assert len(mails()) == 2
