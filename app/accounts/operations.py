"""What people change of their own: signing in and out, a new password, where their mail goes."""

from datetime import datetime
from typing import Any

from app.accounts import emails
from app.accounts.models import Account, Person
from app.accounts.passwords import WeakPasswordError, check_strength, hash_password, verify_password
from app.accounts.queries import find_account
from app.accounts.sessions import end_sign_in, end_sign_ins, start_sign_in
from app.audit.operations import record_event
from app.mail.operations import queue_mail


class WrongPasswordError(Exception):
    """Name and password do not fit an active account."""


def sign_in(username: str, password: str, *, at: datetime, ip: str, user_agent: str) -> tuple[Account, str]:
    """Check name and password and open a sign-in; returns the account and the token.

    Raises:
        WrongPasswordError: whatever is wrong, so that nobody learns which names exist.
    """
    account = find_account(username)
    fits = verify_password(password, account.password_hash if account else None)
    if account is None or not fits or not account.active:
        # Logged under number 0 where nobody has the name: both answers take as long.
        record_event(
            "account:sign_in_failed", "account", account.id if account else 0,
            school_id=account.school_id if account else None, actor=None, at=at, after={"ip": ip},
        )  # fmt: skip
        raise WrongPasswordError
    token = start_sign_in(account, at=at, ip=ip, user_agent=user_agent)
    _record("account:signed_in", account, at=at, after={"ip": ip})
    return account, token


def sign_out(account: Account, token: str, *, at: datetime) -> None:
    """End the sign-in on the server; a copied cookie is worth nothing afterwards."""
    end_sign_in(token, reason="sign_out", at=at)
    _record("account:signed_out", account, at=at)


def change_password(account: Account, old: str, new: str, *, at: datetime, fast_hash: bool = False) -> None:
    """Set a new password and end every sign-in of the account, the present one too.

    Raises:
        WrongPasswordError: the old password does not fit.
        WeakPasswordError: the new one is not accepted.
    """
    if not verify_password(old, account.password_hash):
        raise WrongPasswordError
    if new == old:  # a one-time password would stay known to whoever handed it out
        raise WeakPasswordError("新密码不能与现在的密码相同")
    check_strength(new, username=account.username)
    account.password_hash = hash_password(new, fast=fast_hash)
    account.password_changed_at = at
    account.must_change_password = False
    end_sign_ins(account, reason="password", at=at)
    _record("account:password_changed", account, at=at)


def change_email(account: Account, password: str, email: str | None, *, at: datetime) -> None:
    """Send one's own mail elsewhere; the old address is told, in case it was somebody else.

    Raises:
        WrongPasswordError: the password does not fit.
    """
    person = account.person
    if not verify_password(password, account.password_hash):
        raise WrongPasswordError
    if email == person.email:
        return
    tell_old_address(person, email, actor=account, at=at)
    before, person.email = person.email, email
    record_event(
        "person:email_changed", "person", person.id, school_id=person.school_id,
        actor=account, at=at, before={"email": before}, after={"email": email},
    )  # fmt: skip


def tell_old_address(person: Person, new: str | None, *, actor: Account, at: datetime) -> None:
    """Before somebody's mail goes elsewhere: say so where it has gone so far, in case nobody asked for it."""
    if person.email is not None:
        context = emails.email_changed(person, new, actor)
        key = f"person:{person.id}:email:v{person.version}"
        queue_mail("email_changed", person, key=key, at=at, context=context)


def _record(tag: str, account: Account, *, at: datetime, after: dict[str, Any] | None = None) -> None:
    """What somebody did with the account of their own."""
    record_event(tag, "account", account.id, school_id=account.school_id, actor=account, at=at, after=after)
