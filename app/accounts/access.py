"""Who is signed in, and what a request may reach: 404 for what is not theirs to know of, 403 otherwise."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import abort
from flask_login import current_user, login_required

from app.accounts.models import Account
from app.domain.roles import Role

P = ParamSpec("P")
R = TypeVar("R")


def actor() -> Account:
    """The account of this request; only behind ``login_required``."""
    return cast("Account", current_user._get_current_object())  # noqa: SLF001 - Werkzeug's own way to the object


def roles_required(*roles: Role, says: str | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only holders of one of the roles in; others get 403, strangers the sign-in page."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        @login_required
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not actor().has(*roles):
                abort(403, says)
            return view(*args, **kwargs)

        return guarded

    return decorate
