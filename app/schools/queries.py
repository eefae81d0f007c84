"""Reading a school, its departments and its dated decisions."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, func, select

from app.accounts.models import Account, AccountRole, Person
from app.domain.facts import (
    AdoptedFrom,
    GateFrom,
    Profile,
    ProfileFrom,
    Transition,
    WindowKind,
    YearBasis,
)
from app.domain.facts import School as SchoolFacts
from app.domain.roles import Role
from app.extensions import db
from app.schools.models import DecisionKind as Kind
from app.schools.models import DecisionStatus, Department, School, SchoolDecision


def school_facts(
    school_id: int,
    as_of: date,
    *,
    proposed: SchoolDecision | None = None,
    without: Sequence[SchoolDecision] = (),
) -> SchoolFacts:
    """A school's decisions as verdicts read them; year basis and window are those in force on the day.

    With ``proposed`` they are what they would be with it confirmed; ``without`` leaves some out as well.
    """
    school = db.session.get_one(School, school_id)
    rows = decisions(school_id)
    if proposed is not None:
        without = (*without, *replaced_by(proposed))
        rows = sorted((*rows, proposed), key=_in_order)
    rows = [row for row in rows if row not in without]
    decided: dict[Kind, list[SchoolDecision]] = {kind: [] for kind in Kind}
    for decision in rows:
        decided[decision.kind].append(decision)
    basis = _in_force(decided[Kind.YEAR_BASIS], as_of)
    window = _in_force(decided[Kind.WINDOW], as_of)
    return SchoolFacts(
        system=school.system,
        level=school.level,
        profiles=tuple(ProfileFrom(Profile(row.value), row.effective_from) for row in decided[Kind.PROFILE]),
        year_basis=YearBasis(basis.value) if basis else YearBasis.CALENDAR,
        window=WindowKind(window.value) if window else WindowKind.ROLLING,
        cycle_start=window.cycle_start if window else None,
        gating=tuple(
            GateFrom(row.value, row.effective_from, row.transition or Transition.AS_OF)
            for row in decided[Kind.GATE]
        ),
        adopted=tuple(AdoptedFrom(row.value, row.effective_from) for row in decided[Kind.ADOPTION]),
    )


def _in_force(rows: Sequence[SchoolDecision], day: date) -> SchoolDecision | None:
    """The newest that holds on the day; the rows stand in order of their day."""
    held = [row for row in rows if row.effective_from <= day]
    return held[-1] if held else None


def _in_order(row: SchoolDecision) -> tuple[date, int]:
    return row.effective_from, row.id


def decisions(school_id: int) -> Sequence[SchoolDecision]:
    """Every decision that stands, in order of the day from which it holds."""
    return db.session.scalars(_standing(), {"school_id": school_id}).all()


@cache
def _standing() -> Select[SchoolDecision]:
    """Every page that judges sends the statement, so it is made once."""
    return (
        select(SchoolDecision)
        .where(
            SchoolDecision.school_id == bindparam("school_id"),
            SchoolDecision.status == DecisionStatus.CONFIRMED,
            SchoolDecision.superseded_at.is_(None),
        )
        .order_by(SchoolDecision.effective_from, SchoolDecision.id)
    )


@cache
def _coming() -> Select[SchoolDecision]:
    return _standing().where(SchoolDecision.effective_from > bindparam("as_of"))


def replaced_by(decision: SchoolDecision) -> Sequence[SchoolDecision]:
    """What a decision takes out of force: one of its kind and day, of adopted rules the same rule's.

    Of the days from which reminders go out only one can hold.
    """
    held = [row for row in decisions(decision.school_id) if row.kind is decision.kind and row is not decision]
    if decision.kind is Kind.LIVE_FROM:
        return held
    same_day = [row for row in held if row.effective_from == decision.effective_from]
    if decision.kind is Kind.ADOPTION:
        return [row for row in same_day if row.value == decision.value]
    return same_day


def coming_replaced_by(decision: SchoolDecision, today: date) -> Sequence[SchoolDecision]:
    """What a decision takes away before its day has come: nobody has been judged by that."""
    return replaced_by(decision) if decision.effective_from > today else ()


def confirmed_before(decision: SchoolDecision) -> Sequence[SchoolDecision]:
    """What a decision replaces, and what that replaced in its time, the oldest first."""
    same = [
        SchoolDecision.school_id == decision.school_id,
        SchoolDecision.kind == decision.kind,
        SchoolDecision.effective_from == decision.effective_from,
        SchoolDecision.status == DecisionStatus.CONFIRMED,
        SchoolDecision.id != decision.id,
    ]
    if decision.kind is Kind.ADOPTION:
        same.append(SchoolDecision.value == decision.value)
    return db.session.scalars(select(SchoolDecision).where(*same).order_by(SchoolDecision.id)).all()


def decision_history(school_id: int) -> Sequence[SchoolDecision]:
    """Every decision ever made or proposed, newest first."""
    return db.session.scalars(
        select(SchoolDecision)
        .where(SchoolDecision.school_id == school_id)
        .order_by(
            func.coalesce(SchoolDecision.proposed_at, SchoolDecision.decided_at).desc(),
            SchoolDecision.id.desc(),
        )
    ).all()


def decisions_in_force(school_id: int, as_of: date) -> dict[Kind, list[SchoolDecision]]:
    """By kind what holds on the day: one decision of a kind, of adopted rules all."""
    standing = decisions(school_id)
    found: dict[Kind, list[SchoolDecision]] = {}
    for kind in Kind:
        held = [row for row in standing if row.kind is kind and row.effective_from <= as_of]
        found[kind] = held if kind is Kind.ADOPTION else held[-1:]
    return found


def decisions_to_come(school_id: int, as_of: date) -> Sequence[SchoolDecision]:
    """What is decided and holds only later."""
    return db.session.scalars(_coming(), {"school_id": school_id, "as_of": as_of}).all()


def departments(school_id: int) -> Sequence[Department]:
    """The departments of a school, by name."""
    return db.session.scalars(
        select(Department).where(Department.school_id == school_id).order_by(Department.name)
    ).all()


def heads(school_id: int) -> dict[int, list[str]]:
    """Who heads a department, by its id; only people who can sign in."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(AccountRole.department_id, Person.id, Person.name)
        .join(Account, Account.id == AccountRole.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(Account.school_id == school_id, Account.active, AccountRole.role == Role.HEAD)
        .order_by(Person.id)
        .distinct()
    )
    for department_id, _person_id, name in rows:
        assert department_id is not None  # a check of the table ties it to the role
        found[department_id].append(name)
    return dict(found)


def find_department(school_id: int, department_id: int) -> Department | None:
    """A department of this school, or None."""
    return db.session.scalar(
        select(Department).where(Department.school_id == school_id, Department.id == department_id)
    )
