"""Stored files: kept by content hash, once for each school."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base


class StoredFile(Base):
    """A file under ``instance/files``, named by its SHA-256; never changed, served only after a check."""

    __tablename__ = "stored_file"
    __table_args__ = (UniqueConstraint("school_id", "sha256"), CheckConstraint("size > 0", name="not_empty"))

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
