"""Telling HR that a record fell on which paper rests."""

from datetime import datetime

from app import clock
from app.accounts.models import Account
from app.mail.operations import queue_mail
from app.practice.holders import Holders
from app.practice.models import PracticeRecord
from app.practice.undo_operations import mail_cause
from app.snapshots import emails
from app.snapshots.fallen import uses_of


def tell_of_fall(record: PracticeRecord, *, actor: Account, at: datetime) -> None:
    """Write to everybody in HR but who acted; the mail is stopped with the others if it is taken back."""
    today = clock.local(at).date()
    uses, holders = uses_of(record, today), Holders(record.school_id, today)
    own = {ground.person_id for ground in holders.hr if ground.lender_id is None}
    for person in holders.people(own - {actor.person_id}):
        context = emails.used_record_fell(record, uses, actor, person)
        key = f"{mail_cause(record, 'record')}fell:{person.id}"
        queue_mail("used_record_fell", person, key=key, at=at, context=context)
