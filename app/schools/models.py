"""School, departments, and the school's dated decisions."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.facts import SchoolLevel, System, Transition
from app.extensions import Base, enum_of
from app.immutable import Values, keep_facts

if TYPE_CHECKING:
    from app.accounts.models import Account


class School(Base):
    """A school; everything else belongs to one."""

    __tablename__ = "school"
    __table_args__ = (CheckConstraint("code = upper(code)", name="code_in_capitals"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    system: Mapped[System] = mapped_column(enum_of(System, "system"))
    level: Mapped[SchoolLevel] = mapped_column(enum_of(SchoolLevel, "level"))
    signatory: Mapped[str] = mapped_column(String(60), default="")
    seal_place: Mapped[str] = mapped_column(String(80), default="")
    live_from: Mapped[date | None]
    """Reminders go out from this day on; none before it is set."""
    records_complete_from: Mapped[date | None]
    """HR has confirmed that all practice from this day on is in the system."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default=text("1"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class PrintedCode(Base):
    """A code that issued numbers begin with: it is no other school's for ever, whatever this one has now."""

    __tablename__ = "printed_code"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))


class Department(Base):
    """A teaching department (系部)."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("school_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(server_default=text("1"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class DecisionKind(StrEnum):
    """What a school decides for itself because no text does."""

    PROFILE = "profile"
    YEAR_BASIS = "year_basis"
    WINDOW = "window"
    GATE = "gate"
    ADOPTION = "adoption"
    NOTICE_DAYS = "notice_days"
    LIVE_FROM = "live_from"


CHANGES_VERDICTS = frozenset(DecisionKind) - {DecisionKind.NOTICE_DAYS, DecisionKind.LIVE_FROM}


class Reminding(StrEnum):
    """Whether reminders go out: the value of ``live_from``."""

    START = "start"
    STOP = "stop"


class DecisionOrigin(StrEnum):
    """Where a decision came from."""

    DEFAULT = "default"
    SCHOOL = "school"
    SCHOOL_BEFORE = "school_before"
    """Entered by one person, before a second one had to confirm."""


class DecisionStatus(StrEnum):
    """How far a decision has come; only a confirmed one counts."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SchoolDecision(Base):
    """A dated decision of two people. Nothing is edited; a new row supersedes one of the same day."""

    __tablename__ = "school_decision"
    __table_args__ = (
        CheckConstraint("(origin = 'default') = (proposed_by_id IS NULL)", name="proposer_if_school"),
        CheckConstraint("(proposed_by_id IS NULL) = (proposed_at IS NULL)", name="when_proposed"),
        CheckConstraint("(status = 'proposed') = (decided_at IS NULL)", name="when_decided"),
        CheckConstraint(
            "(origin = 'school' AND status <> 'proposed') = (decided_by_id IS NOT NULL)",
            name="second_person_if_school",
        ),
        CheckConstraint("origin = 'school' OR status = 'confirmed'", name="only_school_proposes"),
        CheckConstraint(
            "status NOT IN ('confirmed', 'refused') OR decided_by_id IS NULL"
            " OR decided_by_id <> proposed_by_id",
            name="not_ones_own",
        ),
        CheckConstraint("(status = 'refused') = (answer <> '')", name="answer_if_refused"),
        CheckConstraint("superseded_at IS NULL OR status = 'confirmed'", name="superseded_if_confirmed"),
        CheckConstraint("(kind = 'gate') = (transition IS NOT NULL)", name="transition_if_gate"),
        CheckConstraint("cycle_start IS NULL OR kind = 'window'", name="cycle_only_for_window"),
        Index(
            "uq_school_decision_in_force",
            "school_id", "kind", "effective_from", "value",
            unique=True,
            sqlite_where=text("superseded_at IS NULL AND status = 'confirmed'"),
            postgresql_where=text("superseded_at IS NULL AND status = 'confirmed'"),
        ),
        Index(
            "uq_school_decision_waiting",
            "school_id", "kind", "effective_from", "value",
            unique=True,
            sqlite_where=text("status = 'proposed'"),
            postgresql_where=text("status = 'proposed'"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(enum_of(DecisionKind, "kind"))
    value: Mapped[str] = mapped_column(String(40))
    """A profile, a year basis, a window kind, a rule's id, a notice period or ``Reminding``, by ``kind``."""
    transition: Mapped[Transition | None] = mapped_column(enum_of(Transition, "transition"))
    cycle_start: Mapped[date | None]
    effective_from: Mapped[date]
    document: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    origin: Mapped[DecisionOrigin] = mapped_column(enum_of(DecisionOrigin, "origin"))
    status: Mapped[DecisionStatus] = mapped_column(
        enum_of(DecisionStatus, "status"), default=DecisionStatus.CONFIRMED
    )
    """What is proposed says so; a default of the system holds from the start."""
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """Who confirmed or refused it, or took it back."""
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    """Why it was refused."""
    superseded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))

    proposed_by: Mapped["Account | None"] = relationship(foreign_keys=proposed_by_id)
    decided_by: Mapped["Account | None"] = relationship(foreign_keys=decided_by_id)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


_ANSWER = frozenset({"status", "decided_by_id", "decided_at", "answer"})


def _steps(stored: Values, _held: Values) -> frozenset[str]:
    """What is proposed is answered once; what is confirmed is superseded once."""
    if stored["status"] is DecisionStatus.PROPOSED:
        return _ANSWER
    confirmed = stored["status"] is DecisionStatus.CONFIRMED and stored["superseded_at"] is None
    return frozenset({"superseded_at"}) if confirmed else frozenset()


keep_facts(SchoolDecision, _steps)
