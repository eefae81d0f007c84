"""Whether a second account is in the hands of a second person: who else could have signed in with it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select

from app.accounts.guards import NotAllowedError
from app.accounts.models import Account, AccountRole, Person
from app.audit.models import AuditEvent
from app.domain.roles import Role
from app.extensions import db

WATCHED = timedelta(days=3)
"""How long before a proposal it matters who reset a password; an account that was opened, or given the
office, before it is nothing odd: that is how every school begins."""
OFFICE = (Role.HR, Role.ADMIN)
NOBODY = "本校现在没有别人能办，可以请维护服务器的人在服务器上重设密码以后再办。"
_RESET, _OPENED, _ROLES = "account:password_reset", "account:opened", "account:roles_changed"


class NotIndependentError(NotAllowedError):
    """The second account may be in the hands of the person who proposed; the message says who can decide."""


@dataclass(frozen=True, slots=True)
class Later:
    """The moment from which a step long after the proposal matters, and what it is called."""

    at: datetime
    called: str


@dataclass(frozen=True, slots=True)
class Hands:
    """Of the accounts of a school, who else opened them, reset their passwords or gave them the office."""

    proposer: Account
    holders: Mapping[int, Collection[int]]
    """By account the people who had it in their hands, until now."""
    proposing: Collection[int]
    """Who had the proposer's account in their hands when it proposed."""
    resetting: Collection[int]
    """Who of them had reset its password."""
    resets: Mapping[int, Collection[int]]
    """By account who reset its password."""
    begins: str = "提出"
    """What the moment is called from which this is watched."""

    def why_not(self, account: Account) -> str | None:
        """Why the account does not count as a second person's, in Chinese; None where it does."""
        name = self.proposer.person.name
        if self.proposer.person_id in self.holders.get(account.id, ()):
            begins = self.begins
            return f"{begins}前三天以来，{name}为您的账号重设过密码，或{begins}以后给您开过账号、给过角色"
        if account.person_id in self.proposing:
            return f"提出前三天以内，您为{name}的账号重设过密码"
        if set(self.resetting) & set(self.resets.get(account.id, ())):
            return f"{self.begins}前三天以来，您和{name}的账号由同一个人重设过密码"
        return None


def hands(proposer: Account, at: datetime) -> Hands:
    """Read from the log, in one statement, who had which account of a school in their hands.

    A password that was reset on the server is known to nobody of the school: what was before is over.
    """
    rows = db.session.execute(
        select(
            AuditEvent.at, AuditEvent.tag, AuditEvent.subject_id, AuditEvent.actor_person_id,
            AuditEvent.before, AuditEvent.after, Account.person_id,
        )
        .join(Account, Account.id == AuditEvent.subject_id)
        .where(
            AuditEvent.school_id == proposer.school_id,
            AuditEvent.subject == "account",
            AuditEvent.tag.in_((_RESET, _OPENED, _ROLES)),
            AuditEvent.at >= at - WATCHED,
        )
        .order_by(AuditEvent.id)
    ).all()  # fmt: skip
    holders: dict[int, set[int]] = defaultdict(set)
    resets: dict[int, set[int]] = defaultdict(set)
    then: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    for row in rows:
        if row.actor_person_id is None and row.tag == _RESET:
            holders[row.subject_id].clear()
            resets[row.subject_id].clear()
        elif row.tag != _RESET and row.at < at:
            continue
        elif row.actor_person_id not in {None, row.person_id} and _counts(row.tag, row.before, row.after):
            holders[row.subject_id].add(row.actor_person_id)
            if row.tag == _RESET:
                resets[row.subject_id].add(row.actor_person_id)
        if row.subject_id == proposer.id and row.at <= at:
            then = frozenset(holders[proposer.id]), frozenset(resets[proposer.id])
    return Hands(proposer, holders, then[0], then[1], resets)


def hands_later(proposer: Account, at: datetime, later: Later) -> Hands:
    """Who proposed at a moment, and who has which account in their hands since a later one.

    What was done to accounts between the two is no hindrance: some day none would be left.
    """
    then, now = hands(proposer, at), hands(proposer, later.at)
    return replace(now, proposing=then.proposing, resetting=then.resetting, begins=later.called)


def _counts(tag: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """A change of roles matters where it gives the office."""
    given = set(after.get("roles", ())) - set(before.get("roles", ()))
    return tag != _ROLES or bool(given & set(OFFICE))


def who_can(proposer: Account, at: datetime, *, but: Collection[int] = ()) -> list[Person]:
    """The people who can be the second one for what was proposed at a moment."""
    return who_can_of(hands(proposer, at), but=but)


def who_can_of(known: Hands, *, but: Collection[int] = ()) -> list[Person]:
    """The same of what was read already."""
    proposer = known.proposer
    holds = and_(Account.active, Account.grants.any(AccountRole.role.in_(OFFICE)))
    accounts = db.session.scalars(
        select(Account)
        .where(Account.school_id == proposer.school_id, Account.person_id != proposer.person_id, holds)
        .order_by(Account.person_id, Account.id)
    )
    found = [one.person for one in accounts if one.person_id not in but and known.why_not(one) is None]
    return list(dict.fromkeys(found))


def why_no_second(actor: Account, proposer: Account, at: datetime) -> str | None:
    """Why an account does not count as the second person's, and who can decide, as sentences."""
    why = hands(proposer, at).why_not(actor)
    if why is None:
        return None
    others = "、".join(person.name for person in who_can(proposer, at, but={actor.person_id}))
    if others:
        return f"{why}，不算两个人办。请由{others}办理。"
    return f"{why}，不算两个人办。{NOBODY}"


def guard_second_person(actor: Account, proposer: Account, at: datetime) -> None:
    """Refuse an account that may be in the hands of the person who proposed at a moment.

    Raises:
        NotIndependentError: it may be.
    """
    if why := why_no_second(actor, proposer, at):
        raise NotIndependentError(why)
