"""Asking somebody to review in one's place for some days, and ending it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app import clock
from app.accounts import emails
from app.accounts.guards import NotAllowedError
from app.accounts.locks import lock_school
from app.accounts.models import Account, StandIn
from app.accounts.queries import open_stand_ins
from app.audit.operations import record_event
from app.domain.roles import Role
from app.extensions import db
from app.mail.operations import queue_mail

MAX_DAYS = 366
TO_BE_LENT = frozenset({Role.HEAD, Role.HR})


class StandInRefusedError(Exception):
    """It cannot be; ``problems`` says by field why, in Chinese."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


class StandInOverError(Exception):
    """It has ended already."""


@dataclass(frozen=True, slots=True)
class Lending:
    """What is lent to whom, for which days; a head's role names the department."""

    role: Role
    department_id: int | None
    account: Account
    first_day: date
    last_day: date


def may_lend(actor: Account, lender: Account, role: Role) -> bool:
    """Whether the actor may say who stands in: for a head herself or the office, for HR somebody else.

    HR opens accounts: who could lend the last word to one of them alone would hold it twice.
    """
    if actor.school_id != lender.school_id or not actor.active:
        return False
    another = actor.person_id != lender.person_id
    if role is Role.HR:
        return another and actor.has(Role.HR, Role.ADMIN)
    return not another or actor.has(Role.HR, Role.ADMIN)


def may_end(actor: Account, lender: Account) -> bool:
    """Whether the actor may end what is lent: the lender, or the office."""
    if actor.school_id != lender.school_id or not actor.active:
        return False
    return actor.person_id == lender.person_id or actor.has(Role.HR, Role.ADMIN)


def appoint(lender: Account, lending: Lending, *, actor: Account, at: datetime) -> StandIn:
    """Let somebody review in the lender's place; both are written to.

    Raises:
        NotAllowedError: the actor may not say who stands in here.
        StandInRefusedError: see its problems.
    """
    lock_school(lender.school)  # closing and changing roles wait here, too
    db.session.expire_all()  # what was read before the wait may hold no longer
    if not may_lend(actor, lender, lending.role):
        raise NotAllowedError("您不能为这个账号指定代办人")
    problems = _problems(lender, lending, clock.local(at).date())
    if problems:
        raise StandInRefusedError(problems)
    stand_in = StandIn(
        school_id=lender.school_id,
        account=lending.account,
        for_account=lender,
        role=lending.role,
        department_id=lending.department_id,
        first_day=lending.first_day,
        last_day=lending.last_day,
        created_by_id=actor.id,
        created_at=at,
    )
    db.session.add(stand_in)
    db.session.flush()
    db.session.refresh(stand_in)
    _record("appointed", stand_in, actor, at)
    _write_to_both("stand_in_begins", stand_in, at)
    return stand_in


def end_stand_in(stand_in: StandIn, *, actor: Account, at: datetime) -> None:
    """End it before its last day; both are written to.

    Raises:
        NotAllowedError: the actor has no say in it.
        StandInOverError: it has ended already.
    """
    if not may_end(actor, stand_in.for_account):
        raise NotAllowedError("这项代办由委托人或人事处结束")
    if not stand_in.open(clock.local(at).date()):
        raise StandInOverError
    _end(stand_in, actor, at)


def end_without_ground(account: Account, *, lost: bool, actor: Account, at: datetime) -> None:
    """End what an account lends but holds no longer; what it does for others too, where it lost a right."""
    for stand_in in open_stand_ins(account, clock.local(at).date()):
        held = stand_in.account_id == account.id
        if lost if held else not _holds(account, stand_in.role, stand_in.department_id):
            _end(stand_in, actor, at)


def _end(stand_in: StandIn, actor: Account, at: datetime) -> None:
    stand_in.ended_at = at
    _record("ended", stand_in, actor, at)
    _write_to_both("stand_in_ended", stand_in, at)


def _problems(lender: Account, lending: Lending, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    if not _holds(lender, lending.role, lending.department_id):
        found["what"] = "只有本人担任的审核身份才能请人代办；代别人办的，不能再转给第三个人"
    if problem := _wrong_person(lender, lending):
        found["account_id"] = problem
    if lending.first_day < today:
        found["first_day"] = "不能从过去的日子开始"
    if lending.last_day < lending.first_day:
        found["last_day"] = "结束日期早于开始日期"
    elif (lending.first_day - today).days > MAX_DAYS:
        found["first_day"] = "最多提前一年安排"
    elif (lending.last_day - lending.first_day).days + 1 > MAX_DAYS:
        found["last_day"] = f"一次最多 {MAX_DAYS} 天"
    elif not found and (known := _overlapping(lending)):
        found["account_id"] = f"{known.first_day} 至 {known.last_day} 已经请了这个人代办同一项审核"
    return found


def _wrong_person(lender: Account, lending: Lending) -> str | None:
    account = lending.account
    if account.school_id != lender.school_id or not account.active:
        return "请从名单里选择一位能登录的同事"
    if account.person_id == lender.person_id:
        return "不能请本人代办"
    own = (one for one in account.person.accounts if _holds(one, lending.role, lending.department_id))
    return "这位同事本来就有这项审核，不需要代办" if any(own) else None


def _holds(account: Account, role: Role, department_id: int | None) -> bool:
    """Whether the account holds the role by itself, not as a stand-in."""
    if not account.active or role not in TO_BE_LENT:
        return False
    return department_id in account.headed_department_ids if role is Role.HEAD else account.has(role)


def _overlapping(lending: Lending) -> StandIn | None:
    return db.session.scalars(
        select(StandIn).where(
            StandIn.account_id == lending.account.id,
            StandIn.role == lending.role,
            StandIn.department_id == lending.department_id,
            StandIn.ended_at.is_(None),
            StandIn.first_day <= lending.last_day,
            StandIn.last_day >= lending.first_day,
        )
    ).first()


def _write_to_both(kind: str, stand_in: StandIn, at: datetime) -> None:
    for account in (stand_in.account, stand_in.for_account):
        key = f"stand_in:{stand_in.id}:{kind}:{account.person_id}"
        context = emails.stand_in(stand_in, account.person)
        queue_mail(kind, account.person, key=key, at=at, context=context)


def _record(action: str, stand_in: StandIn, actor: Account, at: datetime) -> None:
    record_event(
        f"stand_in:{action}",
        "stand_in",
        stand_in.id,
        school_id=stand_in.school_id,
        actor=actor,
        at=at,
        after={
            "account": stand_in.account_id,
            "for_account": stand_in.for_account_id,
            "role": stand_in.role.value,
            "department": stand_in.department_id,
            "first_day": stand_in.first_day.isoformat(),
            "last_day": stand_in.last_day.isoformat(),
        },
    )
