"""Putting mail into the outbox, in the transaction of its cause."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import select

from app.extensions import db
from app.mail.models import Mail, MailStatus

if TYPE_CHECKING:
    from app.accounts.models import Person


SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Outsider:
    """A reader who is nobody of the school: an address alone."""

    school_id: int
    email: str
    id: None = None


def queue_mail(
    kind: str, person: "Person | Outsider", *, key: str, at: datetime, context: dict[str, Any]
) -> Mail:
    """Render ``templates/email/<kind>/`` and queue it; the same key is queued once and returned again."""
    existing = db.session.scalar(select(Mail).where(Mail.key == key))
    if existing is not None:
        return existing
    context = {"person": person, **context}
    mail = Mail(
        key=key,
        school_id=person.school_id,
        person_id=person.id,
        kind=kind,
        recipient=person.email,
        subject=_subject(_render(f"email/{kind}/subject.txt", context)),
        text=_render(f"email/{kind}/body.txt", context),
        html=_render(f"email/{kind}/body.html", context),
        status=MailStatus.PENDING,
        not_before=at,
        created_at=at,
    )
    db.session.add(mail)
    return mail


def take_back_mails(cause: str) -> frozenset[int]:
    """Stop the mails whose keys begin so; returns the people whom a mail has reached, or may still reach."""
    statement = select(Mail).where(Mail.key.startswith(cause, autoescape=True)).with_for_update()
    reached = set()
    for mail in db.session.scalars(statement):
        if mail.status is MailStatus.PENDING:
            kept = mail.body_when_over
            mail.status, mail.text, mail.html = MailStatus.CANCELLED, kept["text"], kept["html"]
        elif mail.person_id is not None:
            reached.add(mail.person_id)
    return frozenset(reached)


def _subject(text: str) -> str:
    """One line, cut where the column ends: a header breaks on line ends in a name."""
    return " ".join(text.split())[:SUBJECT_LENGTH]


def _render(template: str, context: dict[str, Any]) -> str:
    """Without the context of pages: a mail is the same whether a request or a job queues it."""
    return current_app.jinja_env.get_template(template).render(context)
