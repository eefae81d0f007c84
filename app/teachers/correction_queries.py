"""Reading requests for correction: one's own, and those that wait for the office."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from flask import abort
from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account, AccountRole, Person
from app.domain.roles import Role
from app.extensions import db
from app.schools.queries import departments
from app.teachers.models import CorrectionRequest, CorrectionState, HeldFact
from app.teachers.wording import held_words
from app.web.nav import Waits

OF_ANYBODY = frozenset({HeldFact.NAME, HeldFact.ROLES})


def facts_of(person: Person) -> list[HeldFact]:
    """What is held about a person; without a post fewer facts."""
    return [fact for fact in HeldFact if person.teacher is not None or fact in OF_ANYBODY]


def held_now(person: Person, fact: HeldFact) -> str:
    """What is held about a person now, in words."""
    return held_words(person, fact, {one.id: one.name for one in departments(person.school_id)})


def request_or_404(request_id: int, actor: Account) -> CorrectionRequest:
    """A request of the actor's school."""
    return _of_school(request_id, actor)


def own_request_or_404(request_id: int, actor: Account) -> CorrectionRequest:
    """The actor's own request; nobody else is to know of it."""
    found = _of_school(request_id, actor)
    if found.person_id != actor.person_id:
        abort(404)
    return found


def _of_school(request_id: int, actor: Account) -> CorrectionRequest:
    found = db.session.get(CorrectionRequest, request_id)
    if found is None or found.school_id != actor.school_id:
        abort(404)
    return found


def requests_of(person: Person) -> Sequence[CorrectionRequest]:
    """Everything a person has asked, newest first."""
    return db.session.scalars(
        select(CorrectionRequest)
        .where(CorrectionRequest.person_id == person.id)
        .order_by(CorrectionRequest.id.desc())
    ).all()


def open_requests_of(person: Person) -> list[CorrectionRequest]:
    """What a person waits for."""
    return [one for one in requests_of(person) if one.state is CorrectionState.OPEN]


def _waiting(school_id: int | BindParameter[int]) -> ColumnElement[bool]:
    return and_(CorrectionRequest.school_id == school_id, CorrectionRequest.state == CorrectionState.OPEN)


def waiting_requests(school_id: int) -> Sequence[CorrectionRequest]:
    """What waits for the office, oldest first."""
    return db.session.scalars(
        select(CorrectionRequest)
        .where(_waiting(school_id))
        .options(joinedload(CorrectionRequest.person))
        .order_by(CorrectionRequest.id)
    ).all()


def answered_requests(school_id: int) -> Select[CorrectionRequest]:
    """What has been answered, newest first."""
    return (
        select(CorrectionRequest)
        .where(
            CorrectionRequest.school_id == school_id,
            CorrectionRequest.state.in_((CorrectionState.DONE, CorrectionState.DECLINED)),
        )
        .options(joinedload(CorrectionRequest.person))
        .order_by(CorrectionRequest.closed_at.desc(), CorrectionRequest.id.desc())
    )


def to_answer(account: Account) -> Waits:
    """Requests of other people that wait for the account."""
    if not account.has(Role.HR, Role.ADMIN):
        return Waits(0)
    asked = {"school_id": account.school_id, "person_id": account.person_id}
    return Waits(*db.session.execute(_to_answer(), asked).one())


@cache
def _to_answer() -> Select[int, datetime]:
    """Every page of the office sends the statement, so it is made once."""
    return select(func.count(), func.min(CorrectionRequest.asked_at)).where(
        _waiting(bindparam("school_id")), CorrectionRequest.person_id != bindparam("person_id")
    )


def office_for(person: Person) -> Sequence[Person]:
    """Who is told of a person's request: HR, or the administrators where HR is only the person."""
    return _holders(person, Role.HR) or _holders(person, Role.ADMIN)


def _holders(person: Person, role: Role) -> Sequence[Person]:
    holds = Person.accounts.any(and_(Account.active, Account.grants.any(AccountRole.role == role)))
    return db.session.scalars(
        select(Person)
        .where(Person.school_id == person.school_id, Person.id != person.id, holds)
        .order_by(Person.id)
    ).all()
