"""Issued recommendations: frozen facts, kept PDF, a number that is never used again."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.certificates import Level
from app.extensions import Base, enum_of

if TYPE_CHECKING:
    from app.files.models import StoredFile
    from app.teachers.models import Teacher


class Certificate(Base):
    """A recommendation as issued. Revoking adds to it and removes nothing."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("school_id", "year", "sequence"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name="revoker_if_revoked"),
        CheckConstraint("(revoked_at IS NULL) = (revoke_reason = '')", name="reason_if_revoked"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    year: Mapped[int]
    sequence: Mapped[int]
    level: Mapped[Level] = mapped_column(enum_of(Level, "level"))
    facts: Mapped[dict[str, Any]]
    verify_code: Mapped[str] = mapped_column(String(40), unique=True)
    pdf_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoke_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    teacher: Mapped["Teacher"] = relationship()
    pdf: Mapped["StoredFile"] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class CertificateCounter(Base):
    """The last sequence number given in a school's year."""

    __tablename__ = "certificate_counter"

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
