"""Writing reminders: the row that says it was reminded, and its mail, in one transaction."""

from collections.abc import Iterable
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person
from app.extensions import db
from app.mail.operations import queue_mail
from app.reminders import emails
from app.reminders.models import Reminder as ReminderRow
from app.reminders.queries import Due


def queue_due(due: Iterable[Due], *, at: datetime) -> int:
    """Queue one mail a person, but none that another run has queued meanwhile; returns how many."""
    queued = 0
    for each in due:
        try:
            with db.session.begin_nested():
                _queue(each, at)
        except IntegrityError:
            if not _queued_elsewhere(each):
                raise
        else:
            queued += 1
    return queued


def _queue(due: Due, at: datetime) -> None:
    person = db.session.get_one(Person, due.person_id)
    mail = queue_mail("reminder", person, key=_mail_key(due), at=at, context=emails.reminder(person, due))
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


def _mail_key(due: Due) -> str:
    """The same reminders make the same mail, whichever run writes it."""
    about = " ".join(":".join(key) for key in sorted(reminder.key for reminder in due.reminders))
    return f"reminder-{due.person_id}-{uuid5(NAMESPACE_OID, about)}"


def _queued_elsewhere(due: Due) -> bool:
    keys = [reminder.key for reminder in due.reminders]
    row = tuple_(ReminderRow.rule, ReminderRow.cycle, ReminderRow.step)
    found = select(ReminderRow.id).where(ReminderRow.person_id == due.person_id, row.in_(keys))
    return db.session.scalar(found.limit(1)) is not None
