"""Who may record that a recommendation stands: a second person who decided nothing that it stands on now."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import Account
from app.accounts.second_person_queries import NOBODY, Later, hands_later, who_can_of
from app.domain.outcome import Evaluation
from app.extensions import db
from app.practice.models import PracticeRecord
from app.recognition.frozen_verdict import freeze_verdict, from_json
from app.recognition.in_force import Gone
from app.recognition.models import Proposal, Recheck
from app.recognition.recheck_queries import Fell
from app.teachers.ruling_models import Ruling

NOBODY_YET = (
    "本校现在没有别人能办：请学校管理员再给一位同事开设人事账号；"
    "由提名人开设或重设过密码的，还要请维护服务器的人在服务器上重设密码。"
)


def why_not_keep(actor: Account, proposal: Proposal, fell: Fell) -> str | None:
    """Why the actor may not keep a recommendation on what was found, and who may; None where they may."""
    proposer, since = proposal.proposed_by, _decided_since(proposal, fell.evaluation)
    known = hands_later(proposer, proposal.proposed_at, Later(_fell_at(proposal, fell.gone), "依据失效"))
    alone = NOBODY_YET
    own = [what for what, person_id in since.items() if person_id == actor.person_id]
    if actor.person_id == proposer.person_id:
        why = "这份推荐由您提名"
    elif own:
        why = f"现在的结论用到您作出的决定（{'、'.join(own)}），同意推荐时没有用到"
    elif (unsure := known.why_not(actor)) is not None:
        why, alone = f"{unsure}，不算两个人办", NOBODY
    else:
        return None
    others = who_can_of(known, but={actor.person_id, proposal.teacher.person_id, *since.values()})
    if not others:
        return f"{why}。{alone}"
    return f"{why}，是否仍然成立请由{'、'.join(one.name for one in others)}核对。"


def _fell_at(proposal: Proposal, gone: Gone) -> datetime:
    """When the first thing fell that nobody has checked since; of what has no moment it is the proposal's."""
    records = select(PracticeRecord.revoked_at).where(PracticeRecord.id.in_(map(int, gone.records)))
    rulings = select(Ruling.revoked_at).where(
        Ruling.school_id == proposal.school_id, Ruling.number.in_(gone.rulings)
    )
    fallen = [one or proposal.proposed_at for one in db.session.scalars(records.union_all(rulings))]
    checked = db.session.scalar(
        select(func.max(Recheck.checked_at)).where(Recheck.proposal_id == proposal.id)
    )
    return min((one for one in fallen if checked is None or one > checked), default=min(fallen))


def _decided_since(proposal: Proposal, found: Evaluation) -> Mapping[str, int]:
    """What the rule rests on now, and did not when it was agreed: records and rulings, with who decided."""
    if found.gate is None or not found.gate.passes:
        return {}
    agreed, now = from_json(proposal.verdict), freeze_verdict(found, found.gate.rule).gate_line
    records = {one.record for one in now.records} - agreed.records
    return _deciders(records, now.rulings - agreed.rulings, proposal.school_id)


def _deciders(records: Collection[str], rulings: Collection[str], school_id: int) -> dict[str, int]:
    approved = (
        select(PracticeRecord.id, Account.person_id)
        .join(Account, Account.id == PracticeRecord.decided_by_id)
        .where(PracticeRecord.id.in_(map(int, records)))
        .order_by(PracticeRecord.id)
    )
    ruled = (
        select(Ruling.number, Account.person_id)
        .join(Account, Account.id == Ruling.decided_by_id)
        .where(Ruling.school_id == school_id, Ruling.number.in_(rulings))
        .order_by(Ruling.number)
    )
    found = {f"{record_id} 号记录": person_id for record_id, person_id in db.session.execute(approved)}
    return found | {f"裁定 {number}": person_id for number, person_id in db.session.execute(ruled)}
