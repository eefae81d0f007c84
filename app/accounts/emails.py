"""What the mails about accounts say."""

from typing import Any

from app.accounts.models import Account, Person, StandIn
from app.accounts.wording import capacity
from app.web.links import page_address


def stand_in(stand_in: StandIn, person: Person) -> dict[str, Any]:
    """To who stands in and to who is stood in for, at its beginning and at an early end."""
    return {
        "name": person.name,
        "holder": stand_in.account.person.name,
        "lender": stand_in.for_account.person.name,
        "holds": person.id == stand_in.account.person_id,
        "capacity": capacity(stand_in),
        "stand_in": stand_in,
        "action_label": "查看代办",
        "action_url": page_address("accounts.stand_ins"),
    }


def email_changed(person: Person, new: str | None, by: Account) -> dict[str, Any]:
    """To the address that was used so far; ``by`` is named where it was not the person."""
    return {
        "name": person.name,
        "new": new,
        "by": None if by.person_id == person.id else by.person.name,
        "action_label": "更改密码",
        "action_url": page_address("accounts.password"),
    }


def account_changed(account: Account, what: str, by: Account) -> dict[str, Any]:
    """To whose account it is; ``what`` was done to it says so in a clause."""
    return {
        "name": account.person.name,
        "username": account.username,
        "what": what,
        "by": by.person.name,
        "action_label": "登录查看",
        "action_url": page_address("accounts.password"),
    }
