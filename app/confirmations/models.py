"""A link by which an enterprise mentor is asked about a record, and what came of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.evidence import ConfirmationState
from app.extensions import Base, enum_of

if TYPE_CHECKING:
    from app.accounts.models import Account
    from app.practice.models import PracticeRecord

_OPEN = "answer IS NULL AND ended_at IS NULL"


class Confirmation(Base):
    """One link. It can be answered once; a record has at most one that is open."""

    __tablename__ = "confirmation"
    __table_args__ = (
        CheckConstraint("answer <> 'asked'", name="answer_is_one"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="moment_if_answered"),
        CheckConstraint("answer IS NULL OR ended_at IS NULL", name="answered_or_ended"),
        CheckConstraint("answer <> 'refused' OR comment <> ''", name="reason_if_refused"),
        CheckConstraint("expires_at > asked_at", name="expires_later"),
        Index(
            "uq_confirmation_open", "record_id", unique=True,
            sqlite_where=text(_OPEN), postgresql_where=text(_OPEN),
        ),
        Index("ix_confirmation_record", "record_id", "id"),
        {"sqlite_autoincrement": True},  # its mail goes on to be known by its number, though it is deleted
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("practice_record.id"))
    nonce_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the random part of the link; the link itself is only in its mail, until that has gone out."""
    mentor_name: Mapped[str] = mapped_column(String(60))
    mentor_post: Mapped[str] = mapped_column(String(60), default="")
    mentor_email: Mapped[str | None] = mapped_column(String(254))
    facts: Mapped[dict[str, Any]]
    """What the enterprise is asked about, as the record stood then."""
    enterprise: Mapped[str] = mapped_column(String(80))
    """The place's name then."""
    days: Mapped[int]
    """Attended days, as the link shows them."""
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answer: Mapped[ConfirmationState | None] = mapped_column(enum_of(ConfirmationState, "answer"))
    answered_at: Mapped[datetime | None]
    corrected: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Facts as the enterprise gives them, by name; only those that differ."""
    comment: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    """Withdrawn, or replaced by a later link."""
    version: Mapped[int] = mapped_column()

    record: Mapped["PracticeRecord"] = relationship()
    asked_by: Mapped["Account"] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling
