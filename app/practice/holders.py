"""Who may endorse and decide at a school on a day, asked once for however many rows."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, and_, select, union

from app.accounts.models import Account, AccountRole, Person, StandIn
from app.domain.roles import Role
from app.extensions import db


@dataclass(frozen=True, slots=True)
class Gone:
    """What is thought away: all that an account holds by itself, and some stand-ins, by their ids."""

    account_id: int
    stand_in_ids: frozenset[int] = frozenset()


class Holders:
    """The people who may endorse and decide at a school on a day."""

    def __init__(self, school_id: int, on: date, without: Gone | None = None) -> None:
        self._school_id, self._on, self._without = school_id, on, without
        self._known: dict[int, Person] = {}

    @cached_property
    def hr(self) -> set[int]:
        """HR and their stand-ins."""
        return self._persons(Role.HR)

    @cached_property
    def administrators(self) -> set[int]:
        return self._persons(Role.ADMIN)

    @cached_property
    def heads(self) -> dict[int, set[int]]:
        """Heads and their stand-ins by department."""
        found: dict[int, set[int]] = defaultdict(set)
        own = (
            select(AccountRole.department_id, Account.person_id)
            .join(Account, Account.id == AccountRole.account_id)
            .where(self._own(Role.HEAD))
        )
        lent = (
            select(StandIn.department_id, Account.person_id)
            .join(Account, Account.id == StandIn.account_id)
            .where(self._lent(Role.HEAD))
        )
        for department_id, person_id in db.session.execute(union(own, lent)):
            assert department_id is not None  # checks of both tables tie it to the role
            found[department_id].add(person_id)
        return dict(found)

    def people(self, ids: Collection[int]) -> Sequence[Person]:
        """These people by their ids, read once."""
        missing = set(ids) - self._known.keys()
        if missing:
            found = db.session.scalars(select(Person).where(Person.id.in_(missing)))
            self._known.update({person.id: person for person in found})
        return [self._known[person_id] for person_id in sorted(ids)]

    def _persons(self, role: Role) -> set[int]:
        own = (
            select(Account.person_id)
            .join(AccountRole, AccountRole.account_id == Account.id)
            .where(self._own(role))
        )
        lent = (
            select(Account.person_id).join(StandIn, StandIn.account_id == Account.id).where(self._lent(role))
        )
        return set(db.session.scalars(union(own, lent)))

    def _own(self, role: Role) -> ColumnElement[bool]:
        """Accounts joined with the role they hold by themselves."""
        held = and_(Account.school_id == self._school_id, Account.active, AccountRole.role == role)
        return and_(held, Account.id != self._without.account_id) if self._without else held

    def _lent(self, role: Role) -> ColumnElement[bool]:
        """Accounts joined with what they hold as stand-ins on the day."""
        lent = and_(
            Account.active,
            StandIn.school_id == self._school_id,
            StandIn.role == role,
            StandIn.first_day <= self._on,
            StandIn.last_day >= self._on,
            StandIn.ended_at.is_(None),
        )
        return and_(lent, StandIn.id.not_in(self._without.stand_in_ids)) if self._without else lent
