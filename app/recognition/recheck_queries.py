"""Whether a recommendation stands without what counts no more of what it rests on, and who has checked."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.certificates.models import Certificate
from app.domain.frozen import thaw
from app.domain.gate import passes
from app.domain.outcome import Evaluation
from app.extensions import db
from app.recognition.frozen_verdict import FrozenLine, from_json
from app.recognition.in_force import Gone, InForce, everything_in_force
from app.recognition.models import Proposal, Recheck
from app.standing.effect import without_records
from app.standing.queries import evaluate_teacher
from app.teachers.models import Teacher


@dataclass(frozen=True, slots=True)
class Fell:
    """What counts no more of what a recommendation rests on."""

    gone: Gone
    checked: bool
    """Somebody has found that it stands without all of them."""
    evaluation: Evaluation
    """Of the day of the recommendation, without them."""

    @property
    def stands(self) -> bool:
        return passes(self.evaluation.gate)


@dataclass(frozen=True)
class Checked:
    """A recheck as pages show it."""

    row: Recheck
    number: str
    """Of the recommendation."""

    @cached_property
    def gone(self) -> Gone:
        return thaw(Gone, self.row.gone)

    @cached_property
    def line(self) -> FrozenLine:
        """What the rule that decides said without it."""
        return from_json(self.row.verdict).gate_line


def what_fell(proposal: Proposal) -> Fell | None:
    """Of an issued recommendation in force; None where all it rests on still counts."""
    rests = _rests(proposal)
    if rests is None:
        return None
    known = evaluate_teacher(proposal.teacher_id, proposal.as_of)
    return Fell(rests.gone, rests.checked(), without_records(known, *rests.gone.records))


def stood_at(proposal_id: int) -> datetime | None:
    """When somebody last found that a recommendation stands without all that counts no more for it.

    None where all of that still counts, and where more of it fell since.
    """
    proposal = db.session.get_one(Proposal, proposal_id)
    rests = _rests(proposal)
    if rests is None:
        return None
    return next((one.row.checked_at for one in rechecks_of(proposal) if one.gone.covers(rests.gone)), None)


def _rests(proposal: Proposal) -> InForce | None:
    """An issued recommendation in force of which something counts no more."""
    everything = everything_in_force(proposal.school_id, {proposal.teacher_id})
    rests = next((one for one in everything if one.proposal_id == proposal.id), None)
    return rests if rests and rests.number and rests.gone else None


def rechecks_of(proposal: Proposal) -> list[Checked]:
    """Of one recommendation, newest first."""
    return _checked(proposal.school_id, Recheck.proposal_id == proposal.id)


def last_rechecks(school_id: int) -> list[Checked]:
    """The last one of every recommendation that is in force, newest first."""
    found = _checked(school_id, Certificate.revoked_at.is_(None))
    return list({one.row.proposal_id: one for one in reversed(found)}.values())[::-1]


def _checked(school_id: int, mine: ColumnElement[bool]) -> list[Checked]:
    rows = db.session.execute(
        select(Recheck, Certificate.number)
        .join(Certificate, Certificate.proposal_id == Recheck.proposal_id)
        .options(
            joinedload(Recheck.checked_by).joinedload(Account.person),
            joinedload(Recheck.proposal).joinedload(Proposal.teacher).joinedload(Teacher.person),
        )
        .where(Recheck.school_id == school_id, mine)
        .order_by(Recheck.id.desc())
    )
    return [Checked(row, number) for row, number in rows]
