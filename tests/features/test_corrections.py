"""What the school holds about somebody, and asking for it to be corrected."""

import re
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.guards import NotAllowedError
from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.domain.facts import Category
from app.domain.roles import Role
from app.extensions import db
from app.mail.models import Mail
from app.teachers import account_operations
from app.teachers.correction_operations import (
    AlreadyAskedError,
    AnswerMissingError,
    ClosedRequestError,
    NothingChangedError,
    OwnRequestError,
    ask,
    confirm_done,
    decline,
    withdraw,
)
from app.teachers.correction_queries import held_now, office_for, to_answer
from app.teachers.models import CorrectionRequest, CorrectionState, HeldFact, TeacherCategory
from tests.builders import AT, PASSWORD, make_account, make_leave, make_request, save, sign_in, token


def post(client, path, **data):
    return client.post(path, data={**data, "csrf_token": token(client)})


def ask_of(account, fact=HeldFact.SPECIALTY, wanted="数控技术"):
    return ask(account.person, fact, wanted, "聘用合同上这样写", actor=account, at=AT)


def mails(kind):
    return db.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.id)).all()


# Operations


def test_a_request_keeps_what_was_held_and_tells_hr(cast):
    request = ask_of(cast.teacher)
    assert (request.state, request.held, request.wanted) == (CorrectionState.OPEN, "未填写", "数控技术")
    told = mails("correction_asked")
    assert {mail.person_id for mail in told} == {cast.hr.person_id, cast.hr2.person_id}
    assert "现在是“未填写”，本人认为应是“数控技术”" in told[0].text
    assert f"/people/corrections/{request.id}" in told[0].text


def test_what_is_held_is_put_into_words_fact_by_fact(cast):
    post_of = cast.head_post
    save(TeacherCategory(teacher_id=post_of.id, category=Category.GENERAL, first_day=date(2020, 9, 1)))
    make_leave(post_of, by=cast.hr)
    db.session.commit()
    held = {fact: held_now(cast.head.person, fact) for fact in HeldFact}
    assert held == {
        HeldFact.NAME: "示例赵主任",
        HeldFact.STAFF_NUMBER: "010003",
        HeldFact.DEPARTMENT: "机电系",
        HeldFact.SPECIALTY: "未填写",
        HeldFact.HIRED_ON: "2015-09-01",
        HeldFact.CATEGORIES: "2015-09-01 起 专业课教师；2020-09-01 起 公共基础课教师",
        HeldFact.LEAVES: "2025-03-01 至 2025-06-30",
        HeldFact.ROLES: "教师、系部负责人（机电系）",
    }
    assert held_now(cast.hr2.person, HeldFact.HIRED_ON) == "未填写"
    assert held_now(cast.teacher.person, HeldFact.LEAVES) == "没有登记"


def test_the_administrators_are_told_where_hr_is_only_who_asks(cast):
    account_operations.set_active(cast.hr2, active=False, actor=cast.admin, at=AT)
    assert [one.id for one in office_for(cast.hr.person)] == [cast.admin.person_id]


def test_one_request_a_fact_is_open_and_another_fact_may_be_asked(cast):
    first = ask_of(cast.teacher)
    with pytest.raises(AlreadyAskedError):
        ask_of(cast.teacher, wanted="模具设计")
    ask_of(cast.teacher, HeldFact.NAME, "示例王铭")
    withdraw(first, actor=cast.teacher, at=AT)
    ask_of(cast.teacher, wanted="模具设计")


def test_nobody_asks_about_somebody_else_or_a_post_they_do_not_have(cast):
    with pytest.raises(NotAllowedError):
        ask(cast.teacher.person, HeldFact.NAME, "改名", "示例", actor=cast.colleague, at=AT)
    with pytest.raises(NotAllowedError):
        ask_of(cast.hr2, HeldFact.SPECIALTY)


def test_done_is_said_only_once_the_fact_is_another(cast):
    request = ask_of(cast.teacher)
    with pytest.raises(NothingChangedError):
        confirm_done(request, "", actor=cast.hr, at=AT)
    cast.teacher_post.specialty = "数控技术"
    confirm_done(request, "", actor=cast.hr, at=AT)
    assert (request.state, request.answered_by) == (CorrectionState.DONE, cast.hr)
    answered = mails("correction_answered")
    assert [mail.person_id for mail in answered] == [cast.teacher.person_id]
    assert "您申请更正专业，人事处已答复：已更正。" in answered[0].text


def test_declining_needs_a_reason_and_the_asker_reads_it(cast):
    request = ask_of(cast.teacher)
    with pytest.raises(AnswerMissingError):
        decline(request, "", actor=cast.hr, at=AT)
    decline(request, "合同上没有写专业", actor=cast.hr, at=AT)
    assert "不更正。合同上没有写专业" in mails("correction_answered")[0].text
    with pytest.raises(ClosedRequestError):
        decline(request, "又一次", actor=cast.hr2, at=AT)
    with pytest.raises(ClosedRequestError):
        withdraw(request, actor=cast.teacher, at=AT)


def test_nobody_answers_a_request_of_their_own_not_even_with_another_account(cast):
    request = ask_of(cast.hr)
    second = make_account(cast.hr.person, Role.ADMIN, username="hr-second")
    for actor in (cast.hr, second):
        with pytest.raises(OwnRequestError):
            decline(request, "示例原因", actor=actor, at=AT)
        with pytest.raises(OwnRequestError):
            confirm_done(request, "", actor=actor, at=AT)
    decline(request, "示例原因", actor=cast.hr2, at=AT)


@pytest.mark.parametrize("who", ["head", "colleague", "other_hr"])
def test_others_answer_and_withdraw_nothing(cast, who):
    request, actor = ask_of(cast.teacher), getattr(cast, who)
    for step in (
        lambda: confirm_done(request, "", actor=actor, at=AT),
        lambda: decline(request, "示例", actor=actor, at=AT),
        lambda: withdraw(request, actor=actor, at=AT),
    ):
        with pytest.raises(NotAllowedError):
            step()


@pytest.mark.parametrize(
    "values",
    [
        {"state": "done"},
        {"state": "withdrawn"},
        {"closed_at": AT},
        {"state": "declined", "closed_at": AT, "answer": ""},
    ],
)
def test_the_database_ties_the_state_to_who_when_and_why(cast, values):
    request = make_request(cast.teacher.person)
    if values.get("state") == "declined":
        values = values | {"answered_by_id": cast.hr.id}
    db.session.commit()
    with pytest.raises(IntegrityError):
        db.session.execute(
            update(CorrectionRequest).where(CorrectionRequest.id == request.id).values(**values)
        )


def test_the_database_keeps_one_open_request_a_fact(cast):
    make_request(cast.teacher.person, answered_by=cast.hr)
    make_request(cast.teacher.person)
    with pytest.raises(IntegrityError):
        make_request(cast.teacher.person)


def test_the_number_in_the_menu_leaves_out_ones_own(cast):
    make_request(cast.teacher.person)
    make_request(cast.hr.person, HeldFact.NAME)
    db.session.commit()
    assert [to_answer(getattr(cast, who)).number for who in ("hr", "hr2", "admin", "head", "other_hr")] == [
        1, 2, 2, 0, 0,
    ]  # fmt: skip


# Pages


def test_the_own_page_shows_what_is_held_and_what_it_decides(app, cast):
    make_leave(cast.teacher_post, by=cast.hr)
    page = sign_in(app, cast.teacher).get("/me").text
    for text in (
        "010001", "机电系", "2015-09-01 起 专业课教师", "2025-03-01 至 2025-06-30",
        "由这个系部的负责人初审您的记录", "入职以前的实践不计入", "不记录离岗原因", cast.teacher.person.email,
    ):  # fmt: skip
        assert text in page
    assert page.count("这里有误？</a>") == 8
    without_post = sign_in(app, cast.hr2).get("/me").text
    assert without_post.count("这里有误？</a>") == 2


def test_a_teacher_asks_hr_corrects_and_the_teacher_reads_the_answer(app, cast):
    teacher, hr = sign_in(app, cast.teacher), sign_in(app, cast.hr)
    assert re.search(r'checked[^>]*value="specialty"', teacher.get("/me/corrections/new?fact=specialty").text)
    wrong = post(teacher, "/me/corrections/new", fact="specialty", wanted="", why="理由要留住")
    assert "请填写应该是什么" in wrong.text
    assert "理由要留住" in wrong.text
    sent = {"fact": "specialty", "wanted": "数控技术", "why": "聘用合同上这样写"}
    assert post(teacher, "/me/corrections/new", **sent).location == "/me"
    assert "等待答复" in teacher.get("/me").text
    assert "您已经申请过" in post(teacher, "/me/corrections/new", **sent).text

    request = db.session.query(CorrectionRequest).one()
    where = f"/people/corrections/{request.id}"
    assert "1 份等待答复" in hr.get("/people").text
    assert "核对并答复" in hr.get("/people/corrections").text
    asked = hr.get(where).text
    assert "去更改专业" in asked
    assert "答复：已更正" not in asked
    assert "系统里还是原来的内容" in hr.get(
        post(hr, f"{where}/done", version=request.version).location
    ).text  # fmt: skip

    edit = f"/people/staff/{cast.teacher.person_id}/edit"
    form = hr.get(edit).text
    assert re.search(r"<h2>专业</h2>\s*<dl class=\"kv\">\s*<div><dt>现在</dt>", form)
    assert "聘用合同上这样写" in form
    saved = post(
        hr, edit, name="示例王明", email=cast.teacher.person.email, staff_number="010001",
        department=cast.department.id, hired_on="2015-09-01", specialty="数控技术",
        version=re.search(r'name="version"[^>]*value="(\d+)"', form)[1],
    )  # fmt: skip
    assert saved.location == where
    ready = hr.get(where).text
    assert "答复：已更正" in ready
    version = re.search(r'name="version"[^>]*value="(\d+)"', ready)[1]
    assert post(hr, f"{where}/done", version=version, answer="已按合同改好").status_code == 302
    page = teacher.get("/me").text
    assert "已更正" in page
    assert "已按合同改好" in page
    assert "答复更正申请：已更正" in hr.get(f"/people/{cast.teacher_post.id}").text
    assert "已按合同改好" in hr.get("/people/corrections").text


def test_hr_declines_with_a_reason_and_without_one_is_told_so(app, cast):
    request, hr = make_request(cast.teacher.person), sign_in(app, cast.hr)
    path = f"/people/corrections/{request.id}"
    page = post(hr, f"{path}/decline", version=request.version, answer="  ").text
    assert "请写明为什么不更正" in page
    too_long = post(hr, f"{path}/decline", version=request.version, answer="长" * 1001).text
    assert "长" * 1001 in too_long
    assert post(hr, f"{path}/decline", version=request.version, answer="合同上没有写").status_code == 302
    assert "合同上没有写" in sign_in(app, cast.teacher).get("/me").text
    assert "示例孙人事答复" in hr.get(path).text


def test_of_two_who_answer_the_second_gets_a_conflict_that_keeps_the_words(app, cast):
    request = make_request(cast.teacher.person)
    version, path = request.version, f"/people/corrections/{request.id}/decline"
    post(sign_in(app, cast.hr), path, version=version, answer="第一位的原因")
    late = post(sign_in(app, cast.hr2), path, version=version, answer="第二位写的原因")
    assert late.status_code == 409
    assert "第二位写的原因" in late.text
    db.session.expire_all()
    assert request.answer == "第一位的原因"
    again = post(sign_in(app, cast.hr2), path, version=request.version, answer="第三次")
    assert again.status_code == 409


def test_hr_sees_their_own_request_without_a_way_to_answer(app, cast):
    request, hr = make_request(cast.hr.person), sign_in(app, cast.hr)
    path = f"/people/corrections/{request.id}"
    page = hr.get(path).text
    assert "请由另一位人事或学校管理员更改和答复" in page
    assert "不更正" not in page
    assert "您本人的，由别人答复" in hr.get("/people/corrections").text
    answer = post(hr, f"{path}/decline", version=request.version, answer="自己的")
    assert "请由另一位" in hr.get(answer.location).text
    db.session.expire_all()
    assert request.state is CorrectionState.OPEN


def test_a_request_is_taken_back_but_not_one_that_was_answered(app, cast):
    teacher = sign_in(app, cast.teacher)
    request = make_request(cast.teacher.person)
    path = f"/me/corrections/{request.id}/withdraw"
    assert post(teacher, path, version=request.version + 1).status_code == 409
    assert post(teacher, path, version=request.version).location == "/me"
    assert "已撤回" in teacher.get("/me").text
    db.session.expire_all()
    assert post(teacher, path, version=request.version).status_code == 409


def test_a_teacher_sees_nobody_elses_request(app, cast):
    request = make_request(cast.colleague.person, wanted="不给别人看的内容")
    teacher = sign_in(app, cast.teacher)
    assert "不给别人看的内容" not in teacher.get("/me").text
    assert post(teacher, f"/me/corrections/{request.id}/withdraw", version=1).status_code == 404
    assert teacher.get(f"/people/corrections/{request.id}").status_code == 403
    other = sign_in(app, cast.other_hr)
    assert other.get(f"/people/corrections/{request.id}").status_code == 404
    assert "不给别人看的内容" not in other.get("/people/corrections").text


@pytest.mark.parametrize(
    ("fact", "where"),
    [
        (HeldFact.NAME, "/people/staff/{person}/edit"),
        (HeldFact.CATEGORIES, "/people/{teacher}#categories"),
        (HeldFact.LEAVES, "/people/{teacher}#leaves"),
        (HeldFact.ROLES, "/people/{teacher}#accounts"),
    ],
)
def test_a_request_leads_to_where_its_fact_is_changed(app, cast, fact, where):
    request = make_request(cast.teacher.person, fact, held=held_now(cast.teacher.person, fact))
    page = sign_in(app, cast.hr).get(f"/people/corrections/{request.id}").text
    place = where.format(person=cast.teacher.person_id, teacher=cast.teacher_post.id)
    assert f'href="{place}"' in page


# One's own address


def test_a_person_changes_their_address_and_the_old_one_is_told(app, cast):
    old, client = cast.teacher.person.email, sign_in(app, cast.teacher)
    wrong = post(client, "/me/email", email="neu@example.edu", password="falsch")
    assert "登录密码不对" in wrong.text
    assert "neu@example.edu" in wrong.text
    assert "邮箱格式不对" in post(client, "/me/email", email="kein", password=PASSWORD).text
    done = post(client, "/me/email", email="neu@example.edu", password=PASSWORD)
    assert done.location == "/me"
    assert db.session.get_one(Person, cast.teacher.person_id, populate_existing=True).email == (
        "neu@example.edu"
    )
    told = mails("email_changed")
    assert [mail.recipient for mail in told] == [old]
    assert "neu@example.edu" in told[0].text
    assert "如果不是您改的" in told[0].html
    assert db.session.scalar(select(AuditEvent.after).where(AuditEvent.tag == "person:email_changed")) == {
        "email": "neu@example.edu"
    }
    assert "本人更改邮箱" in sign_in(app, cast.hr).get(f"/people/{cast.teacher_post.id}").text


def test_the_same_address_changes_nothing_and_none_is_told_where_there_was_none(app, cast):
    cast.teacher.person.email = None
    client = sign_in(app, cast.teacher)
    post(client, "/me/email", email="", password=PASSWORD)
    assert db.session.query(AuditEvent).filter_by(tag="person:email_changed").count() == 0
    post(client, "/me/email", email="neu@example.edu", password=PASSWORD)
    assert mails("email_changed") == []
    post(client, "/me/email", email="", password=PASSWORD)
    assert "只在系统里显示" in mails("email_changed")[0].text
