"""Mails about what rests on a fallen record: one function each, returning its context."""

from typing import Any

from app.accounts.models import Account, Person
from app.domain import words
from app.practice.models import PracticeRecord
from app.snapshots.fallen import Uses
from app.snapshots.revoked import Revoked
from app.web.links import page_address


def used_record_fell(record: PracticeRecord, uses: Uses, actor: Account, person: Person) -> dict[str, Any]:
    """To HR, after somebody else's word on a record that paper rests on."""
    return {
        "name": person.name,
        "record": record,
        "by": actor.person.name,
        "status": words.RECORD_STATUS[record.status],
        "years": len(uses.years_held),
        "recommendations": len(uses.recommendations),
        "action_label": "看受影响的材料",
        "action_url": page_address("snapshots.fallen"),
    }


def used_ruling_revoked(uses: Revoked, actor: Account, person: Person) -> dict[str, Any]:
    """To HR, after somebody else revoked a ruling that paper rests on."""
    return {
        "name": person.name,
        "teacher": uses.name,
        "numbers": "、".join(uses.numbers),
        "by": actor.person.name,
        "reason": uses.reason,
        "years": len(uses.years),
        "recommendations": len(uses.papers),
        "action_label": "看受影响的材料",
        "action_url": page_address("snapshots.fallen"),
    }
