"""What every reviewed thing carries: its state, and who did what when, tied together by checks."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.domain.facts import RecordStatus
from app.extensions import enum_of

if TYPE_CHECKING:
    from app.accounts.models import Account
    from app.teachers.models import Teacher


class Endorsement(StrEnum):
    """Whether the department head endorsed, or nobody could."""

    GIVEN = "given"
    WAIVED = "waived"
    """A head's own record, or a department without another head: straight to HR."""


_ANSWERED = "('approved', 'rejected', 'returned', 'revoked')"
_CHECKS = {
    "submitted_if_sent": "(status IN ('draft', 'withdrawn')) = (submitted_at IS NULL)",
    "endorser_if_given": "(endorsement = 'given') = (endorsed_by_id IS NOT NULL) OR endorsement IS NULL",
    "endorsed_when": "(endorsed_by_id IS NULL) = (endorsed_at IS NULL)",
    "endorser_needs_endorsement": "endorsement IS NOT NULL OR endorsed_by_id IS NULL",
    "not_endorsed_yet": "status NOT IN ('draft', 'submitted', 'withdrawn') OR endorsement IS NULL",
    "endorsed_before_hr": (
        "status NOT IN ('endorsed', 'approved', 'rejected', 'revoked') OR endorsement IS NOT NULL"
    ),
    "decider_if_answered": f"(status IN {_ANSWERED}) = (decided_by_id IS NOT NULL)",
    "moment_if_answered": f"(status IN {_ANSWERED}) = (decided_at IS NOT NULL)",
    "reason_if_refused": "status NOT IN ('rejected', 'returned', 'revoked') OR reason <> ''",
    "revoker_if_revoked": "(status = 'revoked') = (revoked_by_id IS NOT NULL)",
    "moment_if_revoked": "(status = 'revoked') = (revoked_at IS NOT NULL)",
}


def review_checks() -> tuple[CheckConstraint, ...]:
    """The checks of a table that carries these marks."""
    return tuple(CheckConstraint(text, name=name) for name, text in _CHECKS.items())


def _by(table: Any, column: str) -> Mapped[Any]:  # noqa: ANN401 - the class that is being declared
    """The account that a column of the table names."""
    return relationship(foreign_keys=[getattr(table, column)])


class Reviewed:
    """Mixed into a table whose rows a teacher hands in, a head endorses and HR decides."""

    id: Mapped[int]
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"))
    status: Mapped[RecordStatus] = mapped_column(enum_of(RecordStatus, "status"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    """The teacher, or somebody of the office who wrote it for the teacher and then never decides it."""
    submitted_at: Mapped[datetime | None]
    endorsement: Mapped[Endorsement | None] = mapped_column(enum_of(Endorsement, "endorsement"))
    endorsed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    endorsed_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    @declared_attr
    def teacher(self) -> Mapped["Teacher"]:
        return relationship()

    @declared_attr
    def entered_by(self) -> Mapped["Account"]:
        return _by(self, "entered_by_id")

    @declared_attr
    def endorsed_by(self) -> Mapped["Account | None"]:
        return _by(self, "endorsed_by_id")

    @declared_attr
    def decided_by(self) -> Mapped["Account | None"]:
        return _by(self, "decided_by_id")

    @declared_attr
    def revoked_by(self) -> Mapped["Account | None"]:
        return _by(self, "revoked_by_id")

    @declared_attr.directive
    def __mapper_args__(self) -> dict[str, object]:
        return {"version_id_col": self.version}
