"""What a school decided where the law leaves it open, under a number that is printed wherever it matters."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.facts import RecordStatus
from app.domain.windows import Window
from app.extensions import Base, enum_of
from app.immutable import Values, keep_facts

if TYPE_CHECKING:
    from app.accounts.models import Account
    from app.practice.models import PracticeRecord
    from app.teachers.models import Teacher


class RulingAnswer(StrEnum):
    """What was decided. The first three change verdicts; the others say that all stays as it is."""

    EXEMPT = "exempt"
    COUNTS = "counts"
    DOES_NOT_COUNT = "does_not_count"
    REFUSED = "refused"
    """No exemption."""
    STANDS = "stands"
    """Two records on the same days stand beside each other, under the cap of a day."""


def _only_one(name: str, *columns: str, where: str) -> Index:
    """Of rulings that were not revoked one at most on the same question."""
    in_force = text(f"revoked_at IS NULL AND {where}")
    return Index(name, *columns, unique=True, sqlite_where=in_force, postgresql_where=in_force)


class Ruling(Base):
    """One decision under one rule. Nothing is edited; revoking adds to it, and the number stays taken."""

    __tablename__ = "ruling"
    __table_args__ = (
        UniqueConstraint("school_id", "number"),
        CheckConstraint(
            "(kind IN ('exempt', 'refused')) = (record_id IS NULL)", name="record_unless_exemption"
        ),
        CheckConstraint("(kind = 'stands') = (rule IS NULL)", name="rule_unless_stands"),
        CheckConstraint("first_day IS NULL OR kind IN ('exempt', 'refused')", name="year_only_of_exemption"),
        CheckConstraint("(first_day IS NULL) = (last_day IS NULL)", name="year_in_full"),
        CheckConstraint("first_day < last_day", name="days_in_order"),
        CheckConstraint(
            "other_record_id IS NULL OR kind IN ('stands', 'does_not_count')", name="pair_only_of_overlap"
        ),
        CheckConstraint("kind <> 'stands' OR other_record_id IS NOT NULL", name="pair_if_stands"),
        CheckConstraint("document <> '' AND reason <> ''", name="document_and_reason"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name="revoker_if_revoked"),
        CheckConstraint("(revoked_at IS NULL) = (revoke_reason = '')", name="reason_if_revoked"),
        _only_one("uq_ruling_record", "record_id", "rule", where="kind IN ('counts', 'does_not_count')"),
        _only_one("uq_ruling_pair", "record_id", "other_record_id", where="kind = 'stands'"),
        _only_one("uq_ruling_year", "teacher_id", "rule", "first_day", where="first_day IS NOT NULL"),
        _only_one(
            "uq_ruling_always",
            "teacher_id",
            "rule",
            where="kind IN ('exempt', 'refused') AND first_day IS NULL",
        ),
        Index("ix_ruling_school", "school_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    kind: Mapped[RulingAnswer] = mapped_column(enum_of(RulingAnswer, "kind"))
    rule: Mapped[str | None] = mapped_column(String(40))
    """Under which rule; None where it stands under every one."""
    record_id: Mapped[int | None] = mapped_column(ForeignKey("practice_record.id"), index=True)
    other_record_id: Mapped[int | None] = mapped_column(ForeignKey("practice_record.id"))
    """The record that claims the same days."""
    first_day: Mapped[date | None]
    """Of an annual rule the year it was decided for: another year basis does not move it to other days."""
    last_day: Mapped[date | None]
    document: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    teacher: Mapped["Teacher"] = relationship()
    other_record: Mapped["PracticeRecord | None"] = relationship(foreign_keys=[other_record_id])
    decided_by: Mapped["Account"] = relationship(foreign_keys=[decided_by_id])
    revoked_by: Mapped["Account | None"] = relationship(foreign_keys=[revoked_by_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling

    @property
    def year(self) -> Window | None:
        """The year it was decided for; None where it names none."""
        return Window(self.first_day, self.last_day) if self.first_day and self.last_day else None

    @property
    def rests(self) -> bool:
        """A record left out for the sake of another counts again while the other is not approved."""
        return (
            self.kind is RulingAnswer.DOES_NOT_COUNT
            and self.revoked_at is None
            and self.other_record is not None
            and self.other_record.status is not RecordStatus.APPROVED
        )


_REVOCATION = frozenset({"revoked_by_id", "revoked_at", "revoke_reason"})


def _steps(stored: Values, _held: Values) -> frozenset[str]:
    """A ruling is revoked once, and nothing else becomes of it."""
    return _REVOCATION if stored["revoked_at"] is None else frozenset()


keep_facts(Ruling, _steps)


class RulingCounter(Base):
    """The last number given in a school's year."""

    __tablename__ = "ruling_counter"

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
