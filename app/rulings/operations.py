"""Rulings are numbered, kept and told; an exemption on the school's own initiative; taking one back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text

from app import clock
from app.accounts.guards import require_role
from app.accounts.models import Account
from app.audit.operations import record_event
from app.certificates.operations import NoReasonError, OwnCaseError, guard_decision
from app.domain.roles import Role
from app.domain.windows import Window
from app.extensions import db
from app.mail.operations import queue_mail
from app.rulings import emails
from app.rulings.decider_queries import writers_of_leaves, writers_of_ruling
from app.rulings.naming_queries import naming
from app.rulings.queries import rulings_of_decision
from app.rulings.reopening_queries import is_asked_without
from app.schools.operations import code_for_number
from app.snapshots.fallen_operations import tell_of_revocation
from app.teachers.locks import lock_teachers
from app.teachers.models import Teacher
from app.teachers.ruling_models import Ruling, RulingAnswer


@dataclass(frozen=True, slots=True)
class Ground:
    """What a decision rests on."""

    document: str
    reason: str


class AlreadyRuledError(Exception):
    """A ruling in force says something else about the same; its number is the message."""


class OwnLeaveError(OwnCaseError):
    """The actor wrote a leave that the exemption would rest on."""


class RevokedError(Exception):
    """The ruling was revoked before."""


def exempt(
    teacher: Teacher, rule: str, year: Window | None, ground: Ground, *, actor: Account, at: datetime
) -> Ruling:
    """Exempt a teacher on the school's own initiative; ``year`` for an annual rule only.

    Raises:
        NotAllowedError, OwnCaseError: the actor has no part in it, or is the teacher.
        OwnLeaveError: the actor entered a leave that touches the year, or the years of the rule.
        NoReasonError: the document or the reason is missing.
        AlreadyRuledError: an exemption was granted, or refused, before.
    """
    guard_decision(actor, teacher)
    first_day, last_day = year or (None, None)
    if actor.person_id in writers_of_leaves(teacher.id, rule, year, clock.local(at).date()):
        raise OwnLeaveError
    require_ground(ground, actor)
    lock_teachers({teacher.id})
    before = db.session.scalar(
        select(Ruling.number).where(
            Ruling.teacher_id == teacher.id,
            Ruling.rule == rule,
            Ruling.kind.in_([RulingAnswer.EXEMPT, RulingAnswer.REFUSED]),
            Ruling.first_day.is_not_distinct_from(first_day),
            Ruling.revoked_at.is_(None),
        )
    )
    if before is not None:
        raise AlreadyRuledError(before)
    drafts = [Ruling(kind=RulingAnswer.EXEMPT, rule=rule, first_day=first_day, last_day=last_day)]
    (ruling,) = rulings = save_rulings(teacher, drafts, ground, actor=actor, at=at)
    tell([rulings], at)
    return ruling


def revoke(ruling: Ruling, reason: str, *, actor: Account, at: datetime) -> tuple[Ruling, ...]:
    """Take a decision back: its rulings under every rule; their numbers stay and are never used again.

    Raises:
        NotAllowedError, OwnCaseError: the actor has no part in it, or is the teacher, or entered a record
            or a leave that it rests on.
        NoReasonError: no reason is given.
        RevokedError: it was revoked before.
    """
    guard_decision(actor, ruling.teacher)
    if actor.person_id in writers_of_ruling(ruling):
        raise OwnCaseError
    if not reason.strip():
        raise NoReasonError
    lock_teachers({ruling.teacher_id})
    db.session.refresh(ruling)
    if ruling.revoked_at is not None:
        raise RevokedError
    taken = tuple(one for one in rulings_of_decision(ruling) if one.revoked_at is None)
    for one in taken:
        one.revoked_by, one.revoked_at, one.revoke_reason = actor, at, reason.strip()
        _record(one, "revoked", actor, at, reason.strip())
    db.session.flush()
    person, today = ruling.teacher.person, clock.local(at).date()
    queue_mail(
        "ruling_revoked", person, key=f"ruling:{ruling.id}:revoked", at=at,
        context=emails.ruling_revoked(
            taken, naming(taken, today), asked_again=is_asked_without(taken, today)
        ),
    )  # fmt: skip
    tell_of_revocation(taken, actor=actor, at=at)
    return taken


def take_number(school_id: int, year: int) -> str:
    """The next number of a school's year, held by this transaction until it ends.

    One statement on both databases: it makes the row or locks it; a rollback gives the number back.
    """
    statement = text(
        "INSERT INTO ruling_counter (school_id, year, last) VALUES (:school_id, :year, 1) "
        "ON CONFLICT (school_id, year) DO UPDATE SET last = ruling_counter.last + 1 RETURNING last"
    )
    last = db.session.execute(statement, {"school_id": school_id, "year": year}).scalar_one()
    return f"{code_for_number(school_id)}-CD-{year}-{last:04d}"


def require_ground(ground: Ground, actor: Account) -> None:
    require_role(actor, actor.school_id, Role.HR, Role.ADMIN)
    if not ground.document.strip() or not ground.reason.strip():
        raise NoReasonError


def locked_teachers(teacher_ids: Collection[int], school_id: int) -> dict[int, Teacher]:
    """The teachers of the school among these; nobody else decides about them until the commit."""
    own = select(Teacher).where(Teacher.school_id == school_id, Teacher.id.in_(teacher_ids))
    teachers = {teacher.id: teacher for teacher in db.session.scalars(own.order_by(Teacher.id))}
    lock_teachers(teachers.keys())
    return teachers


def save_rulings(
    teacher: Teacher, rows: Sequence[Ruling], ground: Ground, *, actor: Account, at: datetime
) -> tuple[Ruling, ...]:
    """Number and keep the rulings of one decision, and tell the teacher."""
    year = clock.local(at).year
    for row in rows:
        row.school_id, row.teacher = teacher.school_id, teacher
        row.number = take_number(teacher.school_id, year)
        row.document, row.reason = ground.document.strip(), ground.reason.strip()
        row.decided_by, row.decided_at, row.revoke_reason = actor, at, ""
        db.session.add(row)
        db.session.flush()
        _record(row, "made", actor, at, row.reason)
    return tuple(rows)


def tell(decisions: Sequence[Sequence[Ruling]], at: datetime) -> None:
    """One mail about each decision to the teacher it is about."""
    names = naming([ruling for rows in decisions for ruling in rows], clock.local(at).date())
    for rows in decisions:
        queue_mail(
            "ruling_made", rows[0].teacher.person, key=f"ruling:{rows[0].id}:made", at=at,
            context=emails.ruling_made(rows, names),
        )  # fmt: skip


def _record(ruling: Ruling, step: str, actor: Account, at: datetime, reason: str) -> None:
    record_event(
        f"ruling:{step}", "ruling", ruling.id, school_id=ruling.school_id, actor=actor, at=at,
        after={"number": ruling.number, "kind": ruling.kind.value, "document": ruling.document},
        reason=reason,
    )  # fmt: skip
