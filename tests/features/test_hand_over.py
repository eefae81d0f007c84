"""A reviewer leaves: what waited for them goes to somebody, who is told once, and nothing gets stuck."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from sqlalchemy import select

from app import clock
from app.accounts.models import AccountRole
from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.extensions import db
from app.mail.models import Mail
from app.practice.access import waited_for
from app.reviews.hand_over_operations import change_roles, close_account
from app.reviews.hand_over_queries import Share, heirs_without, heirs_without_roles
from app.teachers.account_operations import Grants, LastHolderError
from tests.builders import make_account, make_person, make_plan, make_stand_in, sign_in, token
from tests.deep import examples
from tests.features.desk import act, send, status_of
from tests.features.test_access import EXAMPLES, NUMBER, ON, PLANS, build

AT = datetime(ON.year, ON.month, ON.day, 4, tzinfo=UTC)
TEACHER = Grants(frozenset({Role.TEACHER}))


def mails(kind="records_handed_over"):
    return db.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.person_id)).all()


def test_without_a_head_the_departments_records_become_hrs_and_each_is_told_once(cast):
    for _ in range(3):
        send(cast)
    send(cast, cast.hr_post)  # another department's
    handed = close_account(cast.head, actor=cast.hr, at=clock.now())
    db.session.commit()
    assert handed == [Share(3, 0, ("示例孙人事", "示例周人事"))]
    assert [mail.person_id for mail in mails()] == [cast.hr.person_id, cast.hr2.person_id]
    assert mails()[0].subject == "3 份记录现在等您审核"
    assert "原来等示例赵主任审核的 3 份记录" in mails()[0].text


def test_a_second_head_goes_on_alone(cast):
    make_account(cast.colleague.person, heads=cast.department)
    send(cast)
    handed = change_roles(cast.head, TEACHER, actor=cast.hr, at=clock.now())
    assert handed == [Share(1, 0, ("示例李华",))]
    assert [mail.person_id for mail in mails()] == [cast.colleague.person_id]


def test_what_hr_leaves_goes_to_the_other_and_the_own_record_to_the_administrator(cast):
    send(cast, status=S.ENDORSED)
    own = send(cast, cast.hr_post, status=S.ENDORSED)
    handed = close_account(cast.hr2, actor=cast.admin, at=clock.now())
    assert handed == [Share(1, 0, ("示例吴管理",)), Share(1, 0, ("示例孙人事",))]
    assert [person.name for person in waited_for(own, clock.today())] == ["示例吴管理"]


def test_the_stand_in_goes_with_the_head_and_hr_takes_over(cast):
    make_stand_in(cast.colleague, cast.head, clock.today())
    send(cast)
    handed = close_account(cast.head, actor=cast.hr, at=clock.now())
    assert handed == [Share(1, 0, ("示例孙人事", "示例周人事"))]


def test_a_change_that_takes_no_review_away_tells_nobody(cast):
    send(cast)
    more = Grants(frozenset({Role.TEACHER}), frozenset({cast.department.id, cast.other_department.id}))
    assert change_roles(cast.head, more, actor=cast.hr, at=clock.now()) == []
    assert close_account(cast.teacher, actor=cast.hr, at=clock.now()) == []
    assert not mails()


def test_the_last_hr_and_the_last_administrator_stay(cast):
    close_account(cast.hr2, actor=cast.admin, at=clock.now())
    with pytest.raises(LastHolderError, match="最后一位人事处"):
        close_account(cast.hr, actor=cast.admin, at=clock.now())
    with pytest.raises(LastHolderError, match="最后一位学校管理员"):
        change_roles(cast.admin, TEACHER, actor=cast.admin, at=clock.now())


def test_the_page_says_before_and_after_who_goes_on(app, cast):
    record = send(cast)
    client = sign_in(app, cast.hr)
    path = f"/people/accounts/{cast.head.id}"
    for page in (f"{path}/close", f"{path}/roles"):
        shown = client.get(page).get_data(as_text=True)
        assert "1 份记录等这个账号审核" in shown
        assert "1 份记录由示例孙人事、示例周人事办理" in shown
    data = {"version": cast.head.version, "csrf_token": token(client)}
    answer = client.post(f"{path}/close", data=data)
    shown = client.get(answer.location).get_data(as_text=True)
    assert "原来等这个账号审核的 1 份记录：1 份记录由示例孙人事、示例周人事办理" in shown
    assert client.get(f"{path}/close").location == f"/people/{cast.head_post.id}"
    assert act(client, record, "endorse").status_code == 302
    assert status_of(record) is S.ENDORSED


def test_a_record_sent_while_nobody_heads_the_department_is_hrs_at_every_step(app, cast):
    """Pages, desk and guard agree: HR endorses, returns, and the sentence names them."""
    record = send(cast)
    close_account(cast.head, actor=cast.hr, at=clock.now())
    page = sign_in(app, cast.teacher).get(f"/records/{record.id}").get_data(as_text=True)
    assert "机电系现在没有别人可以初审，等待人事处示例孙人事、示例周人事办理" in page
    assert f"/reviews?record={record.id}" in sign_in(app, cast.hr).get("/reviews").get_data(as_text=True)
    assert act(sign_in(app, cast.hr2), record, "return", reason="示例").status_code == 302
    assert status_of(record) is S.RETURNED
    assert act(sign_in(app, cast.admin), record, "return", reason="示例").status_code == 403


def test_a_record_left_with_nobody_is_shown_to_the_office_with_what_to_do(app, cast):
    record = send(cast, cast.hr_post, status=S.ENDORSED)
    record.entered_by = cast.admin
    client = sign_in(app, cast.admin)
    page = client.get(f"/people/accounts/{cast.hr2.id}/close").get_data(as_text=True)
    assert "1 份记录没有别人可以办理，请另指定一位人事处人员或学校管理员" in page
    handed = close_account(cast.hr2, actor=cast.admin, at=clock.now())
    assert handed == [Share(1, 0, ())]
    page = client.get("/reviews").get_data(as_text=True)
    assert "没有人可以办理" in page
    assert "请学校管理员" in page
    cast.colleague.grants.append(AccountRole(role=Role.HR))
    assert "没有人可以办理" not in client.get("/reviews").get_data(as_text=True)


# Plans go the same way as records


def plan_of(cast, post=None, status=S.SUBMITTED):
    post = post or cast.teacher_post
    return make_plan(post, cast.site, status=status, by=post.person.accounts[0], reviewer=cast.head)


def test_plans_that_waited_for_a_head_are_told_of_with_the_records(app, cast):
    send(cast)
    plan_of(cast)
    plan_of(cast, cast.colleague_post)
    client = sign_in(app, cast.hr)
    path = f"/people/accounts/{cast.head.id}"
    for page in (f"{path}/close", f"{path}/roles"):
        shown = client.get(page).get_data(as_text=True)
        assert "有 1 份记录、2 份计划等这个账号审核" in shown
        assert "1 份记录、2 份计划由示例孙人事、示例周人事办理" in shown
    data = {"version": cast.head.version, "csrf_token": token(client)}
    shown = client.get(client.post(f"{path}/close", data=data).location).get_data(as_text=True)
    assert "原来等这个账号审核的 1 份记录、2 份计划：" in shown
    assert [mail.person_id for mail in mails()] == [cast.hr.person_id, cast.hr2.person_id]
    assert mails()[0].subject == "1 份记录、2 份计划现在等您审核"
    assert "原来等示例赵主任审核的 1 份记录、2 份计划，现在由您办理" in mails()[0].text
    assert "/reviews" in mails()[0].text


def test_where_only_plans_are_handed_over_the_mail_leads_to_the_plans(cast):
    plan_of(cast, status=S.ENDORSED)
    handed = change_roles(cast.hr2, TEACHER, actor=cast.admin, at=clock.now())
    assert handed == [Share(0, 1, ("示例孙人事",))]
    assert mails()[0].subject == "1 份计划现在等您审核"
    assert "/plans" in mails()[0].text
    assert "/reviews" not in mails()[0].text


def test_a_plan_barred_to_everybody_is_shown_to_the_office_and_leaves_the_list_with_somebody_new(app, cast):
    plan = plan_of(cast, cast.hr_post, status=S.ENDORSED)
    plan.entered_by = cast.admin
    client = sign_in(app, cast.admin)
    assert "没有人可以办理" not in client.get("/reviews").get_data(as_text=True)
    assert close_account(cast.hr2, actor=cast.admin, at=clock.now()) == [Share(0, 1, ())]
    page = client.get("/reviews").get_data(as_text=True)
    assert "没有人可以办理" in page
    assert f'实践计划：<a href="/plans/{plan.id}">示例孙人事' in page
    cast.colleague.grants.append(AccountRole(role=Role.HR))
    assert "没有人可以办理" not in client.get("/reviews").get_data(as_text=True)


# What is told beforehand is what happens


def test_who_stood_in_keeps_what_they_hold_by_themselves(app, cast):
    """The stand-in for the head is HR: closing the head leaves the record with both of HR."""
    make_stand_in(cast.hr, cast.head, clock.today())
    send(cast)
    page = f"/people/accounts/{cast.head.id}/close"
    told = sign_in(app, cast.hr2).get(page).get_data(as_text=True)
    assert "1 份记录由示例孙人事、示例周人事办理" in told
    assert close_account(cast.head, actor=cast.hr, at=clock.now()) == [
        Share(1, 0, ("示例孙人事", "示例周人事"))
    ]


def test_a_second_account_of_the_person_goes_on(cast):
    make_account(cast.head.person, heads=cast.department)
    send(cast)
    expected = [Share(1, 0, ("示例赵主任",))]
    assert heirs_without(cast.head, clock.today()) == expected
    assert close_account(cast.head, actor=cast.hr, at=clock.now()) == expected


def test_an_administrators_second_account_is_told_what_the_first_one_no_longer_decides(cast):
    for account in (cast.hr, cast.hr2):
        account.active = False
    make_account(cast.admin.person, Role.ADMIN)
    other = make_account(make_person(cast.school, "示例郑管理"), Role.ADMIN)
    send(cast, status=S.ENDORSED)
    expected = [Share(1, 0, ("示例吴管理", "示例郑管理"))]
    assert heirs_without_roles(cast.admin, clock.today()) == expected
    assert change_roles(cast.admin, Grants(frozenset()), actor=other, at=clock.now()) == expected


def test_the_page_of_roles_says_nothing_of_what_is_reviewed_only_for_somebody_else(app, cast):
    make_stand_in(cast.colleague, cast.head, clock.today())
    send(cast)
    page = f"/people/accounts/{cast.colleague.id}"
    client = sign_in(app, cast.hr)
    assert "等这个账号审核" not in client.get(f"{page}/roles").get_data(as_text=True)
    assert "1 份记录由示例赵主任办理" in client.get(f"{page}/close").get_data(as_text=True)


def check_told(school, number, *, closing):
    """Close one account of a made-up school, or take its roles, and compare with what was told."""
    accounts, records = build(school)
    assume(records)
    admin = make_account(make_person(accounts[0].school), Role.ADMIN)
    for one in {account.person for account in accounts}:
        one.name = f"示例{one.id}"
    for record in records:
        make_plan(record.teacher, record.site, status=record.status, by=record.entered_by)
    account = accounts[:-1][number % len(accounts[:-1])]
    assume(account.active)
    told = heirs_without(account, ON) if closing else heirs_without_roles(account, ON)
    try:
        if closing:
            done = close_account(account, actor=admin, at=AT)
        else:
            done = change_roles(account, Grants(frozenset()), actor=admin, at=AT)
    except LastHolderError:
        return
    event(f"{min(len(done), 2)} shares")
    assert done == told


@pytest.mark.deep
@pytest.mark.parametrize("closing", [True, False])
def test_what_is_told_before_is_what_happens(app, closing):
    @settings(
        max_examples=examples(EXAMPLES[db.engine.dialect.name] // 2),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(PLANS, NUMBER)
    def agree(school, number):
        try:
            check_told(school, number, closing=closing)
        finally:
            db.session.rollback()

    agree()
