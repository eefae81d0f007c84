"""What the reader's own school has decided on what the texts leave open, for the page of the law."""

from dataclasses import dataclass
from datetime import date

from app.domain.rules import Law
from app.schools import wording
from app.schools.models import DecisionKind, DecisionOrigin, SchoolDecision
from app.schools.queries import decisions_in_force, decisions_to_come

TOLD = (DecisionKind.PROFILE, DecisionKind.YEAR_BASIS, DecisionKind.WINDOW, DecisionKind.GATE)
"""Those that a teacher's figures depend on."""


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """One matter: what holds, since when and by which paper; and what is decided for later."""

    kind: DecisionKind
    holds: str
    value: str
    """What holds, without day and paper; empty where nothing does."""
    to_come: tuple[str, ...]


def own_decisions(school_id: int, law: Law, today: date) -> list[OwnDecision]:
    """In the order in which the settings list them."""
    in_force, later = decisions_in_force(school_id, today), decisions_to_come(school_id, today)
    found = []
    for kind in TOLD:
        held = in_force[kind][-1] if in_force[kind] else None
        nothing = wording.NONE_HELD.get(kind, wording.NOTHING_DECIDED)
        coming = tuple(_said(one, law) for one in later if one.kind is kind)
        value = wording.value_words(held, law) if held else ""
        found.append(OwnDecision(kind, _said(held, law) if held else nothing, value, coming))
    return found


def _said(decision: SchoolDecision, law: Law) -> str:
    since = wording.since_words(decision)
    since = since if since == wording.ALWAYS else f"{since} 起"
    by_default = decision.origin is DecisionOrigin.DEFAULT
    paper = decision.document if by_default else f"依据{decision.document}"
    return f"{wording.value_words(decision, law)}（{since}；{paper}）"
