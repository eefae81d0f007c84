"""What the page of a person shows, to the office and to the person themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.accounts.models import Account, Person
from app.accounts.queries import Step, steps
from app.domain.roles import Role
from app.schools.queries import departments
from app.teachers import correction_queries, queries, wording
from app.teachers.models import CorrectionRequest, CorrectionState, HeldFact


@dataclass(frozen=True, slots=True)
class Asked:
    """A request beside what is held now."""

    request: CorrectionRequest
    now: str

    @property
    def changed(self) -> bool:
        """Whether the fact is held otherwise than when it was asked."""
        return self.now != self.request.held


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person as the office sees them."""

    person: Person
    roles: dict[int, str]
    """By account."""
    waiting: list[Asked]
    history: tuple[Step, ...]


def person_page(person: Person) -> PersonPage:
    names = _department_names(person)
    usernames = {account.id: account.username for account in person.accounts}
    return PersonPage(
        person=person,
        roles={account.id: wording.role_words(account, names) for account in person.accounts},
        waiting=waiting_of(person),
        history=steps(
            queries.events_of(person, wording.EVENT),
            wording.EVENT,
            lambda event: wording.event_note(event, names, usernames),
        ),
    )


def waiting_of(person: Person) -> list[Asked]:
    """What a person has asked and the office has not answered yet."""
    return [asked(one) for one in correction_queries.open_requests_of(person)]


def asked(request: CorrectionRequest) -> Asked:
    return Asked(request, correction_queries.held_now(request.person, request.fact))


@dataclass(frozen=True, slots=True)
class Held:
    """A fact about oneself: what it is, what it decides, and the request about it that is open."""

    fact: HeldFact
    value: str
    open: CorrectionRequest | None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What the school holds about the person who reads."""

    held: list[Held]
    requests: Sequence[CorrectionRequest]
    lends: bool
    """Whether somebody may stand in for them, or they stand in for somebody."""


def own_page(account: Account, today: date) -> OwnPage:
    person = account.person
    names = _department_names(person)
    requests = correction_queries.requests_of(person)
    waiting = {one.fact: one for one in requests if one.state is CorrectionState.OPEN}
    return OwnPage(
        held=[
            Held(fact, wording.held_words(person, fact, names), waiting.get(fact))
            for fact in correction_queries.facts_of(person)
        ],
        requests=requests,
        lends=account.has(Role.HEAD, Role.HR) or any(one.open(today) for one in account.stands_in),
    )


def _department_names(person: Person) -> dict[int, str]:
    return {one.id: one.name for one in departments(person.school_id)}
