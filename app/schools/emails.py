"""What the mails about a school's decision say."""

from typing import Any

from app.accounts.models import Person
from app.schools.law_models import LawAddition
from app.schools.law_wording import addition_title
from app.schools.models import SchoolDecision
from app.schools.wording import KIND, STATUS, marked, value_words
from app.web.links import page_address


def decision_waiting(decision: SchoolDecision, reader: Person) -> dict[str, Any]:
    """To whoever may confirm it."""
    assert decision.proposed_by is not None  # it is proposed
    return {
        **_said(decision),
        "name": reader.name,
        "proposer": decision.proposed_by.person.name,
        "action_label": "看影响并确认",
    }


def decision_answered(decision: SchoolDecision, effect: str) -> dict[str, Any]:
    """To who proposed it; ``effect`` says whom it changes, where it counts."""
    assert decision.proposed_by is not None  # it is the school's own
    assert decision.decided_by is not None  # somebody has answered
    return {
        **_said(decision),
        "name": decision.proposed_by.person.name,
        "decider": decision.decided_by.person.name,
        "answer": STATUS[decision.status],
        "effect": effect,
        "action_label": "查看这项决定",
    }


def addition_waiting(addition: LawAddition, reader: Person) -> dict[str, Any]:
    """To whoever may publish an addition, or agree that one is taken back."""
    retracting = addition.retraction_by is not None
    return {
        "name": reader.name,
        "addition": addition,
        "title": addition_title(addition),
        "asker": (addition.retraction_by or addition.entered_by).person.name,
        "retracting": retracting,
        "action_label": "查看并决定" if retracting else "看影响并决定",
        "action_url": page_address("standing.additions.show", addition_id=addition.id),
    }


def addition_answered(addition: LawAddition, reader: Person, answer: str, effect: str) -> dict[str, Any]:
    """To who entered an addition, or asked that it be taken back."""
    return {
        "name": reader.name,
        "addition": addition,
        "title": addition_title(addition),
        "answer": answer,
        "effect": effect,
        "action_label": "查看这一条",
        "action_url": page_address("standing.additions.show", addition_id=addition.id),
    }


def _said(decision: SchoolDecision) -> dict[str, Any]:
    return {
        "decision": decision,
        "kind": KIND[decision.kind],
        "marked": marked(decision.kind),
        "value": value_words(decision),
        "action_url": page_address("schools.decisions.show", decision_id=decision.id),
    }
