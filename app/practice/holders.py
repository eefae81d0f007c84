"""Who may endorse and decide at a school on a day, asked once for however many rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, bindparam, null, select, union_all
from sqlalchemy.orm import aliased

from app.accounts.models import Account, AccountRole, Person, StandIn
from app.domain.roles import Role
from app.extensions import db

REVIEWING = (Role.HEAD, Role.HR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Gone:
    """What is thought away: all that an account holds by itself, and some stand-ins, by their ids."""

    account_id: int
    stand_in_ids: frozenset[int] = frozenset()


class Ground(NamedTuple):
    """Why somebody may review: a role of their own, or in the place of somebody who holds it."""

    person_id: int
    lender_id: int | None = None
    """The person stood in for."""

    def free_of(self, barred: Collection[int]) -> bool:
        """Neither of the two is barred: nobody reviews their own case through who stands in for them."""
        return self.person_id not in barred and self.lender_id not in barred


def persons(grounds: Iterable[Ground], barred: Collection[int]) -> set[int]:
    """Who may review where these people may not."""
    return {ground.person_id for ground in grounds if ground.free_of(barred)}


class Holders:
    """On what ground people may endorse and decide at a school on a day."""

    def __init__(self, school_id: int, on: date, without: Gone | None = None) -> None:
        self._school_id, self._on, self._without = school_id, on, without
        self._met: set[int] = set()
        self._known: dict[int, Person] = {}

    @cached_property
    def hr(self) -> set[Ground]:
        """HR and their stand-ins."""
        return {ground for _, ground in self._grounds(Role.HR)}

    @cached_property
    def administrators(self) -> set[Ground]:
        return {ground for _, ground in self._grounds(Role.ADMIN)}

    @cached_property
    def heads(self) -> dict[int, set[Ground]]:
        """Heads and their stand-ins by department."""
        found: dict[int, set[Ground]] = defaultdict(set)
        for department_id, ground in self._grounds(Role.HEAD):
            assert department_id is not None  # checks of both tables tie it to the role
            found[department_id].add(ground)
        return dict(found)

    def people(self, ids: Collection[int]) -> Sequence[Person]:
        """These of them by their ids; all that have been asked for are read at once."""
        if not self._known.keys() >= set(ids):
            found = db.session.scalars(select(Person).where(Person.id.in_(self._met)))
            self._known = {person.id: person for person in found}
        return [self._known[person_id] for person_id in sorted(ids)]

    def _grounds(self, role: Role) -> list[tuple[int | None, Ground]]:
        """Each with the department, where the role names one."""
        grounds = [(department_id, ground) for held, department_id, ground in self._all if held is role]
        self._met.update(ground.person_id for _, ground in grounds)
        return grounds

    @cached_property
    def _all(self) -> list[tuple[Role, int | None, Ground]]:
        asked = {
            "school_id": self._school_id,
            "on": self._on,
            "account_id": self._without.account_id if self._without else 0,
            "stand_in_ids": sorted(self._without.stand_in_ids) if self._without else [],
        }
        found: Iterable[Any] = db.session.execute(_held(), asked)
        return [
            (role, department, Ground(person_id, lender)) for role, department, person_id, lender in found
        ]


@cache
def _held() -> CompoundSelect[Any]:
    """Everybody's roles and stand-ins; every page with a menu sends the statement, so it is made once."""
    lender = aliased(Account)
    own = (
        select(AccountRole.role, AccountRole.department_id, Account.person_id, null())
        .join(Account, Account.id == AccountRole.account_id)
        .where(
            Account.school_id == bindparam("school_id"),
            Account.active,
            AccountRole.role.in_(REVIEWING),
            Account.id != bindparam("account_id"),
        )
    )
    lent = (
        select(StandIn.role, StandIn.department_id, Account.person_id, lender.person_id)
        .join(Account, Account.id == StandIn.account_id)
        .join(lender, lender.id == StandIn.for_account_id)
        .where(
            Account.active,
            StandIn.school_id == bindparam("school_id"),
            StandIn.first_day <= bindparam("on"),
            StandIn.last_day >= bindparam("on"),
            StandIn.ended_at.is_(None),
            StandIn.id.not_in(bindparam("stand_in_ids", expanding=True)),
        )
    )
    return union_all(own, lent)
