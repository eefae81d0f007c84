"""The outbox: a mail is a row, written with its cause and sent by a process of its own."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, enum_of


class MailStatus(StrEnum):
    """Where a mail is on its way."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    """Given up after repeated refusals; shown to HR."""
    FILED = "filed"
    """Written to ``instance/mail``, because no mail server is set."""
    CANCELLED = "cancelled"
    """Its cause was taken back before it went out, or while a sender had it in hand and could not send it."""


KEPT_UNTIL_OVER = frozenset({"confirmation_asked"})
"""Kinds whose body is a key to something; it is kept only while the mail may still go out."""
NO_LONGER_KEPT = "正文里有只给收件人的链接，邮件了结以后不再保留。"


class Mail(Base):
    """One mail to one reader. ``key`` says why it exists, so that it exists once."""

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("(status IN ('sent', 'filed')) = (sent_at IS NOT NULL)", name="moment_if_sent"),
        CheckConstraint("(status = 'claimed') = (claimed_until IS NOT NULL)", name="lease_if_claimed"),
        CheckConstraint("person_id IS NOT NULL OR recipient IS NOT NULL", name="has_a_reader"),
        Index("ix_mail_status", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """None where it goes out of the school, to an address alone."""
    kind: Mapped[str] = mapped_column(String(40))
    """The folder of its templates."""
    recipient: Mapped[str | None] = mapped_column(String(254))
    """None where the person has no address: then it is only read on pages."""
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    status: Mapped[MailStatus] = mapped_column(enum_of(MailStatus, "status"))
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    @property
    def body_when_over(self) -> dict[str, str]:
        """Text and HTML to be kept once nothing will be sent any more."""
        if self.kind in KEPT_UNTIL_OVER:
            return {"text": NO_LONGER_KEPT, "html": NO_LONGER_KEPT}
        return {"text": self.text, "html": self.html}
