"""Records of the demo that fell after somebody was recommended on them."""

from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Account
from app.certificates.models import Certificate
from app.domain.workflow import Action
from app.extensions import db
from app.practice.models import PracticeRecord
from app.recognition.in_force import everything_in_force
from app.recognition.models import Proposal
from app.recognition.recheck_operations import keep
from app.recognition.recheck_queries import what_fell
from app.recognition.reliance import relying_on
from app.reviews.operations import act
from app.schools.models import School


def let_records_fall(school: School, hr2: Account, now: datetime) -> None:
    """Revoke a record of each recommendation that stands without it; the first one was checked."""
    issued = sorted(one.proposal_id for one in everything_in_force(school.id) if one.number)
    for place, proposal_id in enumerate(issued):
        record = _not_needed(proposal_id, school)
        if record is None:
            continue
        act(record, Action.REVOKE, actor=hr2, at=now, reason="企业来函：鉴定表不是本单位出具")
        if place == 0:
            _check(proposal_id, hr2, now)


def _not_needed(proposal_id: int, school: School) -> PracticeRecord | None:
    """A record that a recommendation rests on and stands without."""
    rests = next(one for one in everything_in_force(school.id) if one.proposal_id == proposal_id)
    rows = db.session.scalars(
        select(PracticeRecord)
        .where(PracticeRecord.id.in_(map(int, rests.records)))
        .order_by(PracticeRecord.first_day)
    )
    return next((row for row in rows if all(one.stands for one in relying_on(row))), None)


def _check(proposal_id: int, second: Account, at: datetime) -> None:
    proposal = db.session.get_one(Proposal, proposal_id)
    certificate = db.session.scalars(select(Certificate).where(Certificate.proposal_id == proposal_id)).one()
    fell = what_fell(proposal)
    assert fell is not None
    keep(
        proposal, certificate, "已向企业核实其余各段，出勤表和鉴定表原件齐全",
        seen=str(fell.gone), actor=second, at=at,
    )  # fmt: skip
