"""Two at once lock in one order, so that neither waits for the other: school, teacher, records."""

import pytest
from sqlalchemy import select

from app.accounts.locks import hold_school, lock_school
from app.accounts.models import Account
from app.certificates.queries import numbers_in_force
from app.domain.facts import RecordStatus as S
from app.extensions import db
from app.practice.models import PracticeRecord
from app.schools.decision_operations import guard_confirmation
from app.schools.law_models import AdditionState, LawAddition
from app.schools.law_operations import guard_publication
from app.schools.models import DecisionStatus, School, SchoolDecision
from app.standing.operations import confirm_decision, publish_addition
from app.teachers.locks import lock_teachers
from app.teachers.models import Teacher
from tests.builders import AT, make_addition, make_decision, sign_in, token
from tests.features.desk import send, status_of
from tests.features.test_record_pages import TYPED
from tests.features.test_review_batch import UNDO, passed
from tests.features.test_review_together import text_of
from tests.features.test_undo import status_and_version
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.parametrize("app", ["postgresql"], indirect=True)


def test_a_batch_that_waits_for_the_teacher_holds_none_of_the_records(app, cast):
    client, record = sign_in(app, cast.hr2), send(cast, status=S.ENDORSED)
    _, at = passed(client, "approve", [record])
    record_id, teacher_id = record.id, record.teacher_id
    sent = {"batch": at, "csrf_token": token(client)}

    def change():
        own = select(PracticeRecord.id).where(PracticeRecord.id == record_id)
        assert db.session.execute(own.with_for_update(nowait=True)).all()

    def request():
        return client.post(UNDO, data=sent, follow_redirects=True)

    with meanwhile(app, request, waiting=change) as answers:
        lock_teachers({teacher_id})
    assert "已撤回 1 份" in text_of(answers[0])
    assert status_of(record) is S.ENDORSED


def test_who_holds_a_teacher_lets_a_year_be_frozen_that_holds_the_school(app, cast):
    """Freezing writes rows that refer to teachers, and an undo one that refers to the school."""
    client, record = sign_in(app, cast.hr2), send(cast, status=S.ENDORSED)
    passed(client, "approve", [record])
    school_id, teacher_id = record.school_id, record.teacher_id
    sent = {"csrf_token": token(client), "version": status_and_version(record)[1]}

    def freeze():
        referred = select(Teacher.id).where(Teacher.id == teacher_id)
        assert db.session.execute(referred.with_for_update(read=True, key_share=True, nowait=True)).all()

    def request():
        return client.post(f"/records/{record_id}/undo", data=sent)

    record_id = record.id
    with meanwhile(app, request, waiting=freeze) as answers:
        db.session.get_one(School, school_id, with_for_update=True)
    assert answers[0].status_code == 302
    assert status_of(record) is S.ENDORSED


@pytest.mark.parametrize(("who", "step"), [("hr", "withdraw"), ("hr2", "refuse")])
def test_who_settles_a_decision_waits_for_who_is_confirming_it_and_is_told(app, cast, who, step):
    decision_id, confirming_id = make_decision(cast.school, by=cast.hr).id, cast.admin.id
    client = sign_in(app, getattr(cast, who))
    sent = {"version": 1, "reason": "这条理由写了很久，不能丢", "csrf_token": token(client)}

    def confirm():
        decision = db.session.get_one(SchoolDecision, decision_id)
        confirm_decision(
            decision, actor=db.session.get_one(Account, confirming_id), at=AT, papers=numbers_in_force
        )

    def request():
        return client.post(f"/school/decisions/{decision_id}/{step}", data=sent)

    with meanwhile(app, request, waiting=confirm) as answers:
        decision = db.session.get_one(SchoolDecision, decision_id)
        guard_confirmation(decision, actor=db.session.get_one(Account, confirming_id), at=AT)
    assert answers[0].status_code == 409
    assert sent["reason"] in answers[0].text
    assert db.session.get_one(SchoolDecision, decision_id).status is DecisionStatus.CONFIRMED


@pytest.mark.parametrize(("who", "step"), [("admin", "withdraw"), ("hr2", "refuse")])
def test_who_settles_an_addition_waits_for_who_is_publishing_it_and_is_told(app, cast, who, step):
    addition_id, publishing_id = make_addition(cast.admin).id, cast.hr.id
    client = sign_in(app, getattr(cast, who))
    sent = {"version": 1, "reason": "这条理由写了很久，不能丢", "csrf_token": token(client)}

    def publish():
        addition = db.session.get_one(LawAddition, addition_id)
        publish_addition(
            addition, actor=db.session.get_one(Account, publishing_id), at=AT, papers=numbers_in_force
        )

    def request():
        return client.post(f"/law/additions/{addition_id}/{step}", data=sent)

    with meanwhile(app, request, waiting=publish) as answers:
        addition = db.session.get_one(LawAddition, addition_id)
        guard_publication(addition, actor=db.session.get_one(Account, publishing_id), at=AT)
    assert answers[0].status_code == 409
    assert sent["reason"] in answers[0].text
    assert db.session.get_one(LawAddition, addition_id).state is AdditionState.PUBLISHED


@pytest.mark.parametrize("lock", [lock_school, hold_school])
def test_a_lock_of_the_school_drops_nothing_that_was_changed_in_it(cast, lock):
    cast.school.signatory = "校长 示例某"
    lock(cast.school)
    assert cast.school.signatory == "校长 示例某"


@pytest.mark.parametrize("named", [False, True])
def test_a_teacher_saves_a_record_while_a_decision_is_being_confirmed(app, cast, named):
    """At a place that is chosen, or at an enterprise that is known by the name typed."""
    decision_id, confirming_id = make_decision(cast.school, by=cast.hr).id, cast.admin.id
    client = sign_in(app, cast.teacher)
    place = {"site_id": "", "enterprise": cast.site.name} if named else {"site_id": cast.site.id}
    sent = TYPED | place | {"csrf_token": token(client)}
    done = []

    def request():
        return client.post("/records/new", data=sent)

    def note():
        done.extend(answers)

    with meanwhile(app, request, waiting=note) as answers:
        decision = db.session.get_one(SchoolDecision, decision_id)
        confirm_decision(
            decision, actor=db.session.get_one(Account, confirming_id), at=AT, papers=numbers_in_force
        )
    assert [answer.status_code for answer in done] == [302]
    assert db.session.scalar(select(PracticeRecord.post)) == TYPED["post"]
