"""Reading links: the last one of a record, how it stands, and whether another may be made."""

from datetime import date, datetime
from enum import StrEnum

from flask import abort
from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.confirmations.models import Confirmation
from app.domain.conclusion import chinese_date
from app.domain.evidence import ConfirmationState
from app.domain.facts import RecordStatus
from app.domain.roles import Part, Role
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.practice.access import parts
from app.practice.models import PracticeRecord, RecordKind
from app.practice.proof import confirmed_facts
from app.practice.queries import record_or_404

CLOSED = frozenset({RecordStatus.REJECTED, RecordStatus.REVOKED, RecordStatus.WITHDRAWN})
"""States in which nobody is asked about a record."""


class LinkState(StrEnum):
    """How a link stands at a moment."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """Or replaced by a later one."""
    CHANGED = "changed"
    """The record has changed since."""
    CLOSED = "closed"
    """The record is withdrawn, or has ended."""
    EXPIRED = "expired"


ANSWERED = frozenset({LinkState.CONFIRMED, LinkState.CORRECTED, LinkState.REFUSED})


def link_state(confirmation: Confirmation, at: datetime) -> LinkState:
    """How a link stands; what was answered stays answered."""
    record = confirmation.record
    if confirmation.answer is not None:
        return LinkState(confirmation.answer)
    if confirmation.ended_at is not None:
        return LinkState.WITHDRAWN
    if record.confirmation is None or confirmed_facts(record) != confirmation.facts:
        return LinkState.CHANGED
    if record.status in CLOSED:
        return LinkState.CLOSED
    return LinkState.EXPIRED if at >= confirmation.expires_at else LinkState.OPEN


def word_held(record: PracticeRecord) -> ConfirmationState | None:
    """What an enterprise has answered on the facts as they stand; asking somebody else does not undo it."""
    return None if record.confirmation is ConfirmationState.ASKED else record.confirmation


def may_ask(actor: Account, record: PracticeRecord, on: date) -> bool:
    """Whether the actor deals with the enterprise about a record: its owner, and HR of the school."""
    same_school = actor.school_id == record.school_id
    return Part.OWNER in parts(actor, record, on) or (same_school and actor.has(Role.HR))


def record_to_ask_about(record_id: int, actor: Account) -> PracticeRecord:
    """A practice record: 404 where the actor may not know of it, 403 where it is not theirs to ask about."""
    record = record_or_404(record_id, actor)
    if record.kind is not RecordKind.PRACTICE:
        abort(404)
    if not may_ask(actor, record, clock.today()):
        abort(403)
    return record


def why_not(record: PracticeRecord, today: date) -> str:
    """Why nobody can be asked about a record now, in a sentence; empty where somebody can."""
    if today <= record.last_day:
        return f"实践在 {chinese_date(record.last_day)}结束，结束之后才能请企业确认。"
    if record.status is RecordStatus.WITHDRAWN:
        return "记录已撤回。改好并重新提交以后，可以请企业确认。"
    if record.status in CLOSED:
        return "这条记录已经驳回或撤销，不需要企业确认。"
    if record.status is RecordStatus.APPROVED and record.confirmation is ConfirmationState.CONFIRMED:
        return "企业已经确认，记录也已通过审批，不需要再请企业确认。"
    return ""


def mailed_since(record: PracticeRecord, address: str, moment: datetime) -> int:
    """How many links of the record were made since a moment to be mailed, and of drafts that are gone.

    Of these only to the address: whoever throws a draft away may write the same again.
    """
    made = select(Confirmation).where(
        Confirmation.school_id == record.school_id,
        Confirmation.mentor_email.is_not(None),
        Confirmation.asked_at > moment,
    )
    links = db.session.scalars(made).all()
    mailed = select(Mail.key).where(
        Mail.school_id == record.school_id,
        Mail.recipient == address,
        Mail.kind == "confirmation_asked",
        Mail.status != MailStatus.CANCELLED,
        Mail.created_at > moment,
    )
    gone = set(db.session.scalars(mailed)) - {mail_key(link) for link in links}
    return sum(link.record_id == record.id for link in links) + len(gone)


def mail_key(confirmation: Confirmation) -> str:
    """The cause of the mail with the link."""
    return f"confirmation:{confirmation.id}:asked"


def mail_status(confirmation: Confirmation) -> MailStatus | None:
    """How far the mail with the link has come; None where none was written."""
    return db.session.scalar(select(Mail.status).where(Mail.key == mail_key(confirmation)))


def last_confirmation(record: PracticeRecord) -> Confirmation | None:
    """The link that was made last."""
    statement = select(Confirmation).where(Confirmation.record_id == record.id)
    return db.session.scalars(statement.order_by(Confirmation.id.desc()).limit(1)).first()


def last_answer(record: PracticeRecord) -> Confirmation | None:
    """The link that was answered last; whether the answer still holds, ``word_held`` says."""
    statement = select(Confirmation).where(
        Confirmation.record_id == record.id, Confirmation.answer.is_not(None)
    )
    return db.session.scalars(statement.order_by(Confirmation.id.desc()).limit(1)).first()
