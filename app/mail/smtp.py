"""Sending: claim one mail, send it, commit; the only module that opens a connection.

At least once: a sender killed between the server's answer and our commit sends that one
mail again when its lease has run out, with the same Message-ID. Nothing is ever lost,
because only an answer moves a mail on. The sender commits by itself: its unit is one mail.
"""

import contextlib
import os
import smtplib
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import current_app
from sqlalchemy import Select, and_, or_, select, update

from app.extensions import db, write_transaction
from app.mail.message import build_message
from app.mail.models import Mail, MailStatus
from config import Settings, SmtpSettings

LEASE = timedelta(minutes=10)
"""Longer than the slowest conversation with a server: each of its ten steps may take ``TIMEOUT``."""
TIMEOUT = 30
RETRY_AFTER = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)
MOST_REFUSALS = 12
"""Temporary refusals before giving up; with growing pauses about a day."""
PERMANENT = 500
IMPLICIT_TLS_PORT = 465
NO_ADDRESS = "收件人没有邮箱地址，内容只能在系统内查看"
NO_SERVER_SENDER = "noreply@localhost"


class ServerUnreachableError(Exception):
    """The server did not answer, or would not take mail from us; the mail waits, later ones too."""


class _RefusedError(Exception):
    """The server refused this mail, for good or for now."""

    def __init__(self, code: int, answer: bytes | str) -> None:
        words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
        super().__init__(f"{code} {words}")
        self.permanent = code >= PERMANENT


def has_waiting(at: datetime) -> bool:
    """Whether a sender would find work."""
    return db.session.scalar(_waiting(at)) is not None


def send_one(at: datetime) -> bool:
    """Send the oldest mail that waits; False where none does.

    Raises:
        ServerUnreachableError: the mail is back in the outbox, unsent.
    """
    mail = _claim(at)
    if mail is None:
        return False
    settings: Settings = current_app.config["SETTINGS"]
    if mail.recipient is None:
        _settle(mail, MailStatus.FILED, sent_at=at, error=NO_ADDRESS)
        return True
    try:
        sender = settings.smtp.sender if settings.smtp else NO_SERVER_SENDER
        message = build_message(mail, sender=sender, public_base_url=settings.public_base_url)
    except ValueError as error:
        _settle(mail, MailStatus.FAILED, error=f"无法生成邮件：{error}")
        return True
    if settings.smtp is None:
        _write_file(settings.instance_dir / "mail" / f"{quote(mail.key, safe='')}.eml", message)
        _settle(mail, MailStatus.FILED, sent_at=at)
        return True
    _send(mail, message, settings.smtp, at)
    return True


def _waiting(at: datetime) -> Select[Mail]:
    return (
        select(Mail)
        .where(
            or_(
                and_(Mail.status == MailStatus.PENDING, Mail.not_before <= at),
                and_(Mail.status == MailStatus.CLAIMED, Mail.claimed_until < at),
            )
        )
        .order_by(Mail.id)
        .limit(1)
    )


def _claim(at: datetime) -> Mail | None:
    """Take the oldest mail for the length of a lease; detached, so that no transaction stays open."""
    with write_transaction():
        mail = db.session.scalar(_waiting(at).with_for_update(skip_locked=True))
        if mail is None:
            db.session.rollback()
            return None
        mail.status = MailStatus.CLAIMED
        mail.claimed_until = at + LEASE
        db.session.flush()
        db.session.expunge(mail)
        db.session.commit()
    return mail


def _settle(mail: Mail, status: MailStatus, **values: Any) -> None:  # noqa: ANN401 - columns of the row
    """Write what became of a claimed mail, unless another sender has taken it over since.

    What was taken back meanwhile stays so, but where it has gone out all the same.
    """
    if status is not MailStatus.PENDING:
        values |= mail.body_when_over
    ours = Mail.claimed_until == mail.claimed_until
    if "sent_at" in values:
        ours = or_(ours, Mail.status == MailStatus.CANCELLED)
    this = and_(Mail.id == mail.id, ours)
    with write_transaction():
        db.session.execute(update(Mail).where(this).values(status=status, claimed_until=None, **values))
        db.session.commit()


def _send(mail: Mail, message: EmailMessage, smtp: SmtpSettings, at: datetime) -> None:
    try:
        _hand_over(message, smtp)
    except _RefusedError as refusal:
        refusals = mail.attempts + 1
        if refusal.permanent or refusals >= MOST_REFUSALS:
            _settle(mail, MailStatus.FAILED, attempts=refusals, error=str(refusal))
        else:
            pause = min(RETRY_AFTER * 2**mail.attempts, LONGEST_RETRY)
            _settle(mail, MailStatus.PENDING, attempts=refusals, not_before=at + pause, error=str(refusal))
    except OSError as error:  # smtplib's own errors are among them
        _settle(mail, MailStatus.PENDING, not_before=at + RETRY_AFTER, error=f"邮件服务器：{error}")
        raise ServerUnreachableError(str(error)) from error
    else:
        _settle(mail, MailStatus.SENT, sent_at=at, error="")


def _hand_over(message: EmailMessage, smtp: SmtpSettings) -> None:
    """Give the message to the server; only what concerns this one mail is a refusal of it."""
    with _connection(smtp) as server:
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _RefusedError(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPDataError as error:
            raise _RefusedError(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:  # an address this server cannot write to
            raise _RefusedError(PERMANENT, str(error)) from error


@contextlib.contextmanager
def _connection(smtp: SmtpSettings) -> Iterator[smtplib.SMTP]:
    if smtp.port == IMPLICIT_TLS_PORT:  # many schools' mail providers offer nothing else
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT)
    try:
        if smtp.starttls:
            server.starttls(context=ssl.create_default_context())
        if smtp.username:
            server.login(smtp.username, smtp.password or "")
        yield server
    finally:
        with contextlib.suppress(smtplib.SMTPException):  # a cut farewell does not unsend a mail
            server.quit()
        server.close()


def _write_file(path: Path, message: EmailMessage) -> None:
    """All of the file or none of it; a second time it is replaced by the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.part")
    draft.write_bytes(message.as_bytes())
    draft.replace(path)
