"""What an operation demands of the account that acts."""

from app.accounts.models import Account
from app.domain.roles import Role


class NotAllowedError(Exception):
    """The acting account may not do this; the message says why, in Chinese."""


def require_role(actor: Account, school_id: int, *roles: Role) -> None:
    """Refuse an actor of another school, an inactive one, or one without any of the roles.

    Raises:
        NotAllowedError: the actor may not.
    """
    if actor.school_id != school_id or not actor.active or not actor.has(*roles):
        raise NotAllowedError("您没有办理此事的权限")
