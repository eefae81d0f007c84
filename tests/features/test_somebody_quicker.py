"""Somebody else saves the same thing a moment earlier: the answer is a 409 that keeps what was typed."""

import pytest
from psycopg import errors
from sqlalchemy import Executable, delete, update
from sqlalchemy.exc import OperationalError

from app.accounts.models import Account, AccountRole, Person
from app.extensions import db
from app.plans import draft_views
from app.plans.models import PracticePlan
from app.practice import form_views
from app.practice.models import PracticeRecord
from app.schools import decision_operations
from app.schools.models import Department, School
from app.teachers.models import Teacher
from app.venues.models import Site
from tests.builders import make_decision, make_person, make_site, make_teacher, sign_in, token
from tests.conftest import on_one_database
from tests.features import test_plans, test_record_pages
from tests.meanwhile import meanwhile


def on_postgresql() -> bool:
    """Where the request has read before the other writes; on SQLite it reads afterwards."""
    return db.engine.dialect.name == "postgresql"


def post_of(cast) -> dict[str, object]:
    return {
        "name": "示例王明", "email": "wang@example.edu", "staff_number": "010001",
        "department": cast.department.id, "hired_on": "2015-09-01", "specialty": "示例数控技术与智能制造",
        "version": cast.teacher.person.version + cast.teacher_post.version,
    }  # fmt: skip


def test_a_person_changed_at_the_same_moment_is_a_conflict_that_keeps_the_words(app, cast):
    hr = sign_in(app, cast.hr)
    person_id, post_id = cast.teacher.person_id, cast.teacher_post.id
    sent = post_of(cast) | {"csrf_token": token(hr)}
    with meanwhile(app, lambda: hr.post(f"/people/staff/{person_id}/edit", data=sent)) as answers:
        db.session.get_one(Teacher, post_id).specialty = "示例机电"
        db.session.get_one(Person, person_id).name = "示例王小明"
    assert answers[0].status_code == 409
    assert "示例数控技术与智能制造" in answers[0].text
    assert f'href="/people/{post_id}"' in answers[0].text
    assert db.session.get_one(Person, person_id).name == "示例王小明"


def test_a_place_changed_at_the_same_moment_keeps_the_words(app, cast):
    hr = sign_in(app, cast.hr)
    site_id = make_site(cast.school, "示例精工有限公司").id
    name = "示例精工机械制造股份有限公司"
    sent = {
        "name": name,
        "kind": "enterprise",
        "host": "enterprise",
        "level": "",
        "active": "y",
        "version": 1,
    }
    sent["csrf_token"] = token(hr)
    with meanwhile(app, lambda: hr.post(f"/sites/{site_id}/edit", data=sent)) as answers:
        db.session.get_one(Site, site_id).name = "示例精工"
    assert answers[0].status_code == 409
    assert name in answers[0].text
    assert f'href="/sites/{site_id}/edit"' in answers[0].text


def test_what_may_stand_once_and_was_entered_twice_at_the_same_moment_keeps_the_words(app, cast):
    hr = sign_in(app, cast.hr)
    sent = post_of(cast) | {
        "csrf_token": token(hr), "category": "specialized", "roles": ["teacher"],
        "staff_number": "010099", "username": "",
    }  # fmt: skip
    department_id = cast.department.id
    with meanwhile(app, lambda: hr.post("/people/new", data=sent)) as answers:
        here = db.session.get_one(Department, department_id)
        other = make_person(db.session.get_one(School, here.school_id), "示例另一位")
        make_teacher(other, here, staff_number="010099")
    assert answers[0].status_code == (409 if on_postgresql() else 200)
    assert "示例数控技术与智能制造" in answers[0].text
    assert 'href="/people/new"' in answers[0].text or not on_postgresql()
    assert db.session.query(Account).filter_by(username="010099").first() is None


# While files are looked into, which takes no lock


@pytest.fixture
def between(monkeypatch) -> list[Executable]:
    """What somebody else does once the files of a request have been looked into."""
    steps: list[Executable] = []

    def interrupt(module):
        look_into = module.look_into

        def looked(*args):
            found = look_into(*args)
            with db.engine.begin() as connection:
                for step in steps:
                    connection.execute(step)
            return found

        monkeypatch.setattr(module, "look_into", looked)

    interrupt(form_views)
    interrupt(draft_views)
    return steps


@pytest.mark.parametrize(
    ("write", "kept"),
    [(test_record_pages.write, PracticeRecord), (test_plans.write, PracticePlan)],
    ids=["record", "plan"],
)
def test_a_place_closed_while_the_files_are_looked_into_is_not_taken(app, cast, between, write, kept):
    site_id = cast.site.id
    between.append(update(Site).where(Site.id == site_id).values(active=False))
    answer = write(sign_in(app, cast.teacher), site_id=site_id)
    assert answer.status_code == 200
    assert "名单里没有这个单位，请重新选择" in answer.text
    assert not db.session.query(kept).all()


def test_who_loses_the_office_while_the_files_are_looked_into_keeps_the_words(app, cast, between):
    hr, path = sign_in(app, cast.hr), f"/people/{cast.teacher_post.id}/records/new"
    between.append(delete(AccountRole).where(AccountRole.account_id == cast.hr.id))
    answer = test_record_pages.write(
        hr, path, site_id=cast.site.id, tasks="替教师写的很长的一段话", csrf_token=token(hr)
    )
    assert answer.status_code == 409
    assert "替教师写的很长的一段话" in answer.text
    assert not db.session.query(PracticeRecord).all()


@on_one_database
@pytest.mark.parametrize(
    ("reported", "status"),
    [(errors.DeadlockDetected, 409), (errors.SerializationFailure, 409), (errors.AdminShutdown, 500)],
)
def test_who_is_given_up_by_the_database_keeps_the_words_and_any_other_failure_is_one(
    app, cast, monkeypatch, reported, status
):
    def give_up(*_asked, **_named):
        raise OperationalError("UPDATE", {}, reported("示例"))

    decision = make_decision(cast.school, by=cast.hr)
    db.session.commit()
    hr2 = sign_in(app, cast.hr2)
    sent = {"version": 1, "reason": "这条理由写了很久，不能丢", "csrf_token": token(hr2)}
    monkeypatch.setattr(decision_operations, "refuse", give_up)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = hr2.post(f"/school/decisions/{decision.id}/refuse", data=sent)
    assert answer.status_code == status
    assert (sent["reason"] in answer.text) is (status == 409)
