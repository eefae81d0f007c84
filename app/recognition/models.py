"""A proposal to recommend a teacher, decided by a second person."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.certificates import EthicsResult, Level
from app.extensions import Base, enum_of
from app.immutable import keep_facts, nothing

if TYPE_CHECKING:
    from app.accounts.models import Account
    from app.teachers.models import Teacher


class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Proposal(Base):
    """HR proposes; another person decides. The verdict shown is frozen in ``verdict``."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("(status = 'proposed') = (decided_by_id IS NULL)", name="decider_if_decided"),
        CheckConstraint("(status = 'proposed') = (decided_at IS NULL)", name="moment_if_decided"),
        CheckConstraint("notice_last >= notice_first", name="notice_in_order"),
        CheckConstraint(
            "status <> 'approved' OR decided_by_id <> proposed_by_id", name="second_account_approves"
        ),
        CheckConstraint("status <> 'rejected' OR reason <> ''", name="reason_if_rejected"),
        Index(
            "uq_proposal_open",
            "teacher_id",
            unique=True,
            sqlite_where=text("status = 'proposed'"),
            postgresql_where=text("status = 'proposed'"),
        ),
        Index("ix_proposal_school", "school_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    level: Mapped[Level] = mapped_column(enum_of(Level, "level"))
    ethics_result: Mapped[EthicsResult] = mapped_column(enum_of(EthicsResult, "ethics_result"))
    ethics_year: Mapped[int]
    criteria: Mapped[str] = mapped_column(String(120))
    """Title and number of the recognition criteria the school applied."""
    notice_first: Mapped[date]
    notice_last: Mapped[date]
    """The public notice (公示), both days included."""
    as_of: Mapped[date]
    verdict: Mapped[dict[str, Any]]
    status: Mapped[ProposalStatus] = mapped_column(enum_of(ProposalStatus, "status"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    teacher: Mapped["Teacher"] = relationship()
    proposed_by: Mapped["Account"] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped["Account | None"] = relationship(foreign_keys=[decided_by_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class Recheck(Base):
    """An issued recommendation, looked at anew when something it rests on counted no more, and kept."""

    __tablename__ = "recheck"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    gone: Mapped[dict[str, Any]]
    """What did not count any more (``in_force.Gone``)."""
    verdict: Mapped[dict[str, Any]]
    """What the rule that decides says on the day of the recommendation without it."""
    reason: Mapped[str] = mapped_column(Text)
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime]

    proposal: Mapped["Proposal"] = relationship()
    checked_by: Mapped["Account"] = relationship()


keep_facts(Recheck, nothing)
