"""Closing an account or taking a role from it, so that nothing under review is left with nobody."""

from collections.abc import Callable
from datetime import datetime

from app import clock
from app.accounts.models import Account, Person
from app.extensions import db
from app.mail.operations import queue_mail
from app.practice.access import waited_for
from app.practice.holders import Holders
from app.reviews import emails
from app.reviews.hand_over_queries import Awaited, Share, shares, waiting_with
from app.teachers.account_operations import Grants, set_active, set_roles


def close_account(account: Account, *, actor: Account, at: datetime) -> list[Share]:
    """Close it; whoever is awaited now is written to once. Returns who got what waited for it.

    Raises:
        LastHolderError: the school's last administrator or HR would go.
    """
    return _hand_over(account, lambda: set_active(account, active=False, actor=actor, at=at), at)


def change_roles(account: Account, grants: Grants, *, actor: Account, at: datetime) -> list[Share]:
    """Give exactly these roles; the same is done for what the account reviews no longer.

    Raises:
        LastHolderError: the school's last administrator or HR would go.
    """
    return _hand_over(account, lambda: set_roles(account, grants, actor=actor, at=at), at)


def _hand_over(account: Account, change: Callable[[], None], at: datetime) -> list[Share]:
    today = clock.local(at).date()
    waiting = waiting_with(account, today)
    change()
    db.session.flush()
    kept, holders = set(waiting_with(account, today)), Holders(account.school_id, today)
    awaited = [(one, waited_for(one, today, holders)) for one in waiting if one not in kept]
    for person in sorted({one for _, people in awaited for one in people}, key=lambda one: one.id):
        _write(account, person, [(one, people) for one, people in awaited if person in people], at)
    return shares(awaited)


def _write(account: Account, person: Person, taken: list[Awaited], at: datetime) -> None:
    key = f"hand_over:{account.id}:v{account.version}:{person.id}"
    context = emails.handed_over(account.person.name, person, shares(taken))
    queue_mail("records_handed_over", person, key=key, at=at, context=context)
