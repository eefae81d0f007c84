"""Changing people and the school: nobody writes over another, and what follows from a change is said."""

import re
from datetime import date

import pytest
from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from app import clock
from app.accounts.guards import NotAllowedError
from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus
from app.extensions import db
from app.mail.models import Mail
from app.schools.models import Department, School
from app.standing.queries import evaluate_teacher
from app.teachers.models import Teacher
from app.teachers.operations import Details, edit_person, version_of
from tests.builders import (
    AT,
    give_default_decisions,
    make_record,
    make_school,
    sign_in,
    sign_in_by_page,
    token,
)


def post(client, path, page=None, **data):
    return client.post(path, data={**data, "csrf_token": token(client)})


def typed_for(cast, **values):
    """What the form about the cast's teacher sends."""
    return {
        "name": "示例王明", "email": "wang@example.edu", "staff_number": "010001",
        "department": cast.department.id, "hired_on": "2015-09-01",
        "version": version_of(cast.teacher.person),
    } | values  # fmt: skip


def edit_path(cast):
    return f"/people/staff/{cast.teacher.person_id}/edit"


# Two at once


def test_of_two_clerks_who_edit_one_person_the_second_keeps_what_was_typed(app, cast):
    first, second = sign_in(app, cast.hr), sign_in(app, cast.hr2)
    seen = typed_for(cast)
    assert post(first, edit_path(cast), **(seen | {"specialty": "数控技术"})).status_code == 302
    late = post(second, edit_path(cast), **(seen | {"specialty": "第二位写的专业"}))
    assert late.status_code == 409
    assert "第二位写的专业" in late.text
    assert "机电系" in late.text
    teacher = db.session.get_one(Teacher, cast.teacher_post.id, populate_existing=True)
    assert teacher.specialty == "数控技术"


def test_a_change_of_the_name_alone_also_counts(app, cast):
    seen = typed_for(cast)
    post(sign_in(app, cast.hr), edit_path(cast), **(seen | {"name": "示例王铭"}))
    assert post(sign_in(app, cast.hr2), edit_path(cast), **seen).status_code == 409


@pytest.mark.parametrize(
    ("kind", "field"), [(Person, "name"), (Teacher, "specialty"), (School, "name"), (Department, "name")]
)
def test_the_database_lets_the_first_of_two_through(app, cast, kind, field):
    rows = {Person: cast.teacher.person, Teacher: cast.teacher_post, School: cast.school}
    row_id = rows.get(kind, cast.department).id
    late = db.session.get(kind, row_id)
    db.session.refresh(late)
    db.session.expunge(late)
    db.session.rollback()
    with app.app_context():
        setattr(db.session.get(kind, row_id), field, "第一位")
        db.session.commit()
    with app.app_context():
        db.session.add(late)
        setattr(late, field, "第二位")
        with pytest.raises(StaleDataError):
            db.session.commit()


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [
        ("/school/profile", {"name": "示例新名"}, {"name": "示例另一个新名", "signatory": "校长 示例某"}),
        ("/school/start", {"records_complete_from": "2026-12-01"}, {"records_complete_from": "2027-01-01"}),
        ("/school/departments/{department}", {"name": "智能制造系"}, {"name": "示例智造系"}),
    ],
)
def test_the_school_and_its_departments_are_not_written_over_either(app, cast, form, first, second):
    path = form.format(department=cast.department.id)
    one, other = sign_in(app, cast.hr), sign_in(app, cast.admin)
    version = re.search(r'name="version"[^>]*value="(\d+)"', one.get(path).text)[1]
    more = {"code": cast.school.code}
    assert post(one, path, version=version, **first).status_code == 302
    late = post(other, path, version=version, **(more | second))
    assert late.status_code == 409
    assert second.get("name", "2027-01-01") in late.text
    assert first.get("name", "2026-12-01") in one.get(path).text


# What follows


def test_moving_a_teacher_says_who_reviews_from_now_on_and_moves_what_waits(app, cast):
    record = make_record(
        cast.teacher_post, cast.site, status=RecordStatus.SUBMITTED, by=cast.teacher, reviewer=cast.head
    )
    hr = sign_in(app, cast.hr)
    assert "由新系部的负责人初审" in hr.get(edit_path(cast)).text
    answer = post(hr, edit_path(cast), **typed_for(cast, department=cast.other_department.id))
    page = hr.get(answer.location).text
    assert "今后和正在等初审的记录由信息系负责人初审" in page
    assert "系部：机电系 → 信息系" in page  # in the history, with the day
    assert str(clock.today()) in page
    assert sign_in(app, cast.head).get(f"/records/{record.id}").status_code == 404
    assert "示例王明" in sign_in(app, cast.other_head).get("/reviews").text


def test_a_head_who_moves_stays_head_and_the_page_says_so(app, cast):
    hr, path = sign_in(app, cast.hr), f"/people/staff/{cast.head.person_id}/edit"
    assert "换系部不会改变负责的系部" in hr.get(path).text
    sent = typed_for(
        cast, name="示例赵主任", staff_number="010003", department=cast.other_department.id,
        version=version_of(cast.head.person),
    )  # fmt: skip
    page = hr.get(post(hr, path, **sent).location).text
    assert "示例赵主任仍是机电系的负责人" in page
    db.session.expire_all()
    assert cast.head.headed_department_ids == {cast.department.id}


def test_a_day_of_leaving_does_not_close_the_account_and_the_page_says_so(app, cast):
    hr = sign_in(app, cast.hr)
    early = post(hr, edit_path(cast), **typed_for(cast, left_on="2015-08-31"))
    assert "离职日期早于入职日期" in early.text
    page = hr.get(post(hr, edit_path(cast), **typed_for(cast, left_on="2026-08-31")).location).text
    assert "离职日期不会停用账号" in page
    db.session.expire_all()
    assert cast.teacher.active


def test_somebody_hired_in_the_future_is_entered_and_judged_without_harm(app, cast):
    give_default_decisions(cast.school)
    soon = date(clock.today().year + 1, 1, 1)
    hr = sign_in(app, cast.hr)
    sent = {
        "name": "示例新人", "staff_number": "000123", "department": cast.department.id,
        "hired_on": soon.isoformat(), "category": "specialized", "roles": ["teacher"],
    }  # fmt: skip
    far = post(hr, "/people/new", **(sent | {"hired_on": f"{soon.year + 2}-01-01"}))
    assert "入职日期在一年以后，请核对年份" in far.text
    assert "一次性密码" in post(hr, "/people/new", **sent).text
    teacher = db.session.query(Teacher).filter_by(staff_number="000123").one()
    assert "将来，届时才列入达标名单" in hr.get(f"/people/{teacher.id}").text
    assert hr.get(f"/standing/{teacher.id}").status_code == 200
    assert "示例新人" not in hr.get("/school/standing").text
    assert evaluate_teacher(teacher.id, clock.today()).name == "示例新人"


def test_staff_numbers_are_text_and_keep_their_zeros(app, cast):
    hr = sign_in(app, cast.hr)
    post(hr, edit_path(cast), **typed_for(cast, staff_number="000071"))
    assert ">000071<" in hr.get(f"/people/{cast.teacher_post.id}").text
    db.session.expire_all()
    assert cast.teacher_post.staff_number == "000071"
    twice = post(hr, edit_path(cast), **typed_for(cast, staff_number="010002", name="这个名字要留住"))
    assert "这个工号已有人使用" in twice.text
    assert "这个名字要留住" in twice.text


@pytest.mark.parametrize("name", ["示例㛃𬭎", "示" * 60])
def test_rare_and_very_long_names_are_kept_whole_and_found(app, cast, name):
    hr = sign_in(app, cast.hr)
    assert post(hr, edit_path(cast), **typed_for(cast, name=name)).status_code == 302
    db.session.expire_all()
    assert cast.teacher.person.name == name
    assert name in hr.get("/people", query_string={"q": name}).text
    too_long = post(hr, edit_path(cast), **typed_for(cast, name=name * 61)).text
    assert "还有几处需要改一下" in too_long


def test_the_history_says_who_changed_what_and_leaves_out_signing_in(app, cast):
    hr = sign_in(app, cast.hr)
    sign_in_by_page(app, cast.teacher)
    post(hr, edit_path(cast), **typed_for(cast, name="示例王铭", email="", specialty="数控技术"))
    post(
        hr, f"/people/{cast.teacher_post.id}/category", "/people", category="general", first_day="2026-09-01"
    )
    post(
        sign_in(app, cast.admin), f"/people/accounts/{cast.teacher.id}/roles",
        version=cast.teacher.version, roles=["teacher", "hr"], headed=[cast.department.id],
    )  # fmt: skip
    page = hr.get(f"/people/{cast.teacher_post.id}").text
    history = page[page.index('id="history"') :]
    for line in (
        "姓名：示例王明 → 示例王铭；邮箱：", "→ 空", "专业：空 → 数控技术", "2026-09-01 起：公共基础课教师",
        "账号 teacher：教师 → 人事处、教师、系部负责人（机电系）", "示例孙人事", "示例吴管理",
    ):  # fmt: skip
        assert line in history
    assert "登录" not in history
    assert db.session.query(AuditEvent).filter_by(tag="account:signed_in").count() >= 1


def test_a_category_of_ones_own_is_another_persons_to_set(app, cast):
    hr = sign_in(app, cast.hr)
    answer = post(
        hr, f"/people/{cast.hr_post.id}/category", "/people", category="general", first_day="2026-09-01"
    )
    assert "请由另一位人事或学校管理员更改" in hr.get(answer.location).text
    assert "这里只能改姓名" in hr.get(f"/people/staff/{cast.hr.person_id}/edit").text


# Name and address


def test_who_is_given_another_address_is_told_at_the_old_one(app, cast):
    old = cast.teacher.person.email
    assert post(sign_in(app, cast.hr), edit_path(cast), **typed_for(cast)).status_code == 302
    (told,) = db.session.scalars(select(Mail).where(Mail.kind == "email_changed"))
    assert (told.recipient, told.person_id) == (old, cast.teacher.person_id)
    assert "已由示例孙人事改为wang@example.edu" in told.text
    assert "请马上当面问清楚" in told.text


def test_name_and_address_of_the_office_are_an_administrators_to_change(app, cast):
    person, mine, hr = cast.admin.person, cast.hr2.person, sign_in(app, cast.hr2)
    path, before = f"/people/staff/{person.id}/edit", (person.name, person.email)
    page = hr.get(path).text
    assert 'name="email"' not in page
    assert "人事处和学校管理员的姓名和邮箱由学校管理员更改" in page
    sent = {"name": "改名", "email": "mine@example.edu", "department": "0", "version": person.version}
    assert post(hr, path, **sent).status_code == 302
    db.session.expire_all()
    assert (person.name, person.email) == before
    with pytest.raises(NotAllowedError, match="由学校管理员更改"):
        edit_person(person, Details(person.name, "mine@example.edu"), post=None, actor=cast.hr2, at=AT)
    edit_person(mine, Details("示例周人事", "hers@example.edu"), post=None, actor=cast.admin, at=AT)
    assert db.session.scalars(select(Mail.kind)).all() == ["email_changed"]


def test_ones_own_address_is_changed_with_ones_password_alone(app, cast):
    person, hr = cast.hr2.person, sign_in(app, cast.hr2)
    path, before = f"/people/staff/{person.id}/edit", person.email
    page = hr.get(path).text
    assert 'name="email"' not in page
    assert 'href="/me/email"' in page
    sent = {"name": "示例改名", "email": "mine@example.edu", "department": "0", "version": person.version}
    assert post(hr, path, **sent).status_code == 302
    db.session.expire_all()
    assert (person.name, person.email) == ("示例改名", before)
    with pytest.raises(NotAllowedError, match="凭密码"):
        edit_person(person, Details(person.name, "mine@example.edu"), post=None, actor=cast.hr2, at=AT)


# The school


def test_only_an_administrator_changes_the_code_and_is_warned(app, cast):
    hr, admin = sign_in(app, cast.hr2), sign_in(app, cast.admin)
    page = hr.get("/school/profile").text
    assert 'name="code"' not in page
    assert "由学校管理员更改" in page
    post(hr, "/school/profile", name="示例新名", code="20002", version=cast.school.version)
    db.session.expire_all()
    assert (cast.school.name, cast.school.code) == ("示例新名", "10001")

    assert "已经印出的编号仍带旧代码" in admin.get("/school/profile").text
    sent = {"name": "示例新名", "version": cast.school.version}
    make_school(code="20003")
    assert "学校代码 20003 已经有了" in post(admin, "/school/profile", **sent, code="20003").text
    assert "2 至 16 位字母或数字" in post(admin, "/school/profile", **sent, code="第一所").text
    assert post(admin, "/school/profile", **sent, code="20002").status_code == 302
    db.session.expire_all()
    assert cast.school.code == "20002"


def test_the_profile_shows_how_a_recommendation_will_read_and_what_cannot_be_changed_here(app, cast):
    cast.school.signatory, cast.school.seal_place = "校长 示例某", "（学校盖章处）"
    page = sign_in(app, cast.hr2).get("/school/profile").text
    year = clock.today().year
    for text in (
        f"10001-SS-{year}-Z-0001（示例）", "校长 示例某", "（学校盖章处）", "http://127.0.0.1:5000/v/",
        "由信息中心在服务器上设置", "教育系统，高职",
    ):  # fmt: skip
        assert text in page
    assert "PUBLIC_BASE_URL" not in page
    cast.school.code, cast.school.signatory = "示例", ""
    page = sign_in(app, cast.hr2).get("/school/profile").text
    assert "学校代码要先改成" in page
    assert "未填写，不能出具推荐书" in page


def test_the_school_page_says_who_heads_a_department_and_who_reviews_where_nobody_does(app, cast):
    hr = sign_in(app, cast.hr2)
    assert "负责人 示例赵主任" in hr.get("/school").text
    cast.head.active = False
    assert "没有负责人，记录由人事处初审" in hr.get("/school").text


def test_the_way_to_the_own_page_is_marked_in_the_menu(app, cast):
    with app.test_request_context():
        assert url_for("teachers.own.me") == "/me"
    for path in ("/me", "/me/email", "/me/corrections/new", "/password"):
        page = sign_in(app, cast.hr2).get(path).text
        assert re.search(r'<a href="/me" aria-current="page">我', page), path
