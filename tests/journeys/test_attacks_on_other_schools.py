"""Numbers of another school, or of another person, in what is sent: refused, and nothing half written."""

import pytest
from sqlalchemy import func, select

from app.accounts.models import Account, Person
from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus
from app.domain.roles import Role
from app.extensions import db
from app.practice.models import PracticeRecord
from tests.builders import (
    make_account,
    make_department,
    make_evidence,
    make_proposal,
    make_record,
    make_site,
    sign_in,
    token,
)

RECORD = {
    "first_day": "2026-07-06", "last_day": "2026-07-10", "pattern": "workdays", "half_hours": "8",
    "tasks": "参加示例产线的设备维护与调试", "venue": "",
}  # fmt: skip
PERSON = {
    "name": "示例新人", "staff_number": "990001", "hired_on": "2020-09-01", "category": "specialized",
    "roles": "teacher", "username": "xinren",
}  # fmt: skip


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def post(client, path, **data):
    return client.post(path, data={**data, "csrf_token": token(client)})


def test_a_place_of_another_school_cannot_be_named_in_a_record(app, cast):
    foreign = make_site(cast.other_school, "示例外校的企业")
    client = sign_in(app, cast.teacher)
    events = count(AuditEvent)
    page = post(client, "/records/new", site_id=foreign.id, **RECORD).get_data(as_text=True)
    assert "名单里没有这个单位" in page
    assert count(PracticeRecord) == 0
    assert count(AuditEvent) == events
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    post(client, f"/records/{record.id}/edit", site_id=foreign.id, version=record.version, **RECORD)
    assert db.session.get_one(PracticeRecord, record.id, populate_existing=True).site_id == cast.site.id


def test_fields_that_no_form_asks_change_nothing_of_a_record(app, cast):
    client = sign_in(app, cast.teacher)
    extra = {
        "status": "approved", "teacher_id": cast.colleague_post.id, "school_id": cast.other_school.id,
        "copied_from_id": 1, "host": "school", "decided_by_id": cast.hr.id, "version": 7, "id": 99,
    }  # fmt: skip
    answer = post(client, "/records/new", site_id=cast.site.id, **RECORD, **extra)
    assert answer.status_code == 302
    record = db.session.scalars(select(PracticeRecord)).one()
    assert record.status is RecordStatus.DRAFT
    assert record.teacher_id == cast.teacher_post.id
    assert record.school_id == cast.school.id
    assert (record.host, record.copied_from_id, record.decided_by_id) == ("enterprise", None, None)


@pytest.mark.parametrize("field", ["department", "headed"])
def test_a_department_of_another_school_is_given_to_nobody(app, cast, field):
    foreign = make_department(cast.other_school, "外校系部")
    client = sign_in(app, cast.hr)
    people = count(Person)
    data = PERSON | {"department": cast.department.id} | {field: foreign.id}
    assert post(client, "/people/new", **data).status_code == 200
    assert count(Person) == people
    data = {"name": "示例王明", "staff_number": "010001", "hired_on": "2015-09-01", "department": foreign.id}
    post(client, f"/people/staff/{cast.teacher.person_id}/edit", **data)
    assert cast.teacher_post.department_id == cast.department.id
    version = cast.teacher.version
    path = f"/people/accounts/{cast.teacher.id}/roles"
    assert post(client, path, roles="teacher", headed=foreign.id, version=version).status_code == 200
    assert not db.session.get_one(Account, cast.teacher.id, populate_existing=True).headed_department_ids


@pytest.mark.parametrize("role", ["hr", "admin", "head", "superuser"])
def test_hr_gives_no_role_beyond_its_own_reach(app, cast, role):
    client = sign_in(app, cast.hr)
    people = count(Person)
    post(client, "/people/new", **PERSON | {"roles": ["teacher", role], "department": cast.department.id})
    assert count(Person) == people
    for account, answer in ((cast.hr, 403), (cast.admin, 403), (cast.teacher, 200)):
        sent = post(client, f"/people/accounts/{account.id}/roles", roles=[role], version=account.version)
        assert sent.status_code == answer
    roles = {name: sorted(account.roles) for name, account in cast.accounts().items()}
    assert (roles["hr"], roles["teacher"]) == (["hr", "teacher"], ["teacher"])


def test_a_teacher_of_another_school_cannot_be_proposed(app, cast):
    client = sign_in(app, cast.hr)
    path = f"/recommendations/new?teacher_id={cast.other_teacher_post.id}"
    assert client.get(path).status_code == 404
    assert post(client, path, level="middle").status_code == 404


def test_a_second_account_of_the_proposer_or_of_the_teacher_decides_nothing(app, cast):
    proposal = make_proposal(cast.colleague_post, by=cast.hr)
    own = make_proposal(cast.teacher_post, by=cast.hr)
    second = make_account(cast.hr.person, Role.ADMIN, username="hr-zweit")
    of_teacher = make_account(cast.teacher.person, Role.HR, username="teacher-zweit")
    for account, one in ((second, proposal), (of_teacher, own)):
        client = sign_in(app, account)
        for step in ("approve", "reject"):
            path = f"/recommendations/{one.id}/{step}"
            answer = post(client, path, version=one.version, reason="示例原因")
            assert answer.status_code == 302
        db.session.refresh(one)
        assert one.status == "proposed"


def test_a_file_of_somebody_else_is_neither_taken_out_nor_seen(app, cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    evidence = make_evidence(record, by=cast.teacher)
    for account in (cast.colleague, cast.other_head, cast.other_hr, cast.other_teacher):
        client = sign_in(app, account)
        assert client.get(f"/evidence/{evidence.id}").status_code == 404
        path = f"/evidence/{evidence.id}/remove"
        assert post(client, path, version=record.version).status_code == 404


def test_a_head_who_is_moved_away_has_no_word_any_more_and_none_on_the_own_record(app, cast):
    record = make_record(
        cast.head_post, cast.site, status=RecordStatus.SUBMITTED, by=cast.head, reviewer=cast.other_head
    )
    client = sign_in(app, cast.head)
    path = f"/records/{record.id}/review/endorse"
    assert post(client, path, version=record.version).status_code == 403
    cast.head_post.department_id = cast.other_department.id
    db.session.commit()
    assert post(client, path, version=record.version).status_code == 403


@pytest.mark.parametrize("version", ["", "-1", "0", "99999999999999999999", "1.0", "x", "１"])
def test_a_wrong_version_moves_nothing(app, cast, version):
    record = make_record(
        cast.teacher_post, cast.site, status=RecordStatus.ENDORSED, by=cast.teacher, reviewer=cast.head
    )
    client = sign_in(app, cast.hr)
    if version == "１" and record.version == 1:
        version = "２"
    answer = post(client, f"/records/{record.id}/review/approve", version=version)
    assert answer.status_code == 409
    assert db.session.get_one(PracticeRecord, record.id, populate_existing=True).status == "endorsed"


def test_nobody_changes_the_facts_by_which_they_are_judged_themselves(app, cast):
    client = sign_in(app, cast.hr)
    post(client, f"/people/{cast.hr_post.id}/category", category="general", first_day="2026-01-01")
    page = client.get(f"/people/{cast.hr_post.id}").get_data(as_text=True)
    assert "本人" in page
    data = {
        "name": "示例孙人事", "email": "neu@example.edu", "staff_number": "010005", "hired_on": "2026-11-01",
        "department": cast.other_department.id,
    }  # fmt: skip
    page = post(client, f"/people/staff/{cast.hr.person_id}/edit", **data).get_data(as_text=True)
    assert "本人" in page
    db.session.refresh(cast.hr_post)
    assert cast.hr_post.hired_on.year == 2015
    data["hired_on"] = "2015-09-01"
    assert post(client, f"/people/staff/{cast.hr.person_id}/edit", **data).status_code == 302
