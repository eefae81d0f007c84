"""Mails about what changes verdicts: one function each, returning its context."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.conclusion import chinese_date
from app.domain.frozen_impact import FrozenImpact
from app.schools.law_models import LawAddition
from app.schools.law_wording import addition_words
from app.schools.models import SchoolDecision
from app.schools.wording import marked, value_words
from app.standing.school_queries import Recipient
from app.standing.told import Told
from app.standing.wording import change_words, gap_words, turn_words
from app.web.links import page_address


@dataclass(frozen=True, slots=True)
class Cause:
    """A decision or an addition as mails to teachers name it."""

    keys: str
    """How the keys of its mails begin."""
    said: str
    since: date | None
    """From when it holds; None for a draft without a day."""
    document: str

    @property
    def sentence(self) -> str:
        since = f"{chinese_date(self.since)}起执行，" if self.since else ""
        return f"{self.said}。{since}依据{self.document}"


def cause_of(cause: SchoolDecision | LawAddition) -> Cause:
    if isinstance(cause, SchoolDecision):
        said = f"学校的决定{marked(cause.kind)}：{value_words(cause)}"
        return Cause(f"decision:{cause.id}:", said, cause.effective_from, cause.document)
    said = f"学校公布的规定：{addition_words(cause)}"
    return Cause(f"addition:{cause.id}:", said, cause.effective_from, cause.document)


def result_changes(
    cause: Cause, one: Told, impact: FrozenImpact, today: date, replaced: Cause | None
) -> dict[str, Any]:
    """To a teacher whose results change, or who must do more; ``replaced``: told before for the day."""
    named, person = impact.named, one.person
    turn = [turn_words(person.turn)] if person.turn else []
    lines = [change_words(line, named[line.rule, line.version]) for line in person.lines]
    gaps = [gap_words(gap, named[gap.rule, gap.version]) for gap in person.gaps]
    return {
        "name": one.recipient.name,
        "cause": cause,
        "coming": impact.as_of > today,
        "as_of": impact.as_of,
        "changes": turn + lines + gaps,
        "only_hours": not (turn or lines),
        "papers": one.papers,
        "replaced": replaced,
        "action_label": "查看我的达标情况",
        "action_url": page_address(
            "standing.teacher", teacher_id=person.teacher_id, as_of=impact.as_of.isoformat()
        ),
    }


def change_dropped(
    cause: Cause, one: Recipient, by: Cause | None = None, *, unchanged: bool = True, reminded: bool = False
) -> dict[str, Any]:
    """To a teacher who was told of a change that will not come; ``by`` is what stands in its place.

    ``unchanged`` says that this changes none of their results; ``reminded`` that it was a reminder by which
    they were told what to do.
    """
    day = {"as_of": cause.since.isoformat()} if cause.since else {}
    return {
        "name": one.name,
        "cause": cause,
        "by": by,
        "unchanged": unchanged,
        "reminded": reminded,
        "action_label": "查看我的达标情况",
        "action_url": page_address("standing.teacher", teacher_id=one.teacher_id, **day),
    }
