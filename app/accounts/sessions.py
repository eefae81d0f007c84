"""Sign-ins kept on the server, so that they can be ended there.

The cookie holds a random token; the table holds its hash. Flask-Login's "user id" is
the token.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Account, SignIn
from app.extensions import db, login_manager

LIFETIME = timedelta(hours=12)
REMEMBERED = timedelta(days=90)
"""How long a sign-in that ran out can still be looked up."""


def token_hash(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def start_sign_in(account: Account, *, at: datetime, ip: str, user_agent: str) -> str:
    """Open a sign-in and return its token."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            token_hash=token_hash(token),
            account_id=account.id,
            created_at=at,
            expires_at=at + LIFETIME,
            ip=ip[:45],
            user_agent=user_agent[:200],
        )
    )
    return token


def end_sign_in(token: str, *, reason: str, at: datetime) -> None:
    """End one sign-in."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None))
        .values(ended_at=at, end_reason=reason)
    )


def end_sign_ins(account: Account, *, reason: str, at: datetime) -> None:
    """End every live sign-in of an account: after a change of password, role or status."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
        .values(ended_at=at, end_reason=reason)
    )


def forget_old_sign_ins(at: datetime) -> int:
    """Remove the sign-ins that ran out long ago; returns how many."""
    old = delete(SignIn).where(SignIn.expires_at < at - REMEMBERED).returning(SignIn.id)
    return len(db.session.scalars(old).all())


@login_manager.user_loader
def load_account(token: str) -> Account | None:
    """The account of a live sign-in, or None."""
    found = db.session.scalars(_sign_in(), {"token_hash": token_hash(token)})
    sign_in = found.unique().one_or_none()
    if sign_in is None or sign_in.ended_at is not None or sign_in.expires_at <= clock.now():
        return None
    return sign_in.account if sign_in.account.active else None


@cache
def _sign_in() -> Select[SignIn]:
    """Every request sends the statement, so it is made once; an account has few roles."""
    account = joinedload(SignIn.account).options(
        joinedload(Account.person), joinedload(Account.school), joinedload(Account.grants)
    )
    return select(SignIn).where(SignIn.token_hash == bindparam("token_hash")).options(account)
