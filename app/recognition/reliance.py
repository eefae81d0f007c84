"""Proposals and recommendations that rest on a record, and whether they would stand without it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from app.certificates.models import Certificate
from app.domain.outcome import Gate
from app.extensions import db
from app.practice.models import PracticeRecord
from app.recognition.frozen_verdict import FrozenCredit, FrozenVerdict, from_json
from app.recognition.models import Proposal, ProposalStatus
from app.standing.effect import Without, without
from app.standing.queries import evaluate_teacher

IN_FORCE = or_(
    Proposal.status == ProposalStatus.PROPOSED,
    and_(Proposal.status == ProposalStatus.APPROVED, Certificate.revoked_at.is_(None)),
)
"""Open, or issued and not withdrawn; of a statement that joins the recommendation."""


@dataclass(frozen=True, slots=True)
class Reliance:
    """A proposal in force, or its recommendation, whose frozen verdict credits records in question."""

    proposal_id: int
    teacher_id: int
    number: str | None
    """Of the recommendation; None while it is proposed."""
    as_of: date
    records: frozenset[str]
    """Those of them that it credits."""
    half_hours: int
    """What they give under the rule that decided; under another one where that reads none."""
    gate: Gate | None
    """What the rule that decides says on its day without them."""

    @property
    def stands(self) -> bool:
        """It would be agreed to on its day even so."""
        return self.gate is not None and self.gate.passes


def relying_on(record: PracticeRecord) -> list[Reliance]:
    """What of a teacher's is in force and rests on the record, newest first."""
    return relying(record.school_id, {record.teacher_id: frozenset({str(record.id)})})


def relying(school_id: int, gone: Mapping[int, frozenset[str]]) -> list[Reliance]:
    """What is in force and rests on any of these records of these teachers, newest first."""
    rows = db.session.execute(
        select(Proposal.id, Proposal.teacher_id, Certificate.number, Proposal.as_of, Proposal.verdict)
        .outerjoin(Certificate, Certificate.proposal_id == Proposal.id)
        .where(Proposal.school_id == school_id, Proposal.teacher_id.in_(gone.keys()), IN_FORCE)
        .order_by(Proposal.id.desc())
    )
    found, judged = [], Without(school_id, gone)
    for proposal_id, teacher_id, number, as_of, stored in rows:
        verdict = from_json(stored)
        records = verdict.records & gone[teacher_id]
        if records:
            gate = judged.on(as_of, teacher_id).gate
            half_hours = _credited(verdict, records)
            found.append(Reliance(proposal_id, teacher_id, number, as_of, records, half_hours, gate))
    return found


def gate_without(teacher_id: int, as_of: date, records: Iterable[str]) -> Gate | None:
    """What the rule that decides says on a day if these records did not count."""
    return without(evaluate_teacher(teacher_id, as_of), *records).gate


def records_relied_on(school_id: int) -> list[frozenset[int]]:
    """The records that each thing in force rests on."""
    rows = db.session.scalars(
        select(Proposal.verdict)
        .outerjoin(Certificate, Certificate.proposal_id == Proposal.id)
        .where(Proposal.school_id == school_id, IN_FORCE)
    )
    return [frozenset(map(int, from_json(stored).records)) for stored in rows]


def _credited(verdict: FrozenVerdict, records: frozenset[str]) -> int:
    """Half-hours of these records: under the rule that decided, else the most under another one."""
    deciding = _sum(verdict.gate_line.records, records)
    return deciding or max((_sum(line.records, records) for line in verdict.in_force), default=0)


def _sum(credited: Iterable[FrozenCredit], records: frozenset[str]) -> int:
    return sum(credit.half_hours for credit in credited if credit.record in records)
