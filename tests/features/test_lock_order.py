"""Two at once lock in one order, so that neither waits for the other: the teacher before the records."""

import pytest
from sqlalchemy import select

from app.domain.facts import RecordStatus as S
from app.extensions import db
from app.practice.models import PracticeRecord
from app.schools.models import School
from app.teachers.locks import lock_teachers
from app.teachers.models import Teacher
from tests.builders import sign_in, token
from tests.features.desk import send, status_of
from tests.features.test_review_batch import UNDO, passed
from tests.features.test_review_together import text_of
from tests.features.test_undo import status_and_version
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.parametrize(
    "app", [pytest.param("postgresql", marks=pytest.mark.untraced)], indirect=True
)


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
