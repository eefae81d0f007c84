"""What proposals and recommendations in force rest on, and what of it was checked and found to be enough."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select, true

from app.certificates.models import Certificate
from app.domain.facts import RecordStatus
from app.domain.frozen import thaw
from app.extensions import db
from app.practice.models import PracticeRecord
from app.recognition.frozen_verdict import FrozenVerdict, from_json
from app.recognition.models import Proposal, ProposalStatus, Recheck
from app.teachers.ruling_models import Ruling

IN_FORCE = or_(
    Proposal.status == ProposalStatus.PROPOSED,
    and_(Proposal.status == ProposalStatus.APPROVED, Certificate.revoked_at.is_(None)),
)
"""Open, or issued and not withdrawn; of a statement that joins the recommendation."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Records, by id, and rulings, by number, that do not count any more; each in order."""

    records: tuple[str, ...] = ()
    rulings: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As a hidden field of a form says what the page showed."""
        return " ".join(self.records + self.rulings)

    def __bool__(self) -> bool:
        return bool(self.records or self.rulings)

    def covers(self, other: "Gone", but: Collection[str] = ()) -> bool:
        """Whether who looked without these looked without all of the other, and without these records too."""
        return {*other.records, *but} <= set(self.records) and set(other.rulings) <= set(self.rulings)


@dataclass(frozen=True, slots=True)
class InForce:
    """A proposal in force, or its recommendation, and all it rests on: a recheck adds what it found."""

    proposal_id: int
    teacher_id: int
    number: str | None
    """Of the recommendation; None while it is proposed."""
    as_of: date
    verdicts: tuple[FrozenVerdict, ...]
    """The one it was decided on, and those of rechecks."""
    gone: Gone
    """What of all this does not count any more."""
    checks: tuple[Gone, ...]
    """Without what it was found to stand, each time that somebody checked."""

    @property
    def records(self) -> frozenset[str]:
        return frozenset[str]().union(*(one.records for one in self.verdicts))

    @property
    def rulings(self) -> frozenset[str]:
        return frozenset[str]().union(*(one.rulings for one in self.verdicts))

    def checked(self, but: Collection[str] = ()) -> bool:
        """Whether one check left out everything that is gone, and these records too, at once.

        Two checks do not add up: what stands without either need not stand without both.
        """
        return any(one.covers(self.gone, but) for one in self.checks)


def everything_in_force(school_id: int, teacher_ids: Collection[int] | None = None) -> list[InForce]:
    """Of everything in force, of these teachers where they are named; newest first."""
    asked = {"school_id": school_id, "teacher_ids": sorted(teacher_ids or ())}
    rows = db.session.execute(_in_force(of_all=teacher_ids is None), asked).all()
    if not rows:
        return []
    checks = _checks(school_id, [row.id for row in rows])
    verdicts = {row.id: (from_json(row.verdict), *(verdict for _, verdict in checks[row.id])) for row in rows}
    rests = [one for several in verdicts.values() for one in several]
    records = records_gone(frozenset[str]().union(*(one.records for one in rests)))
    rulings = rulings_gone(frozenset[str]().union(*(one.rulings for one in rests)), school_id)
    return [
        InForce(
            row.id,
            row.teacher_id,
            row.number,
            row.as_of,
            verdicts[row.id],
            gone=_of(verdicts[row.id], records, rulings),
            checks=tuple(gone for gone, _ in checks[row.id]),
        )
        for row in rows
    ]


@cache
def _in_force(*, of_all: bool) -> Select[Any]:
    """Where something fell, every page of the office sends it, like those below, so each is made once."""
    mine = true() if of_all else Proposal.teacher_id.in_(bindparam("teacher_ids", expanding=True))
    return (
        select(Proposal.id, Proposal.teacher_id, Certificate.number, Proposal.as_of, Proposal.verdict)
        .outerjoin(Certificate, Certificate.proposal_id == Proposal.id)
        .where(Proposal.school_id == bindparam("school_id"), mine, IN_FORCE)
        .order_by(Proposal.id.desc())
    )


def records_gone(records: Collection[str]) -> Sequence[int]:
    """Those of these records that are not approved now."""
    return db.session.scalars(_records_gone(), {"ids": sorted(map(int, records))}).all() if records else ()


@cache
def _records_gone() -> Select[int]:
    return (
        select(PracticeRecord.id)
        .where(
            PracticeRecord.id.in_(bindparam("ids", expanding=True)),
            PracticeRecord.status != RecordStatus.APPROVED,
        )
        .order_by(PracticeRecord.id)
    )


def rulings_gone(rulings: Collection[str], school_id: int) -> Sequence[str]:
    """Those of these rulings, by their numbers, that are revoked now."""
    asked = {"school_id": school_id, "numbers": sorted(rulings)}
    return db.session.scalars(_rulings_gone(), asked).all() if rulings else ()


@cache
def _rulings_gone() -> Select[str]:
    return (
        select(Ruling.number)
        .where(
            Ruling.school_id == bindparam("school_id"),
            Ruling.number.in_(bindparam("numbers", expanding=True)),
            Ruling.revoked_at.is_not(None),
        )
        .order_by(Ruling.number)
    )


def _of(verdicts: Collection[FrozenVerdict], records: Sequence[int], rulings: Sequence[str]) -> Gone:
    """Those of what is gone that one of the verdicts rests on."""
    return Gone(
        tuple(str(one) for one in records if any(str(one) in verdict.records for verdict in verdicts)),
        tuple(one for one in rulings if any(one in verdict.rulings for verdict in verdicts)),
    )


def _checks(
    school_id: int, proposal_ids: Collection[int]
) -> defaultdict[int, list[tuple[Gone, FrozenVerdict]]]:
    """By proposal what rechecks left out, and what they found."""
    asked = {"school_id": school_id, "proposal_ids": sorted(proposal_ids)}
    found: defaultdict[int, list[tuple[Gone, FrozenVerdict]]] = defaultdict(list)
    for proposal_id, gone, stored in db.session.execute(_rechecks(), asked):
        found[proposal_id].append((thaw(Gone, gone), from_json(stored)))
    return found


@cache
def _rechecks() -> Select[Any]:
    return (
        select(Recheck.proposal_id, Recheck.gone, Recheck.verdict)
        .where(
            Recheck.school_id == bindparam("school_id"),
            Recheck.proposal_id.in_(bindparam("proposal_ids", expanding=True)),
        )
        .order_by(Recheck.id)
    )
