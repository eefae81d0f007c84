"""Issuing a recommendation, and withdrawing it."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from app import clock
from app.accounts.guards import require_role
from app.accounts.models import Account
from app.audit.operations import record_event
from app.certificates import emails
from app.certificates.models import Certificate
from app.certificates.pdf import draw_recommendation
from app.certificates.queries import lacking_facts
from app.domain.certificates import (
    VERIFY_ALPHABET,
    VERIFY_LENGTH,
    EthicsResult,
    Level,
    PracticeBasis,
    RecommendationFacts,
    facts_to_json,
    format_number,
)
from app.domain.roles import Role
from app.extensions import db
from app.files.operations import store_pdf
from app.mail.operations import queue_mail
from app.schools.models import School
from app.schools.operations import code_for_number
from app.teachers.locks import lock_teachers
from app.teachers.models import Teacher
from app.web.fonts import FontChain
from app.web.links import page_address


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a decided proposal hands over."""

    proposal_id: int
    level: Level
    criteria: str
    ethics_result: EthicsResult
    ethics_year: int
    notice_first: date
    notice_last: date
    basis: PracticeBasis
    stated: str = ""
    """What the proposer stated of application, review, panel and notice."""


class LackingFactsError(Exception):
    """Something the page must say is not filled in; ``fields`` says what, in Chinese."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__("、".join(fields))
        self.fields = fields


class OwnCaseError(Exception):
    """Somebody decides about the person they are, whatever account they use."""


class AlreadyWithdrawnError(Exception):
    """The recommendation was withdrawn before."""


class NoReasonError(Exception):
    """A step that takes something back needs a reason."""


def issue_certificate(
    teacher: Teacher, grounds: Grounds, *, fonts: FontChain, actor: Account, at: datetime
) -> Certificate:
    """Number, freeze, draw and keep a recommendation, and tell the teacher.

    Raises:
        NotAllowedError, OwnCaseError: the actor has no part in it, or is the teacher.
        LackingFactsError: something the page must say is not filled in.
        MissingGlyphError: a character no face has; roll back, so that the number stays free.
    """
    guard_decision(actor, teacher)
    school = db.session.get_one(School, teacher.school_id)
    if lacking := lacking_facts(teacher, school):
        raise LackingFactsError(lacking)
    decided_on = clock.local(at).date()
    sequence = take_sequence(school.id, decided_on.year)
    number = format_number(code_for_number(school.id), decided_on.year, grounds.level, sequence)
    code = new_verify_code()
    facts = _facts(teacher, school, grounds, number=number, decided_on=decided_on, code=code)
    drawn = draw_recommendation(facts, fonts=fonts)
    file = store_pdf(drawn, school_id=school.id, at=at)
    certificate = Certificate(
        school_id=school.id,
        teacher=teacher,
        proposal_id=grounds.proposal_id,
        number=number,
        year=decided_on.year,
        sequence=sequence,
        level=grounds.level,
        facts=facts_to_json(facts),
        verify_code=code,
        pdf=file,
        issued_at=at,
        issued_by_id=actor.id,
    )
    db.session.add(certificate)
    db.session.flush()
    _record(certificate, "issued", actor, at, after={"number": number, "sha256": file.sha256})
    _tell(certificate, "recommendation_issued", emails.recommendation_issued(certificate), at=at)
    return certificate


def revoke_certificate(certificate: Certificate, reason: str, *, actor: Account, at: datetime) -> None:
    """Withdraw a recommendation: row, file and number stay, and whoever checks it reads the day.

    Raises:
        NotAllowedError, OwnCaseError: the actor has no part in it, or is the teacher.
        NoReasonError: no reason is given.
        AlreadyWithdrawnError: it was withdrawn before.
    """
    guard_decision(actor, certificate.teacher)
    if not reason.strip():
        raise NoReasonError
    lock_teachers({certificate.teacher_id})
    db.session.refresh(certificate)  # one after the other with who records that it stands
    if certificate.revoked_at is not None:
        raise AlreadyWithdrawnError
    certificate.revoked_at = at
    certificate.revoked_by_id = actor.id
    certificate.revoke_reason = reason.strip()
    db.session.flush()
    before, after = {"state": "valid"}, {"state": "withdrawn"}
    _record(certificate, "revoked", actor, at, before=before, after=after, reason=reason.strip())
    _tell(certificate, "recommendation_withdrawn", emails.recommendation_withdrawn(certificate), at=at)


def record_check(certificate: Certificate, *, at: datetime) -> None:
    """Log that somebody verified a recommendation; nothing about them is kept."""
    _record(certificate, "verified", None, at)


def guard_decision(actor: Account, teacher: Teacher) -> None:
    """Only the office of the school, and nobody about the person they are.

    Raises:
        NotAllowedError: neither HR nor administrator of the teacher's school.
        OwnCaseError: the actor's account belongs to the teacher's person.
    """
    require_role(actor, teacher.school_id, Role.HR, Role.ADMIN)
    if actor.person_id == teacher.person_id:
        raise OwnCaseError


def take_sequence(school_id: int, year: int) -> int:
    """The next number of a school's year, held by this transaction until it ends.

    One statement on both databases: it makes the row or locks it, so that two at once wait for each
    other; a rollback gives the number back, and none is skipped or given twice.
    """
    statement = text(
        "INSERT INTO certificate_counter (school_id, year, last) VALUES (:school_id, :year, 1) "
        "ON CONFLICT (school_id, year) DO UPDATE SET last = certificate_counter.last + 1 RETURNING last"
    )
    return int(db.session.execute(statement, {"school_id": school_id, "year": year}).scalar_one())


def new_verify_code() -> str:
    """140 random bits: to guess one is hopeless, whatever the rate limit."""
    return "".join(secrets.choice(VERIFY_ALPHABET) for _ in range(VERIFY_LENGTH))


def _facts(
    teacher: Teacher,
    school: School,
    grounds: Grounds,
    *,
    number: str,
    decided_on: date,
    code: str,
) -> RecommendationFacts:
    return RecommendationFacts(
        number=number,
        school_name=school.name,
        teacher_name=teacher.person.name,
        staff_number=teacher.staff_number,
        department=teacher.department.name,
        specialty=teacher.specialty,
        level=grounds.level,
        criteria=grounds.criteria,
        ethics_result=grounds.ethics_result,
        ethics_year=grounds.ethics_year,
        notice_first=grounds.notice_first,
        notice_last=grounds.notice_last,
        decided_on=decided_on,
        basis=grounds.basis,
        signatory=school.signatory,
        seal_place=school.seal_place,
        verify_url=page_address("certificates.verify", code=code),
        stated=grounds.stated,
    )


def _tell(certificate: Certificate, kind: str, context: dict[str, Any], *, at: datetime) -> None:
    person = certificate.teacher.person
    queue_mail(kind, person, key=f"certificate:{certificate.id}:{kind}", at=at, context=context)


def _record(
    certificate: Certificate,
    step: str,
    actor: Account | None,
    at: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    record_event(
        f"certificate:{step}", "certificate", certificate.id, school_id=certificate.school_id,
        actor=actor, at=at, before=before, after=after, reason=reason,
    )  # fmt: skip
