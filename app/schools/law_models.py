"""What a school adds to the law: entered by one person, published by another, never changed afterwards."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, enum_of
from app.immutable import Values, keep_facts

if TYPE_CHECKING:
    from app.accounts.models import Account


class AdditionKind(StrEnum):
    """What is added."""

    RULE = "rule"
    COUNTING = "counting"


class AdditionState(StrEnum):
    """Where an addition stands; only what is published is law."""

    ENTERED = "entered"
    PUBLISHED = "published"
    RETRACTED = "retracted"
    """Published, and taken back by two people before its day came."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class LawAddition(Base):
    """A version of a rule, or of rows of the counting table, as text in the form of our own files."""

    __tablename__ = "law_addition"
    __table_args__ = (
        CheckConstraint("(state = 'entered') = (decided_by_id IS NULL)", name="decider_if_decided"),
        CheckConstraint("(state = 'entered') = (decided_at IS NULL)", name="moment_if_decided"),
        CheckConstraint(
            "state NOT IN ('published', 'refused', 'retracted') OR decided_by_id <> entered_by_id",
            name="second_account_decides",
        ),
        CheckConstraint("state <> 'refused' OR answer <> ''", name="answer_if_refused"),
        CheckConstraint(
            "(retraction_by_id IS NULL) = (retraction_at IS NULL)"
            " AND (retraction_by_id IS NULL) = (retraction_reason = '')"
            " AND (retraction_by_id IS NULL OR state IN ('published', 'retracted'))",
            name="retraction_in_full",
        ),
        CheckConstraint(
            "(state = 'retracted') = (retracted_by_id IS NOT NULL)"
            " AND (state = 'retracted') = (retracted_at IS NOT NULL)"
            " AND (state <> 'retracted' OR retraction_by_id IS NOT NULL)"
            " AND (state <> 'retracted' OR retracted_by_id <> retraction_by_id)",
            name="two_retract",
        ),
        CheckConstraint("document <> '' AND reason <> ''", name="grounds_given"),
        Index(
            "uq_law_addition_published",
            "school_id", "kind", "subject", "number",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        Index("ix_law_addition_school", "school_id", "state"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[AdditionKind] = mapped_column(enum_of(AdditionKind, "kind"))
    subject: Mapped[str] = mapped_column(String(40))
    """The rule's id; of the counting table its name."""
    number: Mapped[int]
    """The version that the text gives itself."""
    effective_from: Mapped[date | None]
    """From when it holds; only a draft may leave it open."""
    text: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[AdditionState] = mapped_column(enum_of(AdditionState, "state"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    """Why it was refused."""
    retraction_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Who asks that what is published be taken back before its day."""
    retraction_at: Mapped[datetime | None]
    retraction_reason: Mapped[str] = mapped_column(Text, default="")
    retracted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The second person, who agreed."""
    retracted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    entered_by: Mapped["Account"] = relationship(foreign_keys=[entered_by_id])
    decided_by: Mapped["Account | None"] = relationship(foreign_keys=[decided_by_id])
    retraction_by: Mapped["Account | None"] = relationship(foreign_keys=[retraction_by_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


_ANSWER = frozenset({"state", "decided_by_id", "decided_at", "answer"})
_ASKED_BACK = frozenset({"retraction_by_id", "retraction_at", "retraction_reason"})
_RETRACTED = frozenset({"state", "retracted_by_id", "retracted_at"})


def _steps(stored: Values, held: Values) -> frozenset[str]:
    """What is entered is answered once; what is published may be asked back, and is retracted once."""
    if stored["state"] is AdditionState.ENTERED:
        return _ANSWER
    if stored["state"] is not AdditionState.PUBLISHED:
        return frozenset()
    return _RETRACTED if held.get("state") is AdditionState.RETRACTED else _ASKED_BACK


keep_facts(LawAddition, _steps)
