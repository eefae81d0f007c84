"""What tests of a mentor's link share."""

import re

from sqlalchemy import select

from app.audit.models import AuditEvent
from app.confirmations.models import Confirmation
from app.extensions import db
from app.practice.models import PracticeRecord
from tests.builders import sign_in, token

MENTOR = {"mentor_name": "示例陈师傅", "mentor_post": "车间主任"}


def text(answer):
    return answer.get_data(as_text=True)


def ask(browser, record, **typed):
    """Make a link on the page, as the owner or HR does."""
    path = f"/records/{record.id}/confirmation"
    return browser.post(
        path, data=MENTOR | typed | {"csrf_token": token(browser, path)}, follow_redirects=True
    )


def link_on(answer):
    """The path of the link that a page shows."""
    return re.search(r'value="http://127\.0\.0\.1:5000(/c/[\w.-]+)"', text(answer))[1]


def link_of(app, cast, record, **typed):
    """The path of a new link that the teacher has made."""
    return link_on(ask(sign_in(app, cast.teacher), record, **typed))


def press(browser, path, what, **typed):
    """Answer as the mentor does on the opened page."""
    page = text(browser.get(path))
    version = re.search(r'name="version" value="(\d+)"', page)
    data = {"version": version[1]} if version else {}
    return browser.post(
        f"{path}/{what}", data=data | {"csrf_token": token(browser)} | typed, follow_redirects=True
    )


def fresh(record):
    return db.session.get_one(PracticeRecord, record.id, populate_existing=True)


def rows(record):
    statement = select(Confirmation).where(Confirmation.record_id == record.id).order_by(Confirmation.id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def events(record, tag):
    return db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject == "record", AuditEvent.subject_id == record.id, AuditEvent.tag == tag)
        .order_by(AuditEvent.id)
    ).all()
