"""Who may record that a recommendation stands: a second person who decided nothing that it stands on now."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.second_person_queries import hands, who_can
from app.domain.outcome import Evaluation
from app.extensions import db
from app.practice.models import PracticeRecord
from app.recognition.frozen_verdict import freeze_verdict, from_json
from app.recognition.models import Proposal
from app.teachers.ruling_models import Ruling


def why_not_keep(actor: Account, proposal: Proposal, found: Evaluation) -> str | None:
    """Why the actor may not keep a recommendation on what was found, and who may; None where they may."""
    proposer, at, since = proposal.proposed_by, proposal.proposed_at, _decided_since(proposal, found)
    own = [what for what, person_id in since.items() if person_id == actor.person_id]
    if actor.person_id == proposer.person_id:
        why = "这份推荐由您提名"
    elif own:
        why = f"现在的结论用到您作出的决定（{'、'.join(own)}），同意推荐时没有用到"
    elif (unsure := hands(proposer, at).why_not(actor)) is not None:
        why = f"{unsure}，不算两个人办"
    else:
        return None
    others = who_can(proposer, at, but={actor.person_id, proposal.teacher.person_id, *since.values()})
    if not others:
        return f"{why}，现在没有别人可以核对：请学校管理员再给一位同事开设人事账号。"
    return f"{why}，是否仍然成立请由{'、'.join(one.name for one in others)}核对。"


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
