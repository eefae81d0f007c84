"""Starting a school, and changing what it is called and how it is staffed in departments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, text

from app.accounts.guards import require_role
from app.accounts.models import Account
from app.audit.operations import record_event, set_changed
from app.domain.facts import SchoolLevel, System
from app.domain.roles import Role
from app.extensions import db
from app.schools.defaults import defaults_for
from app.schools.models import DecisionOrigin, Department, PrintedCode, School, SchoolDecision


class NameTakenError(Exception):
    """Another school has the code, or another department the name; the message says which, in Chinese."""


def create_school(code: str, name: str, system: System, level: SchoolLevel, *, at: datetime) -> School:
    """A new school with its default decisions, each with its ground; its code is kept in capitals.

    Raises:
        NameTakenError: the code is another school's, or was when it issued numbers.
    """
    code = code.upper()
    _refuse_taken_code(code)
    school = School(code=code, name=name, system=system, level=level, created_at=at)
    db.session.add(school)
    db.session.flush()  # the decisions need its id
    for default in defaults_for(system):
        db.session.add(
            SchoolDecision(
                school_id=school.id,
                kind=default.kind,
                value=default.value,
                transition=default.transition,
                effective_from=default.effective_from,
                document=default.document,
                reason=default.reason,
                origin=DecisionOrigin.DEFAULT,
                decided_at=at,
            )
        )
    record_event(
        "school:created", "school", school.id,
        school_id=school.id, actor=None, at=at, after={"code": code, "name": name, "system": system},
    )  # fmt: skip
    return school


def _refuse_taken_code(code: str, *, but: int | None = None) -> None:
    """``but`` is the school that wants it: what it has printed itself it may print again."""
    if db.session.scalar(select(School.id).where(School.code == code)) is not None:
        raise NameTakenError(f"学校代码 {code} 已经有了")
    printed = db.session.get(PrintedCode, code)
    if printed is not None and printed.school_id != but:
        raise NameTakenError(f"学校代码 {code} 不能用：另一所学校已签发的编号以它开头，请核对本校的代码")


def code_for_number(school_id: int) -> str:
    """A school's code for a number that begins with it; from then on no other school can take it."""
    code = db.session.scalars(select(School.code).where(School.id == school_id)).one()
    statement = text(
        "INSERT INTO printed_code (code, school_id) VALUES (:code, :school_id) ON CONFLICT (code) DO NOTHING"
    )
    db.session.execute(statement, {"code": code, "school_id": school_id})
    return code


def add_department(school: School, name: str, *, actor: Account | None, at: datetime) -> Department:
    """A new department; ``actor`` is None only while a school is being set up.

    Raises:
        NameTakenError: the school has one of this name.
    """
    if actor is not None:
        require_role(actor, school.id, Role.HR, Role.ADMIN)
    _refuse_taken_name(school.id, name)
    department = Department(school_id=school.id, name=name)
    db.session.add(department)
    db.session.flush()  # the log needs its id
    record_event(
        "department:added", "department", department.id,
        school_id=school.id, actor=actor, at=at, after={"name": name},
    )  # fmt: skip
    return department


def rename_department(department: Department, name: str, *, actor: Account, at: datetime) -> None:
    """Another name for a department; records and people stay with it.

    Raises:
        NameTakenError: the school has another one of this name.
    """
    require_role(actor, department.school_id, Role.HR, Role.ADMIN)
    if name == department.name:
        return
    _refuse_taken_name(department.school_id, name)
    before, department.name = department.name, name
    record_event(
        "department:renamed", "department", department.id, school_id=department.school_id,
        actor=actor, at=at, before={"name": before}, after={"name": name},
    )  # fmt: skip


def _refuse_taken_name(school_id: int, name: str) -> None:
    taken = select(Department.id).where(
        Department.school_id == school_id, func.lower(Department.name) == func.lower(name)
    )
    if db.session.scalar(taken) is not None:
        raise NameTakenError(f"已经有名为“{name}”的系部")


def update_profile(
    school: School,
    *,
    name: str,
    signatory: str,
    seal_place: str,
    code: str | None = None,
    actor: Account,
    at: datetime,
) -> None:
    """What certificates and pages print of the school; what is issued already keeps its words.

    Raises:
        NotAllowedError: another code is given by somebody who is no administrator.
        NameTakenError: the code is another school's, or was when it issued numbers.
    """
    require_role(actor, school.id, Role.HR, Role.ADMIN)
    values = {"name": name, "signatory": signatory, "seal_place": seal_place}
    if code is not None and code.upper() != school.code:
        require_role(actor, school.id, Role.ADMIN)
        _refuse_taken_code(code.upper(), but=school.id)
        values["code"] = code.upper()
    _change(school, values, actor=actor, at=at)


def confirm_records_complete(school: School, from_day: date | None, *, actor: Account, at: datetime) -> None:
    """State that all practice from a day on has been entered; None takes the statement back."""
    require_role(actor, school.id, Role.HR, Role.ADMIN)
    _change(school, {"records_complete_from": from_day}, actor=actor, at=at)


def _change(school: School, values: dict[str, Any], *, actor: Account, at: datetime) -> None:
    before, after = set_changed(school, values)
    if after:
        record_event(
            "school:changed", "school", school.id,
            school_id=school.id, actor=actor, at=at, before=before, after=after,
        )  # fmt: skip
