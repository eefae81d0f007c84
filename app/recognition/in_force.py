"""What proposals and recommendations in force rest on, and what of it was checked and found to be enough."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select, true

from app.certificates.models import Certificate
from app.domain.frozen import thaw
from app.extensions import db
from app.recognition.frozen_verdict import FrozenVerdict, from_json
from app.recognition.models import Proposal, ProposalStatus, Recheck

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
    checked: Gone
    """Without these it was found to stand."""

    @property
    def records(self) -> frozenset[str]:
        return frozenset[str]().union(*(one.records for one in self.verdicts))

    @property
    def rulings(self) -> frozenset[str]:
        return frozenset[str]().union(*(one.rulings for one in self.verdicts))

    def covers(self, records: Collection[str] = (), rulings: Collection[str] = ()) -> bool:
        """Whether it was checked without all of these."""
        return set(records) <= set(self.checked.records) and set(rulings) <= set(self.checked.rulings)


def everything_in_force(school_id: int, teacher_ids: Collection[int] | None = None) -> list[InForce]:
    """Of everything in force, of these teachers where they are named; newest first."""
    mine = Proposal.teacher_id.in_(teacher_ids) if teacher_ids is not None else true()
    rows = db.session.execute(
        select(Proposal.id, Proposal.teacher_id, Certificate.number, Proposal.as_of, Proposal.verdict)
        .outerjoin(Certificate, Certificate.proposal_id == Proposal.id)
        .where(Proposal.school_id == school_id, mine, IN_FORCE)
        .order_by(Proposal.id.desc())
    ).all()
    checks = _checks(school_id)
    return [
        InForce(
            proposal_id,
            teacher_id,
            number,
            as_of,
            (from_json(stored), *(verdict for _, verdict in checks[proposal_id])),
            checked=together(gone for gone, _ in checks[proposal_id]),
        )
        for proposal_id, teacher_id, number, as_of, stored in rows
    ]


def together(several: Iterable[Gone]) -> Gone:
    """What any of them names."""
    known = list(several)
    records = {record for one in known for record in one.records}
    rulings = {number for one in known for number in one.rulings}
    return Gone(tuple(sorted(records, key=int)), tuple(sorted(rulings)))


def _checks(school_id: int) -> defaultdict[int, list[tuple[Gone, FrozenVerdict]]]:
    """By proposal what rechecks left out, and what they found."""
    rows = db.session.execute(
        select(Recheck.proposal_id, Recheck.gone, Recheck.verdict)
        .where(Recheck.school_id == school_id)
        .order_by(Recheck.id)
    )
    found: defaultdict[int, list[tuple[Gone, FrozenVerdict]]] = defaultdict(list)
    for proposal_id, gone, stored in rows:
        found[proposal_id].append((thaw(Gone, gone), from_json(stored)))
    return found
