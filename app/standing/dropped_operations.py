"""What was told of a coming decision or version that is dropped: stopped, and put right where it is out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.mail.models import Mail
from app.mail.operations import take_back_mails
from app.schools.impact_models import Foretold
from app.schools.impact_queries import foretold_by
from app.schools.law_models import LawAddition
from app.schools.models import SchoolDecision
from app.standing.emails import Cause, cause_of

CHANGES = "changes:"
"""In the keys of mails that tell of a change, after what names its cause."""
DROPPED = "dropped:"
"""The same of mails that say that what was told before will not come; they name what says so."""


@dataclass(frozen=True, slots=True)
class Believed:
    """What somebody counts on."""

    cause: Cause
    reminded: bool
    """A reminder was the last to say so: of hours to be done, not of a result."""


def take_back(dropped: Sequence[SchoolDecision | LawAddition]) -> dict[int, Believed]:
    """Stop what is on the way; returns who counts on one of these, by the last that reached them."""
    causes = {cause.keys: cause for cause in map(cause_of, dropped)}
    reminders = _reminders(dropped)
    last = take_back_mails(
        *(keys + said for keys in causes for said in (CHANGES, DROPPED)),
        ids=select(Foretold.mail_id).where(foretold_by(dropped)),
    )
    found = {}
    for reader_id, key in last.items():
        cause = reminders.get(key) or causes.get(key.partition(CHANGES)[0])
        if cause:
            found[reader_id] = Believed(cause, key in reminders)
    return found


def _reminders(dropped: Sequence[SchoolDecision | LawAddition]) -> dict[str, Cause]:
    """By their keys the reminders that rest on one of these, with that one."""
    decisions = {one.id: cause_of(one) for one in dropped if isinstance(one, SchoolDecision)}
    additions = {one.id: cause_of(one) for one in dropped if isinstance(one, LawAddition)}
    rows = db.session.execute(
        select(Mail.key, Foretold.decision_id, Foretold.addition_id)
        .join(Foretold, Foretold.mail_id == Mail.id)
        .where(foretold_by(dropped))
    )
    return {row.key: decisions.get(row.decision_id) or additions[row.addition_id] for row in rows}
