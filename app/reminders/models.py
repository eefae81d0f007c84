"""What has been reminded: one row for each person, rule, cycle and step."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base


class Reminder(Base):
    """A reminder that went into a mail; its key makes the daily run repeatable."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("person_id", "rule", "cycle", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    rule: Mapped[str] = mapped_column(String(40))
    cycle: Mapped[str] = mapped_column(String(40))
    """The window reminded of: a year's first day, or the day on which hours roll out."""
    step: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[date]
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"), index=True)
    created_at: Mapped[datetime]
