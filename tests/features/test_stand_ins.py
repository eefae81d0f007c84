"""Asking a colleague to review for some days: who may, what it opens, and how it ends."""

import threading
from contextvars import Context
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app import clock
from app.accounts.guards import NotAllowedError
from app.accounts.models import Account, StandIn
from app.accounts.stand_in_operations import (
    Lending,
    StandInOverError,
    StandInRefusedError,
    appoint,
    end_stand_in,
)
from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.extensions import db
from app.mail.models import Mail
from app.practice.access import waited_for
from app.practice.waiting import waiting
from app.teachers.account_operations import Grants, set_active, set_roles
from tests.builders import (
    make_account,
    make_person,
    make_plan,
    make_stand_in,
    make_teacher,
    sign_in,
    token,
)
from tests.conftest import on_one_database
from tests.features.desk import act, send, status_of
from tests.features.test_menu import menu_of


def lending(cast, account=None, role=Role.HEAD, first=0, days=10):
    first_day = clock.today() + timedelta(days=first)
    return Lending(
        role,
        cast.department.id if role is Role.HEAD else None,
        account or cast.colleague,
        first_day,
        first_day + timedelta(days=days - 1),
    )


def ask(cast, actor=None, lender=None, **values):
    return appoint(
        lender or cast.head, lending(cast, **values), actor=actor or lender or cast.head, at=clock.now()
    )


def refusal(cast, **values):
    with pytest.raises(StandInRefusedError) as refused:
        ask(cast, **values)
    return refused.value.problems


def queue_of(client):
    return client.get("/reviews").get_data(as_text=True)


# Who may ask whom


def test_a_head_asks_a_colleague_and_both_are_written_to(cast):
    made = ask(cast)
    db.session.commit()
    assert (made.account, made.for_account, made.department) == (cast.colleague, cast.head, cast.department)
    mails = {mail.person_id: mail for mail in db.session.scalars(select(Mail))}
    assert mails.keys() == {cast.head.person_id, cast.colleague.person_id}
    assert mails[cast.colleague.person_id].subject == "请您代示例赵主任审核"
    assert mails[cast.head.person_id].subject == "示例李华将代您审核"
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.tag, event.actor_person_id) == ("stand_in:appointed", cast.head.person_id)


@on_one_database
@pytest.mark.parametrize(
    ("actor", "lender", "role", "allowed"),
    [
        ("hr", "head", Role.HEAD, True),
        ("admin", "head", Role.HEAD, True),
        ("admin", "hr2", Role.HR, True),
        ("hr", "hr2", Role.HR, True),
        ("hr", "hr", Role.HR, False),
        ("head", "head", Role.HEAD, True),
        ("head", "hr", Role.HR, False),
        ("other_head", "head", Role.HEAD, False),
        ("colleague", "head", Role.HEAD, False),
        ("other_hr", "head", Role.HEAD, False),
    ],
)
def test_who_may_say_who_stands_in(cast, actor, lender, role, allowed):
    values = {"actor": getattr(cast, actor), "lender": getattr(cast, lender), "role": role}
    if allowed:
        assert ask(cast, **values).id
    else:
        with pytest.raises(NotAllowedError):
            ask(cast, **values)


def test_a_stand_in_for_a_stand_in_is_refused_with_a_reason(app, cast):
    ask(cast)
    db.session.commit()
    found = refusal(cast, lender=cast.colleague, account=cast.teacher)
    assert "不能再转给第三个人" in found["what"]
    client = sign_in(app, cast.colleague)
    answer = client.post("/stand-ins", data={"csrf_token": token(client)})
    assert "不能再转给第三个人" in answer.get_data(as_text=True)
    assert db.session.query(StandIn).count() == 1


def test_what_one_does_not_hold_one_cannot_lend(cast):
    assert "本人担任" in refusal(cast, actor=cast.admin, lender=cast.head, role=Role.HR)["what"]
    assert "本人担任" in refusal(cast, lender=cast.other_head)["what"]


def test_not_oneself_nor_with_another_account_nor_who_is_closed_or_elsewhere(cast):
    second = make_account(cast.head.person, Role.TEACHER)
    cast.teacher.active = False
    for account in (cast.head, second):
        assert refusal(cast, account=account) == {"account_id": "不能请本人代办"}
    for account in (cast.teacher, cast.other_teacher):
        assert "能登录的同事" in refusal(cast, account=account)["account_id"]


def test_who_has_the_right_already_need_not_be_asked(cast):
    found = refusal(cast, actor=cast.admin, lender=cast.hr, role=Role.HR, account=cast.hr2)
    assert "本来就有" in found["account_id"]


@pytest.mark.parametrize(
    ("days", "field", "says"),
    [
        ({"first": -1}, "first_day", "过去"),
        ({"first": 3, "days": -1}, "last_day", "早于开始日期"),
        ({"days": 367}, "last_day", "最多 366 天"),
        ({"first": 367}, "first_day", "最多提前一年"),
    ],
)
def test_the_days_begin_today_at_the_earliest_and_are_a_year_at_most(cast, days, field, says):
    assert says in refusal(cast, **days)[field]
    assert ask(cast, days=366).id


def test_the_same_days_are_not_lent_twice_to_the_same_person_but_to_two(cast):
    ask(cast, first=5, days=5)
    assert "已经请了这个人" in refusal(cast, first=0, days=6)["account_id"]
    assert ask(cast, first=10, days=3).id
    assert ask(cast, account=cast.teacher, first=5, days=5).id


# What it opens


def test_a_stand_in_gets_the_desk_and_nothing_else_of_the_role(app, cast):
    record = send(cast)
    client = sign_in(app, cast.colleague)
    assert client.get("/reviews").status_code == 403
    made = ask(cast, days=5)
    db.session.commit()
    page = queue_of(client)
    assert f"代示例赵主任（机电系负责人）审核，至 {made.last_day.month} 月 {made.last_day.day} 日" in page
    assert f"/reviews?record={record.id}" in page
    assert '<span class="badge">1' in client.get("/me").get_data(as_text=True)
    assert client.get(f"/reviews?record={record.id}").status_code == 200
    closed = (
        "/school/standing",
        "/school/standing.csv",
        "/people",
        f"/people/{cast.teacher_post.id}",
        "/sites",
        f"/plans/departments/{cast.department.id}",
        f"/plans/departments/{cast.department.id}.csv",
    )
    for path in closed:
        assert client.get(path).status_code == 403, path
    assert client.get(f"/standing/{cast.teacher_post.id}").status_code == 404


def test_a_stand_in_reviews_plans_and_neither_looks_into_nor_runs_the_department(app, cast):
    waits = make_plan(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher)
    days = (clock.today() - timedelta(days=9), clock.today() + timedelta(days=9))
    runs = make_plan(
        cast.teacher_post, cast.site, *days, status=S.APPROVED, by=cast.teacher, reviewer=cast.hr
    )
    ask(cast)
    client = sign_in(app, cast.colleague)
    page = client.get("/plans").get_data(as_text=True)
    assert f"/plans/{waits.id}" in page
    assert f"/plans/{runs.id}" not in page
    assert "系部五年计划</h2>" not in page
    assert client.get(f"/plans/{runs.id}").status_code == 404
    assert client.get(f"/plans/{runs.id}/checks/new").status_code == 404
    sent = {"csrf_token": token(client), "version": runs.version, "reason": "示例原因"}
    assert client.post(f"/plans/{runs.id}/close", data=sent).status_code == 404
    assert client.post(f"/plans/{waits.id}/review/endorse", data=sent).status_code == 302
    db.session.expire_all()
    assert waits.status is S.ENDORSED


def test_who_holds_no_role_finds_the_plans_while_standing_in_and_only_then(app, cast):
    helper = make_account(make_person(cast.school, "示例代办人"), username="helper")
    client = sign_in(app, helper)
    assert "计划" not in menu_of(client)
    assert client.get("/plans").status_code == 403
    make_plan(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher)
    ask(cast, account=helper)
    assert "计划 1" in menu_of(client)
    assert client.get("/plans").status_code == 200


def test_the_history_names_both_and_so_does_who_is_awaited(app, cast):
    record = send(cast)
    ask(cast)
    assert waiting(record, clock.today()).startswith("等待机电系负责人示例李华、示例赵主任初审")
    act(sign_in(app, cast.colleague), record, "endorse")
    page = sign_in(app, cast.teacher).get(f"/records/{record.id}").get_data(as_text=True)
    assert "示例李华（代示例赵主任）" in page
    assert status_of(record) is S.ENDORSED


def test_a_stand_in_never_reviews_the_own_record(app, cast):
    own = send(cast, cast.colleague_post)
    own.entered_by = cast.colleague
    ask(cast)
    client = sign_in(app, cast.colleague)
    assert f"record={own.id}" not in queue_of(client)
    assert act(client, own, "endorse").status_code == 403


def test_a_stand_in_for_hr_decides_but_does_not_see_the_office(app, cast):
    record = send(cast, status=S.ENDORSED)
    drafts = send(cast, status=S.DRAFT)
    ask(cast, actor=cast.hr2, lender=cast.hr, role=Role.HR)
    client = sign_in(app, cast.colleague)
    assert client.get(f"/records/{drafts.id}").status_code == 404
    assert act(client, record, "approve").status_code == 302
    assert status_of(record) is S.APPROVED
    assert client.get(f"/records/{record.id}").status_code == 200
    assert act(client, record, "revoke", reason="示例原因").status_code == 403
    assert client.get("/recommendations/new").status_code == 403
    assert client.get(f"/people/{cast.teacher_post.id}/records/new").status_code == 403


# How it ends


def test_it_ends_by_itself_after_the_last_day(app, cast):
    send(cast)
    over = make_stand_in(cast.colleague, cast.head, clock.today() - timedelta(days=7), days=7)
    client = sign_in(app, cast.colleague)
    assert client.get("/reviews").status_code == 403
    over.last_day = clock.today()
    assert client.get("/reviews").status_code == 200


def test_it_is_ended_early_by_who_asked_and_the_desk_closes(app, cast):
    made = ask(cast)
    colleague, head = sign_in(app, cast.colleague), sign_in(app, cast.head)
    end = f"/stand-ins/{made.id}/end"
    answer = colleague.post(end, data={"csrf_token": token(colleague)})
    assert answer.status_code == 403
    answer = head.post(end, data={"csrf_token": token(head)})
    assert answer.location == "/stand-ins"
    assert colleague.get("/reviews").status_code == 403
    assert db.session.query(Mail).filter_by(kind="stand_in_ended").count() == 2
    answer = head.post(end, data={"csrf_token": token(head)})
    assert answer.status_code == 409
    with pytest.raises(StandInOverError):
        end_stand_in(made, actor=cast.head, at=clock.now())


@pytest.mark.parametrize("who", ["head", "colleague"])
def test_closing_either_account_ends_it(cast, who):
    made = ask(cast)
    set_active(getattr(cast, who), active=False, actor=cast.hr, at=clock.now())
    assert made.ended_at is not None


def test_taking_the_role_ends_what_was_lent_and_another_change_does_not(cast):
    made, both = ask(cast), frozenset({cast.department.id, cast.other_department.id})
    set_roles(cast.head, Grants(frozenset({Role.TEACHER}), both), actor=cast.hr, at=clock.now())
    assert made.ended_at is None
    set_roles(cast.head, Grants(frozenset({Role.TEACHER})), actor=cast.hr, at=clock.now())
    assert made.ended_at is not None


def close(cast, who):
    set_active(who, active=False, actor=cast.admin, at=clock.now())


def take_role(cast, who):
    set_roles(who, Grants(frozenset({Role.TEACHER})), actor=cast.admin, at=clock.now())


def give_role(cast, who):
    set_roles(who, Grants(frozenset(), frozenset({cast.department.id})), actor=cast.admin, at=clock.now())


def until_somebody_waits_for_a_lock(other):
    """From a connection of its own, for at most ten seconds."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(500):
        with db.engine.connect() as connection:
            if connection.scalar(waiting):
                return
        other.join(0.02)
    pytest.fail("nobody waits")


@pytest.mark.parametrize(
    ("change", "whom", "actor", "refused"),
    [
        (close, "head", "hr", StandInRefusedError),
        (take_role, "head", "hr", StandInRefusedError),
        (close, "colleague", "hr", StandInRefusedError),
        (give_role, "colleague", "hr", StandInRefusedError),
        (take_role, "hr", "hr", NotAllowedError),
    ],
)
def test_it_is_judged_by_what_holds_once_it_is_its_turn(app, cast, change, whom, actor, refused):
    """The office closes an account, or changes its roles, while somebody is about to ask for a stand-in."""
    if db.engine.dialect.name == "sqlite":
        return  # one writes after the other there, and reads nothing before its turn
    ids, found = [getattr(cast, name).id for name in ("head", "colleague", actor)], []
    wanted = lending(cast)

    def ask_meanwhile():
        with app.app_context():
            lender, account, asking = (db.session.get_one(Account, one) for one in ids)
            assert lender.grants
            assert asking.grants
            assert all(one.active and not one.headed_department_ids for one in account.person.accounts)
            try:
                appoint(lender, replace(wanted, account=account), actor=asking, at=clock.now())
                db.session.commit()
            except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
                db.session.rollback()
                found.append(type(error))

    change(cast, getattr(cast, whom))
    db.session.flush()
    other = threading.Thread(target=Context().run, args=(ask_meanwhile,))
    other.start()
    until_somebody_waits_for_a_lock(other)
    db.session.commit()
    other.join()
    assert found == [refused]
    assert db.session.query(StandIn).count() == 0


# The pages


def form_of(client, path, **values):
    return client.post(path, data={"csrf_token": token(client), **values}).get_data(as_text=True)


def test_the_page_takes_a_colleague_and_says_what_is_wrong_beside_the_field(app, cast):
    client = sign_in(app, cast.head)
    what, today = f"head:{cast.department.id}", clock.today()
    page = form_of(client, "/stand-ins", what=what, first_day=str(today), last_day="2026-13-01")
    assert "请选择代办的人" in page
    assert "日期应写成" in page
    page = form_of(
        client, "/stand-ins", what=what, account_id=cast.colleague.id,
        first_day=str(today - timedelta(days=3)), last_day=str(today),
    )  # fmt: skip
    assert "不能从过去的日子开始" in page
    assert db.session.query(StandIn).count() == 0
    form_of(
        client, "/stand-ins", what=what, account_id=cast.colleague.id,
        first_day=str(today), last_day=str(today + timedelta(days=3)),
    )  # fmt: skip
    page = client.get("/stand-ins").get_data(as_text=True)
    assert "示例李华" in page
    assert "正在代办" in page


@pytest.mark.parametrize("account_id", ["", "x", "999999", "0"])
def test_nobody_from_outside_the_list_is_taken(app, cast, account_id):
    client, today = sign_in(app, cast.head), str(clock.today())
    values = {"what": f"head:{cast.department.id}", "first_day": today, "last_day": today}
    form_of(client, "/stand-ins", account_id=account_id, **values)
    form_of(client, "/stand-ins", account_id=cast.other_teacher.id, **values)
    form_of(client, "/stand-ins", account_id=cast.colleague.id, **values | {"what": "hr"})
    foreign = f"head:{cast.other_department.id}"
    form_of(client, "/stand-ins", account_id=cast.colleague.id, **values | {"what": foreign})
    assert db.session.query(StandIn).count() == 0


def test_the_office_asks_for_a_head_and_for_hr_somebody_else(app, cast):
    today = str(clock.today())
    for who, lender, what in (
        ("hr", cast.head, f"head:{cast.department.id}"),
        ("admin", cast.hr2, "hr"),
    ):
        client, path = sign_in(app, getattr(cast, who)), f"/people/accounts/{lender.id}/stand-ins"
        form_of(client, path, what=what, account_id=cast.colleague.id, first_day=today, last_day=today)
    page = sign_in(app, cast.hr).get("/stand-ins").get_data(as_text=True)
    assert "请人代办</h2>" not in page
    assert "请另一位人事处同事或学校管理员指定" in page
    made = {one.for_account_id for one in db.session.scalars(select(StandIn))}
    assert made == {cast.head.id, cast.hr2.id}


def test_everybody_finds_the_page_who_needs_it(app, cast):
    ask(cast)
    for name, shown in (("head", True), ("hr", True), ("colleague", True), ("teacher", False)):
        page = sign_in(app, getattr(cast, name)).get("/me").get_data(as_text=True)
        assert ("/stand-ins" in page) is shown, name
    hr = sign_in(app, cast.hr)
    page = hr.get(f"/people/{cast.head_post.id}").get_data(as_text=True)
    assert f"/people/accounts/{cast.head.id}/stand-ins" in page


def test_another_schools_stand_in_does_not_exist(app, cast):
    made = ask(cast)
    client = sign_in(app, cast.other_hr)
    answer = client.post(f"/stand-ins/{made.id}/end", data={"csrf_token": token(client)})
    assert answer.status_code == 404
    assert db.session.get_one(Account, cast.colleague.id).stands_in


# Nobody decides their own case through who stands in for them


def stand_in_for_hr(cast):
    made = ask(cast, actor=cast.admin, lender=cast.hr, role=Role.HR)
    db.session.commit()
    return made


def test_who_stands_in_for_the_owner_does_not_decide_her_record(app, cast):
    record = send(cast, cast.hr_post, status=S.ENDORSED)
    stand_in_for_hr(cast)
    client = sign_in(app, cast.colleague)
    assert act(client, record, "approve").status_code == 404
    bulk = {"action": "approve", "r": f"{record.id}-{record.version}", "csrf_token": token(client)}
    client.post("/reviews/together", data=bulk)
    assert status_of(record) is S.ENDORSED
    assert f"record={record.id}" not in queue_of(client)
    assert act(sign_in(app, cast.hr2), record, "approve").status_code == 302


def test_nor_what_the_lender_wrote_for_somebody_else(app, cast):
    record = send(cast, status=S.ENDORSED)
    record.entered_by_id = cast.hr.id
    stand_in_for_hr(cast)
    assert act(sign_in(app, cast.colleague), record, "approve").status_code == 404


def test_the_case_of_the_only_hr_person_stays_with_the_administrator(app, cast):
    record = send(cast, cast.hr_post, status=S.ENDORSED)
    cast.hr2.active = False
    stand_in_for_hr(cast)
    assert [person.id for person in waited_for(record, clock.today())] == [cast.admin.person_id]
    assert act(sign_in(app, cast.admin), record, "approve").status_code == 302


def test_who_endorsed_does_not_also_decide_in_the_place_of_hr(app, cast):
    record = send(cast, status=S.ENDORSED)
    ask(cast, actor=cast.admin, lender=cast.hr, role=Role.HR, account=cast.head)
    assert act(sign_in(app, cast.head), record, "approve").status_code == 403
    assert cast.head.person not in waited_for(record, clock.today())


def test_hr_cannot_reset_the_password_of_who_stands_in_for_hr(app, cast):
    stand_in_for_hr(cast)
    client = sign_in(app, cast.hr2)
    path = f"/people/accounts/{cast.colleague.id}/password"
    data = {"version": cast.colleague.version, "csrf_token": token(client)}
    assert client.post(path, data=data).status_code == 403


def test_colleagues_of_the_own_department_are_offered_first_then_the_others_by_department_and_name(app, cast):
    for name, department in (("示例张三", cast.other_department), ("示例白二", cast.other_department)):
        person = make_person(cast.school, name)
        make_account(person, Role.TEACHER)
        make_teacher(person, department)
    outside = make_person(cast.school, "示例安一")
    make_account(outside, Role.HR)
    db.session.commit()
    page = sign_in(app, cast.head).get("/stand-ins").text
    own, other, none = (
        page.index(f'<optgroup label="{name}"')
        for name in (cast.department.name, cast.other_department.name, "不属于系部")
    )
    assert own < page.index(">示例王明（") < other < none < page.index(">示例安一（")
    assert other < page.index(">示例白二（") < page.index(">示例张三（") < none
