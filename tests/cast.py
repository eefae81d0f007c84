"""The people of the tests: one school with its staff, and somebody of another school."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from app.accounts.models import Account, Person
from app.domain.roles import Role
from app.extensions import db
from app.schools.models import Department, School
from app.teachers.models import Teacher
from app.venues.models import Site
from tests.builders import (
    make_account,
    make_department,
    make_person,
    make_school,
    make_site,
    make_teacher,
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Accounts are named by what they are to ``teacher``'s records."""

    school: School
    department: Department
    other_department: Department
    site: Site
    teacher_post: Teacher
    colleague_post: Teacher
    head_post: Teacher
    hr_post: Teacher
    teacher: Account
    colleague: Account
    head: Account
    other_head: Account
    hr: Account
    hr2: Account
    admin: Account
    other_school: School
    other_hr: Account
    other_teacher_post: Teacher
    other_teacher: Account

    def accounts(self) -> dict[str, Account]:
        """Everybody who can sign in, by name."""
        names = (
            "teacher", "colleague", "head", "other_head", "hr", "hr2", "admin", "other_hr", "other_teacher",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}


class Written(NamedTuple):
    """A story as first written: its rows by table, which of them is who of the cast, and its other values."""

    rows: dict[str, list[dict]]
    who: dict[str, tuple[type, int]]
    values: dict[str, object]


_written: dict[tuple[str, str], Written] = {}
"""By story and database."""


def make_cast() -> Cast:
    """Everybody in the database, committed."""
    return written_once("cast", lambda: (write_cast(), {}))[0]


def written_once(
    story: str, write: Callable[[], tuple[Cast, dict[str, object]]]
) -> tuple[Cast, dict[str, object]]:
    """A cast and the values of its story: written by the builders once, as plain rows from then on."""
    key = (story, str(db.engine.url))
    if key not in _written:
        empty = db.session.scalar(select(School.id).limit(1)) is None
        cast, values = write()
        if empty:
            who = {f.name: _who(getattr(cast, f.name)) for f in fields(cast)}
            _written[key] = Written(_rows(), who, dict(values))
        return cast, values
    rows, who, values = _written[key]
    for table in db.metadata.sorted_tables:
        if rows[table.name]:
            db.session.execute(insert(table), rows[table.name])
    db.session.commit()
    kinds = {kind for kind, _ in who.values()} | {Person}
    held = [db.session.scalars(select(kind)).all() for kind in kinds]  # a session alone would let them go
    assert all(held)
    found = {name: db.session.get_one(kind, key) for name, (kind, key) in who.items()}
    return Cast(**found), dict(values)


def _rows() -> dict[str, list[dict]]:
    return {
        table.name: [dict(row) for row in db.session.execute(select(table)).mappings()]
        for table in db.metadata.sorted_tables
    }


def _who(row: Any) -> tuple[type, int]:
    return type(row), row.id


def write_cast() -> Cast:
    """Write everybody to the database and commit."""
    school = make_school("示例职业技术学院", code="10001")
    department, other_department = make_department(school, "机电系"), make_department(school, "信息系")
    teacher, colleague = make_person(school, "示例王明"), make_person(school, "示例李华")
    head, other_head = make_person(school, "示例赵主任"), make_person(school, "示例钱主任")
    hr, hr2, admin = (make_person(school, name) for name in ("示例孙人事", "示例周人事", "示例吴管理"))
    teacher_post = make_teacher(teacher, department, staff_number="010001")
    colleague_post = make_teacher(colleague, department, staff_number="010002")
    head_post = make_teacher(head, department, staff_number="010003")
    make_teacher(other_head, other_department, staff_number="010004")
    hr_post = make_teacher(hr, other_department, staff_number="010005")
    other_school = make_school("示例另一所学校", code="10002")
    there = make_department(other_school, "机电系")
    other_hr, other_teacher = make_person(other_school, "示例郑人事"), make_person(other_school, "示例冯老师")
    cast = Cast(
        school=school,
        department=department,
        other_department=other_department,
        site=make_site(school),
        teacher_post=teacher_post,
        colleague_post=colleague_post,
        head_post=head_post,
        hr_post=hr_post,
        teacher=make_account(teacher, Role.TEACHER, username="teacher"),
        colleague=make_account(colleague, Role.TEACHER, username="colleague"),
        head=make_account(head, Role.TEACHER, heads=department, username="head"),
        other_head=make_account(other_head, Role.TEACHER, heads=other_department, username="otherhead"),
        hr=make_account(hr, Role.HR, Role.TEACHER, username="hr"),
        hr2=make_account(hr2, Role.HR, username="hr2"),
        admin=make_account(admin, Role.ADMIN, username="admin"),
        other_school=other_school,
        other_hr=make_account(other_hr, Role.HR, Role.ADMIN, username="otherhr"),
        other_teacher_post=make_teacher(other_teacher, there, staff_number="010001"),
        other_teacher=make_account(other_teacher, Role.TEACHER, username="otherteacher"),
    )
    db.session.commit()
    return cast
