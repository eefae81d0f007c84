"""What is decided for a coming day and a reminder rests on: without it the reminder is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.domain.deadlines import Changed
from app.domain.reminders import Reminder, ReminderKey
from app.domain.rules import RuleWindow
from app.schools.impact_queries import Ground
from app.schools.law_models import AdditionKind, LawAddition
from app.schools.law_queries import published
from app.schools.models import CHANGES_VERDICTS, DecisionKind, SchoolDecision
from app.schools.queries import decisions_to_come

Grounds = Mapping[ReminderKey, tuple[Ground, ...]]
"""Of each of several reminders what it rests on."""


class ToCome(NamedTuple):
    """What a school has decided and published for coming days, the nearest first."""

    decisions: Sequence[SchoolDecision]
    additions: Sequence[tuple[date, LawAddition]]


def grounds_to_come(school_id: int, as_of: date) -> ToCome:
    """Read at once what the reminders of a school may rest on."""
    additions = [
        (one.effective_from, one)
        for one in published(school_id)
        if one.effective_from and one.effective_from > as_of
    ]
    return ToCome(
        [one for one in decisions_to_come(school_id, as_of) if one.kind in CHANGES_VERDICTS],
        sorted(additions, key=lambda pair: pair[0]),
    )


def grounds_of(reminder: Reminder, to_come: ToCome) -> tuple[Ground, ...]:
    """What a reminder rests on of what is to come by its day; nothing where it says what is asked today."""
    changed, by = reminder.deadline.changed, reminder.deadline.day
    if changed is None:
        return ()
    decisions = [one for one in to_come.decisions if one.effective_from <= by]
    additions = [one for day, one in to_come.additions if day <= by]
    return (
        *(Ground(one.id, None) for one in _decisions(reminder, changed, decisions)),
        *(Ground(None, one.id) for one in _additions(reminder, changed, additions)),
    )


def _decisions(
    reminder: Reminder, changed: Changed, decisions: Iterable[SchoolDecision]
) -> Iterable[SchoolDecision]:
    """Of each kind the last; of those that put another line in a line's place those of its first day."""
    rule, measure = reminder.verdict.rule, changed.measure
    window = DecisionKind.YEAR_BASIS if rule.window is RuleWindow.YEAR else DecisionKind.WINDOW
    last = {}
    for one in decisions:
        profile = one.kind is DecisionKind.PROFILE and (measure or changed.profile)
        adopted = one.kind is DecisionKind.ADOPTION and one.value == rule.id
        line = one.kind in {DecisionKind.GATE, window} and measure and one.effective_from == measure.first_day
        if profile or adopted or line:
            last[one.kind] = one
    return last.values()


def _additions(
    reminder: Reminder, changed: Changed, additions: Iterable[LawAddition]
) -> Iterable[LawAddition]:
    """The last version of the rule, and of the counting table where another one counts."""
    last = {}
    for one in additions:
        version = one.kind is AdditionKind.RULE and one.subject == reminder.verdict.rule.id
        if version or (one.kind is AdditionKind.COUNTING and changed.counting):
            last[one.kind] = one
    return last.values()
