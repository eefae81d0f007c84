"""What tests of the review desk share."""

from app.domain.facts import RecordStatus as S
from app.extensions import db
from app.practice.models import PracticeRecord
from tests.builders import make_evidence, make_record, token


def send(cast, post=None, status=S.SUBMITTED, sent_at=None, **values):
    """A record with a file, by whoever holds the post, reviewed so far by the right people."""
    post = post or cast.teacher_post
    owner = post.person.accounts[0]
    record = make_record(post, cast.site, status=status, by=owner, reviewer=cast.head, **values)
    make_evidence(record, by=owner)
    record.submitted_at = sent_at or record.submitted_at
    return record


def act(client, record, action, **data):
    data = {"version": record.version} | data
    return client.post(f"/records/{record.id}/review/{action}", data={**data, "csrf_token": token(client)})


def status_of(record):
    return db.session.get_one(PracticeRecord, record.id, populate_existing=True).status
