"""The registry of places where practice happens."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.facts import Host
from app.domain.sites import SiteKind, SiteLevel
from app.extensions import Base, enum_of


class Site(Base):
    """A place in a school's registry. The host is a fact of its own, never read from the name."""

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("school_id", "kind", "name"),
        CheckConstraint(
            "valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to", name="valid_dates"
        ),
        CheckConstraint("kind <> 'enterprise' OR host = 'enterprise'", name="enterprise_is_host"),
        CheckConstraint("kind <> 'own_school' OR host = 'school'", name="own_school_is_host"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[SiteKind] = mapped_column(enum_of(SiteKind, "kind"))
    name: Mapped[str] = mapped_column(String(80))
    host: Mapped[Host] = mapped_column(enum_of(Host, "host"))
    credit_code: Mapped[str | None] = mapped_column(String(18))
    level: Mapped[SiteLevel | None] = mapped_column(enum_of(SiteLevel, "level"))
    document: Mapped[str] = mapped_column(String(120), default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling
