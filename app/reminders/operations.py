"""Writing reminders: the row that says it was reminded, and its mail, in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import ColumnElement, and_, delete, not_, select, tuple_
from sqlalchemy.exc import IntegrityError

from app.accounts.locks import lock_school
from app.accounts.models import Person
from app.extensions import db
from app.mail.operations import queue_mail
from app.reminders import emails
from app.reminders.models import Reminder as ReminderRow
from app.reminders.queries import Due, still_said
from app.schools.impact_models import Foretold
from app.schools.impact_queries import dropped_since
from app.schools.models import School


def queue_due(due: Sequence[Due], *, at: datetime) -> int:
    """Queue one mail for each person of a school, and return how many.

    None that another run has queued meanwhile; none that rests on what was replaced or taken back since it
    fell due: the next run finds what holds. None either where the school has stopped to remind.
    """
    if not due:
        return 0
    school = db.session.get_one(School, db.session.get_one(Person, due[0].person_id).school_id)
    lock_school(school)  # who replaces or takes back what these rest on comes before, or finds them all
    queued = 0
    for each in _standing(due) if school.live_from else ():
        try:
            with db.session.begin_nested():
                _queue(each, at)
        except IntegrityError:
            if not _queued_elsewhere(each):
                raise
        else:
            queued += 1
    return queued


def _standing(due: Sequence[Due]) -> Iterable[Due]:
    dropped = dropped_since({ground for each in due for ground in each.all_grounds})
    return [each for each in due if dropped.isdisjoint(each.all_grounds)]


def _queue(due: Due, at: datetime) -> None:
    person = db.session.get_one(Person, due.person_id)
    mail = queue_mail("reminder", person, key=_mail_key(due, at), at=at, context=emails.reminder(person, due))
    # What was said in vain before is said anew.
    db.session.execute(delete(ReminderRow).where(_same(due), not_(still_said())))
    db.session.flush()
    db.session.add_all(
        ReminderRow(
            school_id=person.school_id,
            person_id=person.id,
            rule=reminder.key.rule,
            cycle=reminder.key.cycle,
            step=reminder.key.step,
            due_on=reminder.due_on,
            mail_id=mail.id,
            created_at=at,
        )
        for reminder in due.reminders
    )
    db.session.add_all(
        Foretold(mail_id=mail.id, **key._asdict(), **ground._asdict())
        for key, grounds in due.grounds.items()
        for ground in grounds
    )


def _mail_key(due: Due, at: datetime) -> str:
    """One run writes a reminder once; that no other does is what its row sees to."""
    about = " ".join(":".join(key) for key in sorted(reminder.key for reminder in due.reminders))
    return f"reminder-{due.person_id}-{uuid5(NAMESPACE_OID, f'{about} {at.isoformat()}')}"


def _queued_elsewhere(due: Due) -> bool:
    found = select(ReminderRow.id).where(_same(due))
    return db.session.scalar(found.limit(1)) is not None


def _same(due: Due) -> ColumnElement[bool]:
    """Whether a row is of one of these reminders."""
    row = tuple_(ReminderRow.rule, ReminderRow.cycle, ReminderRow.step)
    keys = [reminder.key for reminder in due.reminders]
    return and_(ReminderRow.person_id == due.person_id, row.in_(keys))
