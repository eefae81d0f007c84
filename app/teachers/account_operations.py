"""The office gives, changes and takes away ways to sign in: names, roles, one-time passwords."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from app import clock
from app.accounts import emails
from app.accounts.guards import NotAllowedError, require_role
from app.accounts.locks import lock_school
from app.accounts.models import Account, AccountRole, Person
from app.accounts.passwords import hash_password, one_time_password
from app.accounts.sessions import end_sign_ins
from app.accounts.stand_in_operations import end_without_ground
from app.audit.operations import record_event
from app.domain.roles import ROLE_LABELS, Role
from app.extensions import db
from app.mail.operations import queue_mail
from app.schools.queries import find_department

OFFICE = frozenset({Role.HR, Role.ADMIN})


class UsernameTakenError(Exception):
    """Somebody in this installation signs in with the name."""


class LastHolderError(Exception):
    """The school would be left without an administrator, or without HR."""

    def __init__(self, role: Role) -> None:
        super().__init__(f"这是最后一位{ROLE_LABELS[role]}，请先指定另一位")
        self.role = role


@dataclass(frozen=True, slots=True)
class Grants:
    """Roles of an account; a head's are the departments headed."""

    roles: frozenset[Role]
    """Without HEAD, which ``headed`` tells."""
    headed: frozenset[int] = frozenset()


def grants_of(account: Account) -> Grants:
    """The roles an account holds now."""
    return Grants(account.roles - {Role.HEAD}, account.headed_department_ids)


def open_account(
    person: Person,
    username: str,
    grants: Grants,
    *,
    actor: Account | None,
    at: datetime,
    password: str | None = None,
    fast_hash: bool = False,
) -> tuple[Account, str]:
    """A way to sign in; returns it with its one-time password, or with the password given.

    ``actor`` is None only while a school is being set up.

    Raises:
        UsernameTakenError: the name is taken.
    """
    _guard(actor, person.school_id, grants.roles)
    _check_departments(person.school_id, grants)
    username = username.lower()
    if db.session.scalar(select(Account.id).where(Account.username == username)) is not None:
        raise UsernameTakenError
    chosen = password or one_time_password()
    account = Account(
        school_id=person.school_id,
        person=person,
        username=username,
        password_hash=hash_password(chosen, fast=fast_hash),
        must_change_password=password is None,
        password_changed_at=at,
        created_at=at,
        grants=_rows(grants),
    )
    db.session.add(account)
    db.session.flush()  # the log needs its id
    _record("account:opened", account, actor=actor, at=at, after=_plain(grants))
    return account, chosen


def set_roles(account: Account, grants: Grants, *, actor: Account, at: datetime) -> None:
    """Give exactly these roles; live sign-ins end, and stand-ins that have lost their ground.

    Raises:
        LastHolderError: the school's last administrator or HR would go.
    """
    held = grants_of(account)
    if grants == held:
        return
    _guard(actor, account.school_id, _held(account, clock.local(at).date()) | grants.roles)
    _check_departments(account.school_id, grants)
    if account.active:
        _keep_one(account, held.roles - grants.roles)
    _exchange_rows(account, grants)
    flag_modified(account, "active")  # roles are rows of their own; the account's version counts them too
    end_sign_ins(account, reason="roles", at=at)
    end_without_ground(account, lost=_lost(held, grants), actor=actor, at=at)
    _record("account:roles_changed", account, actor=actor, at=at, before=_plain(held), after=_plain(grants))
    _tell(account, "改了您的账号的角色", actor=actor, at=at)


def set_active(account: Account, *, active: bool, actor: Account, at: datetime) -> None:
    """Open or close an account; closing ends its live sign-ins and its stand-ins, lent and held.

    Raises:
        LastHolderError: the school's last administrator or HR would go.
    """
    if account.active is active:
        return
    _guard(actor, account.school_id, _held(account, clock.local(at).date()))
    if not active:
        _keep_one(account, account.roles)
        end_sign_ins(account, reason="closed", at=at)
    account.active = active
    end_without_ground(account, lost=not active, actor=actor, at=at)
    _record("account:reopened" if active else "account:closed", account, actor=actor, at=at)


def _lost(held: Grants, grants: Grants) -> bool:
    """Whether a right to review is gone."""
    return bool(held.headed - grants.headed) or Role.HR in held.roles - grants.roles


def reset_password(account: Account, *, actor: Account | None, at: datetime, fast_hash: bool = False) -> str:
    """A new one-time password, returned once and kept nowhere; live sign-ins end.

    ``actor`` is None where it is given on the server itself, for whom nobody else can help.
    """
    _guard(actor, account.school_id, _held(account, clock.local(at).date()))
    password = one_time_password()
    account.password_hash = hash_password(password, fast=fast_hash)
    account.must_change_password = True
    account.password_changed_at = at
    end_sign_ins(account, reason="password", at=at)
    _record("account:password_reset", account, actor=actor, at=at)
    if actor is not None:
        _tell(account, "给您的账号重设了密码", actor=actor, at=at)
    return password


def _guard(actor: Account | None, school_id: int, touched: frozenset[Role]) -> None:
    """HR looks after teachers and heads; whoever holds or gets HR or administration, an administrator."""
    if actor is None:
        return
    require_role(actor, school_id, Role.HR, Role.ADMIN)
    if touched & OFFICE and not actor.has(Role.ADMIN):
        raise NotAllowedError("人事处和学校管理员的账号由学校管理员办理")


def _held(account: Account, on: date) -> frozenset[Role]:
    """The roles of an account, with the one it holds or will hold in the place of HR.

    Who may reset the password of one's own stand-in could speak through it.
    """
    return account.roles | {one.role for one in account.stands_in if one.role is Role.HR and one.open(on)}


def may_handle(actor: Account, account: Account, on: date) -> bool:
    """Whether the actor may change this account's roles, password and state."""
    return actor.has(Role.ADMIN) or not _held(account, on) & OFFICE


def may_rename(actor: Account, person: Person, on: date) -> bool:
    """Whether the actor may change a person's name and address: one's own, or of whom one may handle.

    To the address go the mails that say what is done to the accounts.
    """
    return actor.person_id == person.id or all(may_handle(actor, one, on) for one in person.accounts)


def _check_departments(school_id: int, grants: Grants) -> None:
    for department_id in grants.headed:
        if find_department(school_id, department_id) is None:
            raise NotAllowedError("没有这个系部")


def _keep_one(account: Account, going: frozenset[Role]) -> None:
    """Refuse to take the last administrator or HR; the lock keeps two from each taking the other."""
    lock_school(account.school)
    for role in sorted(going & OFFICE):
        others = (
            select(func.count())
            .select_from(Account)
            .join(Account.grants)
            .where(
                Account.school_id == account.school_id,
                Account.id != account.id,
                Account.active,
                AccountRole.role == role,
            )
        )
        if not db.session.scalar(others):
            raise LastHolderError(role)


def _exchange_rows(account: Account, grants: Grants) -> None:
    """Keep the rows that stay: an equal new one would meet the unique constraint."""
    wanted = {(row.role, row.department_id): row for row in _rows(grants)}
    kept = [row for row in account.grants if (row.role, row.department_id) in wanted]
    for row in kept:
        del wanted[row.role, row.department_id]
    account.grants = [*kept, *wanted.values()]


def _rows(grants: Grants) -> list[AccountRole]:
    plain = [AccountRole(role=role) for role in sorted(grants.roles)]
    return plain + [AccountRole(role=Role.HEAD, department_id=one) for one in sorted(grants.headed)]


def _plain(grants: Grants) -> dict[str, Any]:
    return {"roles": sorted(grants.roles), "headed": sorted(grants.headed)}


def _tell(account: Account, what: str, *, actor: Account, at: datetime) -> None:
    """Let whose account it is know what somebody else did to it."""
    if actor.person_id == account.person_id:
        return
    queue_mail(
        "account_changed", account.person, key=f"account:{account.id}:{what}:{at.isoformat()}", at=at,
        context=emails.account_changed(account, what, actor),
    )  # fmt: skip


def _record(
    tag: str,
    account: Account,
    *,
    actor: Account | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_event(
        tag, "account", account.id,
        school_id=account.school_id, actor=actor, at=at, before=before, after=after,
    )  # fmt: skip
