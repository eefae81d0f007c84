"""What a decision or an addition to the law was said to change, and the reminders that rest on it."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.immutable import keep_facts, nothing


class ConfirmedImpact(Base):
    """Written with the confirmation, in its transaction, and never changed."""

    __tablename__ = "confirmed_impact"
    __table_args__ = (
        CheckConstraint("(decision_id IS NULL) <> (addition_id IS NULL)", name="of_one_cause"),
        CheckConstraint("told <= changed AND changed <= teachers", name="numbers_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("school_decision.id"), unique=True)
    addition_id: Mapped[int | None] = mapped_column(ForeignKey("law_addition.id"), unique=True)
    as_of: Mapped[date]
    """The day that everybody was judged on: the confirmation's, or the first on which it holds."""
    teachers: Mapped[int]
    """Of the school on that day."""
    changed: Mapped[int]
    """How many of them get another result."""
    told: Mapped[int]
    """How many of these were sent a mail; to who has no address it is written too, and read on pages."""
    found: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """Who they are and what changes (``frozen_impact.FrozenImpact``)."""


class Foretold(Base):
    """Of a reminder that says what is asked from a coming day on: what it rests on, and is wrong without.

    It names the reminder as its row does (``reminders.models``), which lies above.
    """

    __tablename__ = "foretold"
    __table_args__ = (CheckConstraint("(decision_id IS NULL) <> (addition_id IS NULL)", name="of_one_cause"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"), index=True)
    rule: Mapped[str] = mapped_column(String(40))
    cycle: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(40))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("school_decision.id"), index=True)
    addition_id: Mapped[int | None] = mapped_column(ForeignKey("law_addition.id"), index=True)


keep_facts(ConfirmedImpact, nothing)
