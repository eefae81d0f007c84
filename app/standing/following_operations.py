"""A decision that is to come after another one: whom it changes now that what precedes it is another."""

from dataclasses import dataclass
from datetime import date, datetime

from app import clock
from app.domain.frozen_impact import FrozenImpact, FrozenPerson
from app.mail.operations import Letter, queue_mails
from app.schools.models import SchoolDecision
from app.schools.queries import decisions_to_come
from app.standing import emails
from app.standing.dropped_operations import CHANGES
from app.standing.emails import cause_of
from app.standing.impact import as_listed, impact_of_following
from app.standing.told import PapersOf, Told
from app.standing.told_queries import readers_of


@dataclass(frozen=True, slots=True)
class Following:
    """A decision to come, and whom it changes anew."""

    decision: SchoolDecision
    found: FrozenImpact
    anew: int
    """How many results it changes otherwise than before."""
    more: int
    """How many more must do more hours than before, with the same result."""
    readers: list[Told]
    """Of these, those who are written to."""


def following(confirmed: SchoolDecision, today: date, papers: PapersOf) -> Following | None:
    """What changes anew on the day of the next decision of a kind once an earlier one is confirmed.

    It is asked before that is confirmed. Those after the next follow on the next, as before.
    """
    to_come = decisions_to_come(confirmed.school_id, max(today, confirmed.effective_from))
    later = next((one for one in to_come if one.kind is confirmed.kind), None)
    if later is None:
        return None
    alone = as_listed(impact_of_following(later))
    before = {one.teacher_id: _turns(one) for one in (*alone.people, *alone.gap_only)}
    found = as_listed(impact_of_following(later, confirmed))
    changed, asked = (
        {one.teacher_id for one in people if before.get(one.teacher_id) != _turns(one)}
        for people in (found.people, found.asked_more)
    )
    readers = readers_of(later.school_id, found, today, papers) if changed or asked else []
    readers = [one for one in readers if one.person.teacher_id in changed | asked]
    return Following(later, found, len(changed), len(asked), readers)


def _turns(person: FrozenPerson) -> tuple[object, ...]:
    """What becomes of somebody, and what more they must do, without why."""
    lines = ((line.rule, line.window_first, line.before, line.after) for line in person.lines)
    gaps = ((gap.rule, gap.window_first, gap.before, gap.after) for gap in person.gaps if gap.grows)
    return person.turn and person.turn.passes, *lines, *gaps


def tell_following(one: Following, confirmed: SchoolDecision, at: datetime) -> None:
    """To each the mail of the decision to come, once more for what was confirmed before its day."""
    cause, today = cause_of(one.decision), clock.local(at).date()
    letters = [
        Letter(
            told.recipient.reader,
            f"{cause.keys}{CHANGES}{told.recipient.reader.id}:{confirmed.id}",
            emails.result_changes(cause, told, one.found, today, None),
        )
        for told in one.readers
    ]
    queue_mails("result_changes", letters, at=at)
