"""The office's pages of people, and the command that makes the first administrator."""

import re

import pytest

from app.accounts.models import Account, Person, SignIn
from app.audit.models import AuditEvent
from app.cli import create_admin_command, reset_password_command
from app.domain.roles import Role
from app.extensions import db
from app.schools.models import School
from app.schools.queries import decisions
from app.teachers.models import Teacher
from tests.builders import PASSWORD, token
from tests.builders import sign_in_by_page as sign_in
from tests.conftest import on_one_database


def post(client, path, **data):
    return client.post(path, data={**data, "csrf_token": token(client)})


def test_hr_takes_on_a_teacher_who_then_signs_in_and_must_choose_a_password(app, cast):
    answer = post(
        sign_in(app, cast.hr), "/people/new", name="示例新人", email="neu@example.edu",
        staff_number="020001", department=cast.department.id, hired_on="2024-09-01", category="practical",
        specialty="数控技术", roles=["teacher"],
    )  # fmt: skip
    page = answer.get_data(as_text=True)
    password = re.search(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}", page)[0]
    assert answer.headers["Cache-Control"] == "no-store"
    account = db.session.query(Account).filter_by(username="020001").one()
    assert password not in str([event.after for event in db.session.query(AuditEvent)])
    client = sign_in(app, account, password)
    assert client.get("/me").location == "/password"


@on_one_database
@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"email": "kein"}, "邮箱格式不对"),
        ({"email": "a@example.edu\nBcc: b@example.edu"}, "邮箱格式不对"),
        ({"hired_on": ""}, "教师须同时填写工号、系部和入职日期"),
        ({"staff_number": "010001"}, "这个工号已有人使用"),
        ({"username": "teacher"}, "这个登录名已有人使用"),
        ({"roles": []}, "请至少选择一种身份"),
        ({"staff_number": "", "department": "0", "hired_on": ""}, "身份里有“教师”"),
        ({"roles": ["admin"]}, "请从列出的几项里选"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nobody_is_added(app, cast, data, says):
    before = db.session.query(Person).count()
    filled = {
        "name": "示例新人", "staff_number": "020001", "department": cast.department.id,
        "hired_on": "2024-09-01", "category": "specialized", "roles": ["teacher"],
    } | data  # fmt: skip
    page = post(sign_in(app, cast.hr), "/people/new", **filled).get_data(as_text=True)
    assert says in page
    assert "还有几处需要改一下" in page
    assert db.session.query(Person).count() == before


def test_an_administrator_adds_hr_who_does_not_teach(app, cast):
    data = {
        "name": "示例人事",
        "username": "renshi",
        "department": "0",
        "category": "general",
        "roles": ["hr"],
    }
    answer = post(sign_in(app, cast.admin), "/people/new", **data)
    assert "一次性密码" in answer.get_data(as_text=True)
    account = db.session.query(Account).filter_by(username="renshi").one()
    page = sign_in(app, cast.hr).get(f"/people/staff/{account.person_id}").get_data(as_text=True)
    assert "由学校管理员办理" in page


def test_the_page_of_a_teacher_is_found_by_person_too(app, cast):
    client = sign_in(app, cast.hr)
    answer = client.get(f"/people/staff/{cast.teacher.person_id}")
    assert answer.location == f"/people/{cast.teacher_post.id}"
    page = client.get(answer.location).get_data(as_text=True)
    assert "示例王明" in page
    assert "专业课教师" in page


def test_new_roles_end_the_sign_in_of_the_account(app, cast):
    teacher = sign_in(app, cast.teacher)
    client = sign_in(app, cast.admin)
    path = f"/people/accounts/{cast.teacher.id}/roles"
    page = client.get(path).get_data(as_text=True)
    assert re.search(r'checked[^>]*value="teacher"', page)
    answer = post(
        client, path, version=cast.teacher.version, roles=["teacher", "hr"], headed=[cast.department.id]
    )
    assert answer.status_code == 302
    assert teacher.get("/me").status_code == 302
    db.session.expire_all()
    assert cast.teacher.roles == {Role.TEACHER, Role.HR, Role.HEAD}
    assert db.session.query(SignIn).filter_by(end_reason="roles").count() == 1


def test_a_role_given_on_an_old_page_is_a_conflict(app, cast):
    client = sign_in(app, cast.admin)
    answer = post(client, f"/people/accounts/{cast.teacher.id}/roles", version=99, roles=["hr"])
    assert answer.status_code == 409
    assert "刚被别人改过" in answer.get_data(as_text=True)


def test_the_role_of_teacher_asks_for_a_post(app, cast):
    client = sign_in(app, cast.admin)
    path = f"/people/accounts/{cast.hr2.id}/roles"
    page = post(client, path, version=cast.hr2.version, roles=["teacher", "hr"]).get_data(as_text=True)
    assert "先在“更改”里填写工号" in page


def test_the_last_administrator_is_told_why_the_role_stays(app, cast):
    client = sign_in(app, cast.admin)
    path = f"/people/accounts/{cast.admin.id}"
    page = post(client, f"{path}/roles", version=cast.admin.version, roles=[]).get_data(as_text=True)
    assert "这是最后一位学校管理员" in page
    post(client, f"{path}/close", version=cast.admin.version)
    assert "这是最后一位学校管理员" in client.get(f"/people/staff/{cast.admin.person_id}").get_data(
        as_text=True
    )


def test_a_reset_password_is_shown_once_and_ends_the_sign_ins(app, cast):
    teacher = sign_in(app, cast.teacher)
    client = sign_in(app, cast.hr)
    answer = post(client, f"/people/accounts/{cast.teacher.id}/password", version=cast.teacher.version)
    password = re.search(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}", answer.get_data(as_text=True))[0]
    assert teacher.get("/me").status_code == 302
    assert sign_in(app, cast.teacher, password).get("/me").location == "/password"
    assert password not in client.get(f"/people/{cast.teacher_post.id}").get_data(as_text=True)


def test_hr_may_not_reset_the_administrators_password(app, cast):
    client = sign_in(app, cast.hr)
    answer = post(client, f"/people/accounts/{cast.admin.id}/password", version=cast.admin.version)
    assert answer.status_code == 403


def test_a_closed_account_cannot_sign_in_until_it_is_opened(app, cast, client):
    office = sign_in(app, cast.hr)
    path = f"/people/accounts/{cast.teacher.id}"
    post(office, f"{path}/close", version=cast.teacher.version)
    data = {"username": "teacher", "password": PASSWORD, "csrf_token": token(client)}
    assert client.post("/sign-in", data=data).status_code == 200
    db.session.expire_all()
    post(office, f"{path}/open", version=cast.teacher.version)
    assert sign_in(app, cast.teacher).get("/me").status_code == 200


def test_a_person_is_edited_on_the_page(app, cast):
    client = sign_in(app, cast.hr)
    path = f"/people/staff/{cast.teacher.person_id}/edit"
    assert 'value="010001"' in client.get(path).get_data(as_text=True)
    data = {
        "name": "示例王明明", "staff_number": "010001", "department": cast.other_department.id,
        "hired_on": "2015-09-01",
    }  # fmt: skip
    early = post(client, path, left_on="2014-01-01", **data).get_data(as_text=True)
    assert "离职日期早于入职日期" in early
    emptied = {"name": "示例", "staff_number": "", "department": "0", "hired_on": ""}
    assert "不能清空" in post(client, path, **emptied).get_data(as_text=True)
    assert "这个工号已有人使用" in post(client, path, **(data | {"staff_number": "010002"})).get_data(
        as_text=True
    )
    assert post(client, path, **data).location == f"/people/{cast.teacher_post.id}"
    teacher = db.session.get_one(Teacher, cast.teacher_post.id, populate_existing=True)
    assert (teacher.person.name, teacher.department.name) == ("示例王明明", "信息系")


def test_a_category_is_set_on_the_page(app, cast):
    client = sign_in(app, cast.hr)
    path = f"/people/{cast.teacher_post.id}/category"
    assert "不能早于入职日期" in post(client, path, category="general", first_day="2015-01-01").get_data(
        as_text=True
    )
    post(client, path, category="general", first_day="2026-09-01")
    assert "2026-09-01" in client.get(f"/people/{cast.teacher_post.id}").get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    ["/people/{t}", "/people/staff/{p}", "/people/staff/{p}/edit", "/people/accounts/{a}/roles"],
)
def test_people_of_another_school_are_not_found(app, cast, path):
    path = path.format(t=cast.other_teacher_post.id, p=cast.other_teacher.person_id, a=cast.other_teacher.id)
    assert sign_in(app, cast.hr).get(path).status_code == 404


def test_the_list_searches_and_says_when_nobody_is_found(app, cast):
    client = sign_in(app, cast.hr)
    page = client.get(f"/people?q=010&department={cast.department.id}&role=head").get_data(as_text=True)
    assert "示例赵主任" in page
    assert "示例王明" not in page
    assert "没有找到人" in client.get("/people?q=niemand&state=closed").get_data(as_text=True)


# The first administrator


def test_create_admin_starts_a_school_whose_administrator_signs_in(app):
    answers = "20009\n示例新校\nEDU\nhigher\n示例管理员\nGuanli\nmima-shili-2026\nmima-shili-2026\n"
    result = app.test_cli_runner().invoke(create_admin_command, input=answers)
    assert result.exit_code == 0, result.output
    school = db.session.query(School).filter_by(code="20009").one()
    assert len(decisions(school.id)) == 5
    account = db.session.query(Account).filter_by(username="guanli").one()
    client = sign_in(app, account, "mima-shili-2026")
    assert client.get("/people").status_code == 200
    again = app.test_cli_runner().invoke(create_admin_command, input=answers)
    assert "学校代码 20009 已经有了" in again.output


@pytest.mark.parametrize(
    ("username", "password", "says"),
    [("guanli", "kurz", "至少 10 个字符"), ("teacher", "mima-shili-2026", "已有人使用")],
)
def test_create_admin_refuses_and_leaves_nothing_behind(app, cast, username, password, says):
    options = [
        "--school-code", "20009", "--school-name", "示例新校", "--system", "EDU", "--level", "higher",
        "--name", "示例", "--username", username, "--password", password,
    ]  # fmt: skip
    result = app.test_cli_runner().invoke(create_admin_command, options)
    assert result.exit_code == 1
    assert says in result.output
    db.session.rollback()
    assert db.session.query(School).filter_by(code="20009").count() == 0


def test_a_lost_password_of_the_only_administrator_is_replaced_on_the_server(app, cast):
    old = sign_in(app, cast.admin)
    result = app.test_cli_runner().invoke(reset_password_command, ["ADMIN"])
    assert result.exit_code == 0, result.output
    password = re.search("一次性密码：([^（。]+)", result.output)[1]
    assert old.get("/me").status_code == 302
    assert sign_in(app, cast.admin, password).get("/me").location == "/password"
    assert "没有登录名为" in app.test_cli_runner().invoke(reset_password_command, ["niemand"]).output
