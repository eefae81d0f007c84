"""Throwing a draft away that was never handed in; the log keeps what it said."""

from datetime import datetime
from typing import Any

from sqlalchemy import inspect

from app import clock
from app.accounts.models import Account
from app.audit.operations import as_json
from app.domain.facts import RecordStatus
from app.domain.roles import Part
from app.extensions import db
from app.mail.operations import queue_mail, take_back_mails
from app.practice import emails
from app.practice.access import owner_and_writer, parts
from app.practice.draft_operations import record_step
from app.practice.review_marks import Reviewed
from app.practice.steps import OthersStepError


class NotDiscardableError(Exception):
    """It is more than a draft by now; the message says why, in Chinese."""


def check_discardable(subject: Reviewed, actor: Account, at: datetime) -> None:
    """Whether the actor may throw it away: nothing that was handed in leads back to a draft.

    Raises:
        OthersStepError: neither its owner nor who wrote it.
        NotDiscardableError: it was handed in before.
    """
    if Part.OWNER not in parts(actor, subject, clock.local(at).date()):
        raise OthersStepError(Part.OWNER)
    if subject.status is not RecordStatus.DRAFT:
        raise NotDiscardableError("只有从未提交过的草稿可以删除；提交过的留着备查。")


def discard(subject: Reviewed, name: str, *, actor: Account, at: datetime) -> None:
    """Delete the draft and, with it, its hold on files; ``name`` is what the log calls the thing.

    Mails about it that still wait stay here: their link would lead nowhere.
    Owner and writer learn it of each other.

    Raises:
        OthersStepError, NotDiscardableError: see ``check_discardable``.
    """
    check_discardable(subject, actor, at)
    take_back_mails(f"{name}:{subject.id}:")
    record_step(f"{name}:discard", subject, actor, at, before=_said(subject))
    for person in owner_and_writer(subject):
        if person.id != actor.person_id:
            context = emails.draft_discarded(subject, person, actor)
            queue_mail(
                "draft_discarded", person, key=f"{name}:{subject.id}:discarded", at=at, context=context
            )
    db.session.delete(subject)
    db.session.flush()


def _said(subject: Reviewed) -> dict[str, Any]:
    columns = inspect(type(subject)).column_attrs
    return {column.key: as_json(getattr(subject, column.key)) for column in columns}
