"""The school decides what the law leaves open, and takes a decision back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text

from app import clock
from app.accounts.guards import require_role
from app.accounts.models import Account
from app.audit.operations import record_event
from app.certificates.operations import NoReasonError, guard_decision
from app.domain.facts import Ruling as RulingFact
from app.domain.questions import (
    ANSWERS,
    Answer,
    OverlapQuestion,
    Question,
    rulings_for,
)
from app.domain.roles import Role
from app.extensions import db
from app.mail.operations import queue_mail
from app.rulings import emails
from app.rulings.queries import Pick, Why, contradicted, rulings_of_decision
from app.schools.models import School
from app.snapshots.fallen_operations import tell_of_revocation
from app.standing.queries import SchoolAtOnce, evaluate_facts, read_teachers
from app.standing.question_queries import open_questions
from app.teachers.models import Teacher
from app.teachers.ruling_models import Ruling, RulingAnswer


@dataclass(frozen=True, slots=True)
class Ground:
    """What a decision rests on."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the questions that were to be decided together."""

    made: tuple[tuple[Ruling, ...], ...]
    """The rulings of each question."""
    held: tuple[tuple[Pick, Why], ...]


class AlreadyRuledError(Exception):
    """A ruling in force says something else about the same; its number is the message."""


class RevokedError(Exception):
    """The ruling was revoked before."""


def decide_together(
    picks: Sequence[Pick],
    answers: Mapping[type[Question], Answer],
    ground: Ground,
    *,
    actor: Account,
    at: datetime,
) -> Decided:
    """Answer those of the questions that are open now and not about the actor, by their kind.

    The teachers are locked first: of two who decide the same the second finds it decided.

    Raises:
        NotAllowedError: the actor is neither HR nor administrator of the school.
        NoReasonError: the document or the reason is missing.
    """
    _require(ground, actor)
    teachers = _lock({pick.teacher_id for pick in picks}, actor.school_id)
    known = read_teachers(actor.school_id, teachers.keys(), clock.local(at).date())
    found = open_questions(actor.school_id, known, evaluate_facts(known), teachers.keys())
    made: list[tuple[Ruling, ...]] = []
    held: list[tuple[Pick, Why]] = []
    for pick in picks:
        question = next((one for one in found.get(pick.teacher_id, ()) if one.key == pick.key), None)
        answer = answers.get(type(question)) if question else None
        if question and teachers[pick.teacher_id].person_id == actor.person_id:
            held.append((pick, Why.OWN))
        elif question is None or answer is None:
            held.append((pick, Why.GONE))
        else:
            try:
                made.append(
                    _answer(teachers[pick.teacher_id], question, answer, known, ground, actor=actor, at=at)
                )
            except AlreadyRuledError:
                held.append((pick, Why.RULED))
    return Decided(tuple(made), tuple(held))


def exempt(
    teacher: Teacher, rule: str, year: int | None, ground: Ground, *, actor: Account, at: datetime
) -> Ruling:
    """Exempt a teacher on the school's own initiative; ``year`` for an annual rule only.

    Raises:
        NotAllowedError, OwnCaseError: the actor has no part in it, or is the teacher.
        NoReasonError: the document or the reason is missing.
        AlreadyRuledError: an exemption was granted, or refused, before.
    """
    guard_decision(actor, teacher)
    _require(ground, actor)
    _lock({teacher.id}, teacher.school_id)
    before = db.session.scalar(
        select(Ruling.number).where(
            Ruling.teacher_id == teacher.id,
            Ruling.rule == rule,
            Ruling.kind.in_([RulingAnswer.EXEMPT, RulingAnswer.REFUSED]),
            Ruling.year.is_(None) if year is None else Ruling.year == year,
            Ruling.revoked_at.is_(None),
        )
    )
    if before is not None:
        raise AlreadyRuledError(before)
    drafts = [Ruling(kind=RulingAnswer.EXEMPT, rule=rule, year=year)]
    (ruling,) = _save(teacher, drafts, ground, actor=actor, at=at)
    return ruling


def revoke(ruling: Ruling, reason: str, *, actor: Account, at: datetime) -> tuple[Ruling, ...]:
    """Take a decision back: its rulings under every rule; their numbers stay and are never used again.

    Raises:
        NotAllowedError, OwnCaseError: the actor has no part in it, or is the teacher.
        NoReasonError: no reason is given.
        RevokedError: it was revoked before.
    """
    guard_decision(actor, ruling.teacher)
    if not reason.strip():
        raise NoReasonError
    if ruling.revoked_at is not None:
        raise RevokedError
    taken = tuple(one for one in rulings_of_decision(ruling) if one.revoked_at is None)
    for one in taken:
        one.revoked_by, one.revoked_at, one.revoke_reason = actor, at, reason.strip()
        _record(one, "revoked", actor, at, reason.strip())
    db.session.flush()
    person = ruling.teacher.person
    queue_mail(
        "ruling_revoked", person, key=f"ruling:{ruling.id}:revoked", at=at,
        context=emails.ruling_revoked(taken),
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
    code = db.session.scalars(select(School.code).where(School.id == school_id)).one()
    return f"{code.upper()}-CD-{year}-{last:04d}"


def _require(ground: Ground, actor: Account) -> None:
    require_role(actor, actor.school_id, Role.HR, Role.ADMIN)
    if not ground.document.strip() or not ground.reason.strip():
        raise NoReasonError


def _lock(teacher_ids: Collection[int], school_id: int) -> dict[int, Teacher]:
    """The teachers of the school among these; nobody else decides about them until the commit."""
    found = (
        select(Teacher)
        .where(Teacher.school_id == school_id, Teacher.id.in_(teacher_ids))
        .order_by(Teacher.id)
        .with_for_update()
    )
    return {teacher.id: teacher for teacher in db.session.scalars(found)}


def _answer(
    teacher: Teacher,
    question: Question,
    answer: Answer,
    known: SchoolAtOnce,
    ground: Ground,
    *,
    actor: Account,
    at: datetime,
) -> tuple[Ruling, ...]:
    assert answer in ANSWERS[type(question)]
    facts = rulings_for(question, answer)
    if before := contradicted(known.teachers[teacher.id], facts):
        raise AlreadyRuledError(before)
    rows = [_row_of(fact, question) for fact in facts] or [_unchanged(question)]
    return _save(teacher, rows, ground, actor=actor, at=at)


def _row_of(fact: RulingFact, question: Question) -> Ruling:
    row = Ruling(kind=RulingAnswer(fact.kind.value), rule=fact.rule, year=fact.year)
    if fact.record is not None:
        row.record_id = int(fact.record)
    if isinstance(question, OverlapQuestion):
        row.other_record_id = int(question.second if fact.record == question.first else question.first)
    return row


def _unchanged(question: Question) -> Ruling:
    """The answer that all stays as it is, kept so that nobody asks again."""
    assert isinstance(question, OverlapQuestion)
    return Ruling(
        kind=RulingAnswer.STANDS, record_id=int(question.first), other_record_id=int(question.second)
    )


def _save(
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
    queue_mail(
        "ruling_made", teacher.person, key=f"ruling:{rows[0].id}:made", at=at,
        context=emails.ruling_made(rows),
    )  # fmt: skip
    return tuple(rows)


def _record(ruling: Ruling, step: str, actor: Account, at: datetime, reason: str) -> None:
    record_event(
        f"ruling:{step}", "ruling", ruling.id, school_id=ruling.school_id, actor=actor, at=at,
        after={"number": ruling.number, "kind": ruling.kind.value, "document": ruling.document},
        reason=reason,
    )  # fmt: skip
