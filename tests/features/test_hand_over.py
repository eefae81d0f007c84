"""A reviewer leaves: what waited for them goes to somebody, who is told once, and nothing gets stuck."""

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import AccountRole
from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.extensions import db
from app.mail.models import Mail
from app.practice.access import waited_for
from app.reviews.hand_over_operations import change_roles, close_account
from app.reviews.hand_over_queries import Share
from app.teachers.account_operations import Grants, LastHolderError
from tests.builders import make_account, make_stand_in, sign_in, token
from tests.features.desk import act, send, status_of

TEACHER = Grants(frozenset({Role.TEACHER}))


def mails(kind="records_handed_over"):
    return db.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.person_id)).all()


def test_without_a_head_the_departments_records_become_hrs_and_each_is_told_once(cast):
    for _ in range(3):
        send(cast)
    send(cast, cast.hr_post)  # another department's
    handed = close_account(cast.head, actor=cast.hr, at=clock.now())
    db.session.commit()
    assert handed == [Share(3, ("示例孙人事", "示例周人事"))]
    assert [mail.person_id for mail in mails()] == [cast.hr.person_id, cast.hr2.person_id]
    assert mails()[0].subject == "3 份记录现在等您审核"
    assert "原来等示例赵主任审核的 3 份记录" in mails()[0].text


def test_a_second_head_goes_on_alone(cast):
    make_account(cast.colleague.person, heads=cast.department)
    send(cast)
    handed = change_roles(cast.head, TEACHER, actor=cast.hr, at=clock.now())
    assert handed == [Share(1, ("示例李华",))]
    assert [mail.person_id for mail in mails()] == [cast.colleague.person_id]


def test_what_hr_leaves_goes_to_the_other_and_the_own_record_to_the_administrator(cast):
    send(cast, status=S.ENDORSED)
    own = send(cast, cast.hr_post, status=S.ENDORSED)
    handed = close_account(cast.hr2, actor=cast.admin, at=clock.now())
    assert handed == [Share(1, ("示例吴管理",)), Share(1, ("示例孙人事",))]
    assert [person.name for person in waited_for(own, clock.today())] == ["示例吴管理"]


def test_the_stand_in_goes_with_the_head_and_hr_takes_over(cast):
    make_stand_in(cast.colleague, cast.head, clock.today())
    send(cast)
    assert close_account(cast.head, actor=cast.hr, at=clock.now()) == [Share(1, ("示例孙人事", "示例周人事"))]


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
        assert "1 份由示例孙人事、示例周人事办理" in shown
    data = {"version": cast.head.version, "csrf_token": token(client, f"{path}/close")}
    answer = client.post(f"{path}/close", data=data)
    shown = client.get(answer.location).get_data(as_text=True)
    assert "原来等这个账号审核的 1 份记录：1 份由示例孙人事、示例周人事办理" in shown
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
    assert act(sign_in(app, cast.admin), record, "return", page="/me", reason="示例").status_code == 403


def test_a_record_left_with_nobody_is_shown_to_the_office_with_what_to_do(app, cast):
    record = send(cast, cast.hr_post, status=S.ENDORSED)
    record.entered_by = cast.admin
    client = sign_in(app, cast.admin)
    page = client.get(f"/people/accounts/{cast.hr2.id}/close").get_data(as_text=True)
    assert "1 份没有别人可以办理，请另指定一位人事处人员或学校管理员" in page
    handed = close_account(cast.hr2, actor=cast.admin, at=clock.now())
    assert handed == [Share(1, ())]
    page = client.get("/reviews").get_data(as_text=True)
    assert "没有人可以办理" in page
    assert "请学校管理员" in page
    cast.colleague.grants.append(AccountRole(role=Role.HR))
    assert "没有人可以办理" not in client.get("/reviews").get_data(as_text=True)
