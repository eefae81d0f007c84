"""Asking an enterprise mentor by a link, taking the link back, and the mentor's answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.accounts.models import Account, Person
from app.confirmations import emails
from app.confirmations.links import make_token, new_nonce, nonce_hash
from app.confirmations.models import Confirmation
from app.confirmations.queries import (
    LinkState,
    last_confirmation,
    link_state,
    mail_key,
    mailed_since,
    may_ask,
    why_not,
    word_held,
)
from app.domain.evidence import ConfirmationState
from app.domain.roles import Part
from app.extensions import db
from app.mail.operations import Outsider, queue_mail, take_back_mails
from app.practice.models import PracticeRecord
from app.practice.page import days_attended
from app.practice.proof import EXPIRES_AT, confirmed_facts
from app.practice.proof_operations import set_confirmation
from app.practice.steps import OthersStepError

LIFETIME = timedelta(days=14)
MAILS_A_DAY = 5
"""About one record: anybody's address may be typed, and we are the sender."""


class NotAskableError(Exception):
    """Nobody can be asked about the record now; the message says why, in Chinese."""


class OwnAddressError(Exception):
    """The address given for the mentor is that of somebody of the school."""


class TooManyMailsError(Exception):
    """Links of the record were mailed so often that one more is too much for whoever gets them."""


class LinkNotOpenError(Exception):
    """The link cannot be answered or taken back any more."""

    def __init__(self, state: LinkState) -> None:
        super().__init__(state)
        self.state = state


class OwnSchoolError(Exception):
    """Somebody of the school would answer for the enterprise."""


@dataclass(frozen=True, slots=True)
class Mentor:
    """Whom the link is for."""

    name: str
    post: str = ""
    email: str | None = None


def ask(record: PracticeRecord, mentor: Mentor, *, actor: Account, at: datetime) -> tuple[Confirmation, str]:
    """Make a link, which ends an earlier one; the token is given out once and kept only until it is mailed.

    What an enterprise has answered holds until the facts change or a new answer comes.

    Raises:
        OthersStepError: neither the owner nor HR of the school.
        NotAskableError: the record's state does not allow it.
        OwnAddressError: the mail would go to somebody of the school.
        TooManyMailsError: enough has been mailed about the record within a day.
    """
    today = clock.local(at).date()
    if not may_ask(actor, record, today):
        raise OthersStepError(Part.OWNER)
    if said := why_not(record, today):
        raise NotAskableError(said)
    if mentor.email and _is_own_address(mentor.email, record.school_id):
        raise OwnAddressError
    if mentor.email and mailed_since(record, mentor.email, at - timedelta(days=1)) >= MAILS_A_DAY:
        raise TooManyMailsError
    earlier = last_confirmation(record)
    if earlier is not None and earlier.answer is None and earlier.ended_at is None:
        _end(earlier, at)
        db.session.flush()  # at most one is open
    nonce = new_nonce()
    made = Confirmation(
        school_id=record.school_id, record=record, nonce_hash=nonce_hash(nonce),
        mentor_name=mentor.name, mentor_post=mentor.post, mentor_email=mentor.email,
        facts=confirmed_facts(record), enterprise=record.site.name,
        days=len(days_attended(record, today)),
        asked_by=actor, asked_at=at, expires_at=at + LIFETIME,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    until = {EXPIRES_AT: made.expires_at.isoformat()}
    stands = word_held(record) or ConfirmationState.ASKED
    _tell_record(made, stands, "asked", actor=actor, at=at, about=until)
    token = make_token(made.id, nonce)
    if mentor.email:
        reader = Outsider(record.school_id, mentor.email)
        context = emails.confirmation_asked(made, token)
        queue_mail("confirmation_asked", reader, key=mail_key(made), at=at, context=context)
    return made, token


def withdraw(confirmation: Confirmation, *, actor: Account, at: datetime) -> None:
    """Take a link back that nobody has answered; an earlier answer goes on holding.

    Raises:
        OthersStepError: neither the owner nor HR of the school.
        LinkNotOpenError: it is answered, or has ended already.
    """
    if not may_ask(actor, confirmation.record, clock.local(at).date()):
        raise OthersStepError(Part.OWNER)
    if confirmation.answer is not None or confirmation.ended_at is not None:
        raise LinkNotOpenError(link_state(confirmation, at))
    _end(confirmation, at)
    _tell_record(confirmation, word_held(confirmation.record), "withdrawn", actor=actor, at=at)


def _end(confirmation: Confirmation, at: datetime) -> None:
    """The link opens nothing any more; the mail with it, where it waits, does not go out."""
    confirmation.ended_at = at
    take_back_mails(mail_key(confirmation))


def answer(
    confirmation: Confirmation,
    said: ConfirmationState,
    *,
    visitor: Account | None,
    ip: str,
    at: datetime,
    corrected: dict[str, Any] | None = None,
    comment: str = "",
) -> None:
    """The mentor's word; ``visitor`` is whoever is signed in where the link was opened.

    Raises:
        OwnSchoolError: that is somebody of the school.
        LinkNotOpenError: the link was answered, or has ended.
    """
    if visitor is not None and visitor.school_id == confirmation.school_id:
        raise OwnSchoolError
    state = link_state(confirmation, at)
    if state is not LinkState.OPEN:
        raise LinkNotOpenError(state)
    confirmation.answer = said
    confirmation.answered_at = at
    confirmation.corrected = corrected or {}
    confirmation.comment = comment
    about = {"corrected": corrected or {}, "comment": comment, "ip": ip}
    reason = comment if said is ConfirmationState.REFUSED else ""
    _tell_record(confirmation, said, said.value, actor=None, at=at, about=about, reason=reason)
    if said is not ConfirmationState.CONFIRMED:
        owner = confirmation.record.teacher.person
        key = f"confirmation:{confirmation.id}:answered"
        context = emails.confirmation_answered(confirmation)
        queue_mail("confirmation_answered", owner, key=key, at=at, context=context)


def _tell_record(
    confirmation: Confirmation,
    state: ConfirmationState | None,
    step: str,
    *,
    actor: Account | None,
    at: datetime,
    about: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    known = {"confirmation_id": confirmation.id, "mentor": confirmation.mentor_name}
    set_confirmation(
        confirmation.record,
        state,
        f"record:confirmation_{step}",
        actor=actor,
        at=at,
        about=known | (about or {}),
        reason=reason,
    )


def _is_own_address(email: str, school_id: int) -> bool:
    own = select(Person.id).where(Person.school_id == school_id, func.lower(Person.email) == email.lower())
    return db.session.scalar(own.limit(1)) is not None
