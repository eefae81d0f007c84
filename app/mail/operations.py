"""Putting mail into the outbox, in the transaction of its cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, case, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import db
from app.mail.models import KEPT_UNTIL_OVER, NO_LONGER_KEPT, Mail, MailStatus

if TYPE_CHECKING:
    from app.accounts.models import Person


SUBJECT_LENGTH = 200
KEYS_AT_ONCE = 500
"""How many keys one statement asks for."""
ON_THE_WAY = frozenset({MailStatus.PENDING, MailStatus.CLAIMED})
"""What a sender may still send."""
REACHES_NOBODY = frozenset({MailStatus.PENDING, MailStatus.CANCELLED})
"""All others have gone out, are just going out, or are read on pages because they cannot."""


@dataclass(frozen=True, slots=True)
class Outsider:
    """A reader who is nobody of the school: an address alone."""

    school_id: int
    email: str
    id: None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """What a mail needs to know of a person, where there are too many people to load them."""

    id: int
    school_id: int
    email: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """One of many mails of a kind."""

    reader: Reader
    key: str
    context: dict[str, Any]


def queue_mail(
    kind: str, person: "Person | Outsider", *, key: str, at: datetime, context: dict[str, Any]
) -> Mail:
    """Render ``templates/email/<kind>/`` and queue it; the same key is queued once and returned again."""
    existing = db.session.scalar(select(Mail).where(Mail.key == key))
    if existing is not None:
        return existing
    mail = Mail(**_written(kind, person, key, at, context))
    db.session.add(mail)
    return mail


def queue_mails(kind: str, letters: Sequence[Letter], *, at: datetime) -> None:
    """The same for many readers in a few statements."""
    known: set[str] = set()
    keys = [letter.key for letter in letters]
    for n in range(0, len(keys), KEYS_AT_ONCE):
        known.update(db.session.scalars(select(Mail.key).where(Mail.key.in_(keys[n : n + KEYS_AT_ONCE]))))
    rows = [
        _written(kind, letter.reader, letter.key, at, letter.context)
        for letter in letters
        if letter.key not in known
    ]
    if rows:
        db.session.execute(insert(Mail), rows)


def _written(
    kind: str, reader: "Person | Outsider | Reader", key: str, at: datetime, context: dict[str, Any]
) -> dict[str, Any]:
    """The columns of a new mail."""
    context = {"person": reader, **context}
    return {
        "key": key,
        "school_id": reader.school_id,
        "person_id": reader.id,
        "kind": kind,
        "recipient": reader.email,
        "subject": _subject(_render(f"email/{kind}/subject.txt", context)),
        "text": _render(f"email/{kind}/body.txt", context),
        "html": _render(f"email/{kind}/body.html", context),
        "status": MailStatus.PENDING,
        "not_before": at,
        "created_at": at,
    }


def take_back_mails(*causes: str, ids: Select[int] | None = None) -> dict[int, str]:
    """Stop the mails whose keys begin so, and those named by their ids.

    Returns whom one of them has reached, or may yet, with the last one's key.

    What a sender has in hand may go out or not: it is never tried again, and says that it was sent if it was.
    """
    named = [] if ids is None else [Mail.id.in_(ids)]
    about = or_(*(Mail.key.startswith(cause, autoescape=True) for cause in causes), *named)
    known = select(Mail.key, Mail.status, Mail.person_id).where(about)
    rows = db.session.execute(known.order_by(Mail.id).with_for_update()).all()
    if any(row.status in ON_THE_WAY for row in rows):
        db.session.execute(
            update(Mail)
            .where(about, Mail.status.in_(ON_THE_WAY))
            .values(
                status=MailStatus.CANCELLED, claimed_until=None, text=_kept(Mail.text), html=_kept(Mail.html)
            )
        )
    reached = (row for row in rows if row.status not in REACHES_NOBODY)
    return {row.person_id: row.key for row in reached if row.person_id is not None}


def waiting_of_kind(kind: str, school_id: int) -> Select[int]:
    """A school's mails of a kind that a sender may still send, by their ids."""
    return select(Mail.id).where(Mail.school_id == school_id, Mail.kind == kind, Mail.status.in_(ON_THE_WAY))


def _kept(body: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """``Mail.body_when_over`` of many mails at once."""
    return case((Mail.kind.in_(KEPT_UNTIL_OVER), NO_LONGER_KEPT), else_=body)


def _subject(text: str) -> str:
    """One line, cut where the column ends: a header breaks on line ends in a name."""
    return " ".join(text.split())[:SUBJECT_LENGTH]


def _render(template: str, context: dict[str, Any]) -> str:
    """Without the context of pages: a mail is the same whether a request or a job queues it."""
    return current_app.jinja_env.get_template(template).render(context)
