"""Telling HR that a record fell, or a ruling was revoked, on which paper rests."""

from collections.abc import Sequence
from datetime import datetime

from app import clock
from app.accounts.models import Account, Person
from app.mail.operations import queue_mail
from app.practice.holders import Holders
from app.practice.models import PracticeRecord
from app.practice.undo_operations import mail_cause
from app.snapshots import emails
from app.snapshots.fallen import uses_of
from app.snapshots.revoked import revoked_rulings
from app.teachers.ruling_models import Ruling


def tell_of_fall(record: PracticeRecord, *, actor: Account, at: datetime) -> None:
    """Write to everybody in HR but who acted; the mail is stopped with the others if it is taken back."""
    uses = uses_of(record, clock.local(at).date())
    for person in _others_in_hr(record.school_id, actor, at):
        context = emails.used_record_fell(record, uses, actor, person)
        key = f"{mail_cause(record, 'record')}fell:{person.id}"
        queue_mail("used_record_fell", person, key=key, at=at, context=context)


def tell_of_revocation(taken: Sequence[Ruling], *, actor: Account, at: datetime) -> None:
    """Write to everybody in HR but who revoked these rulings of one decision, if something rests on them."""
    school_id = taken[0].school_id
    for uses in revoked_rulings(school_id, {one.number for one in taken}):
        for person in _others_in_hr(school_id, actor, at):
            context = emails.used_ruling_revoked(uses, actor, person)
            key = f"ruling:{taken[0].id}:used:{person.id}"
            queue_mail("used_ruling_revoked", person, key=key, at=at, context=context)


def _others_in_hr(school_id: int, actor: Account, at: datetime) -> list[Person]:
    holders = Holders(school_id, clock.local(at).date())
    own = {ground.person_id for ground in holders.hr if ground.lender_id is None}
    return list(holders.people(own - {actor.person_id}))
