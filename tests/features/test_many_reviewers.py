"""Fifty reviewers at once on the same twenty records: one word each, and everybody else is told."""

import threading
from collections import Counter
from contextvars import Context

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.extensions import db
from app.practice.models import PracticeRecord
from tests.builders import make_account, make_person, sign_in, token
from tests.features.desk import send

pytestmark = pytest.mark.long
REVIEWERS, RECORDS = 50, 20


def test_of_fifty_reviewers_one_decides_each_record_and_the_others_keep_their_words(app, cast):
    records = [send(cast, status=S.ENDORSED) for _ in range(RECORDS)]
    versions = {record.id: record.version for record in records}
    reviewers = [make_account(make_person(cast.school, f"示例审{n}"), Role.HR) for n in range(REVIEWERS)]
    clients = [sign_in(app, reviewer) for reviewer in reviewers]
    tokens = [token(client) for client in clients]
    db.session.rollback()
    together, answers = threading.Barrier(REVIEWERS), []

    def review(number):
        order = list(versions)[number % RECORDS :] + list(versions)[: number % RECORDS]
        together.wait()
        for record_id in order:
            reason = f"第{number}位审核人对第{record_id}份写的原因"
            answer = clients[number].post(
                f"/records/{record_id}/review/reject",
                data={"version": versions[record_id], "reason": reason, "csrf_token": tokens[number]},
            )
            kept = reason in answer.get_data(as_text=True)
            answers.append((record_id, number, answer.status_code, kept))

    threads = [threading.Thread(target=Context().run, args=(review, n)) for n in range(REVIEWERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(code for _, _, code, _ in answers) == {302: RECORDS, 409: RECORDS * (REVIEWERS - 1)}
    assert all(kept for _, _, code, kept in answers if code == 409)
    winners = {record_id: number for record_id, number, code, _ in answers if code == 302}
    assert winners.keys() == versions.keys()
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "record:reject")).all()
    assert Counter(event.subject_id for event in events) == dict.fromkeys(versions, 1)
    for record in db.session.scalars(select(PracticeRecord)):
        winner = winners[record.id]
        assert record.status is S.REJECTED
        assert record.decided_by_id == reviewers[winner].id
        assert record.reason == f"第{winner}位审核人对第{record.id}份写的原因"
        assert record.version == versions[record.id] + 1
