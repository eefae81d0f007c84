"""People of a school: taking them on, their posts, the categories they hold over time."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app import clock
from app.accounts.guards import NotAllowedError, require_role
from app.accounts.models import Account, Person
from app.accounts.operations import tell_old_address
from app.audit.operations import as_json, record_event, set_changed
from app.domain.facts import Category
from app.domain.roles import Role
from app.extensions import db
from app.schools.models import School
from app.schools.queries import find_department
from app.teachers.account_operations import may_rename
from app.teachers.models import Teacher, TeacherCategory


class StaffNumberTakenError(Exception):
    """Another teacher of the school has the staff number."""


class PostMissingError(Exception):
    """A teacher's post cannot be left out once there is one."""


class OwnPostError(Exception):
    """The facts by which somebody is judged are another person's to set."""


class CategoryDayError(Exception):
    """A category cannot be held before the teacher was hired."""


@dataclass(frozen=True, slots=True)
class Details:
    """The human."""

    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Post:
    """The employment as a teacher."""

    staff_number: str
    department_id: int
    hired_on: date
    specialty: str = ""
    left_on: date | None = None


def add_person(
    school: School,
    details: Details,
    *,
    post: Post | None = None,
    category: Category | None = None,
    actor: Account | None,
    at: datetime,
) -> Person:
    """Somebody new; with a post they are a teacher, and a category is held from the day of hire.

    ``actor`` is None only while a school is being set up.

    Raises:
        StaffNumberTakenError: the staff number is another teacher's.
    """
    if actor is not None:
        require_role(actor, school.id, Role.HR, Role.ADMIN)
    person = Person(school_id=school.id, name=details.name, email=details.email, created_at=at)
    db.session.add(person)
    db.session.flush()  # the log and the post need its id
    record_event(
        "person:added", "person", person.id,
        school_id=school.id, actor=actor, at=at, after=asdict(details),
    )  # fmt: skip
    if post is not None:
        _give_post(person, post, category or Category.SPECIALIZED, actor=actor, at=at)
    return person


def edit_person(
    person: Person,
    details: Details,
    *,
    post: Post | None,
    category: Category | None = None,
    actor: Account,
    at: datetime,
) -> None:
    """Correct a person and their post; somebody without a post gets one when it is given.

    Raises:
        NotAllowedError: the name or the address is an administrator's to change.
        PostMissingError: there is a post and none was given.
        OwnPostError: the post is the actor's own.
        StaffNumberTakenError: the staff number is another teacher's.
    """
    require_role(actor, person.school_id, Role.HR, Role.ADMIN)
    teacher = person.teacher
    if teacher is not None and post is None:
        raise PostMissingError
    if post is not None and actor.person_id == person.id and _differs(teacher, post):
        raise OwnPostError
    _change_details(person, details, actor=actor, at=at)
    if post is None:
        return
    if teacher is None:
        _give_post(person, post, category or Category.SPECIALIZED, actor=actor, at=at)
        return
    _check_post(person.school_id, post, but=teacher)
    if teacher.categories and teacher.categories[0].first_day == teacher.hired_on:
        _move_first_category(teacher, post.hired_on)
    _change(teacher, asdict(post), actor=actor, at=at)
    db.session.expire(teacher, ["department"])


def version_of(person: Person) -> int:
    """One number for a person and their post together: it grows whenever either changes."""
    return person.version + (person.teacher.version if person.teacher else 0)


def _change_details(person: Person, details: Details, *, actor: Account, at: datetime) -> None:
    if details == Details(person.name, person.email):
        return
    if not may_rename(actor, person, clock.local(at).date()):
        raise NotAllowedError("人事处和学校管理员的姓名和邮箱由学校管理员更改")
    if details.email != person.email:
        if actor.person_id == person.id:
            raise NotAllowedError("自己的邮箱凭密码在“我”的页面更改")
        tell_old_address(person, details.email, actor=actor, at=at)
    _change(person, asdict(details), actor=actor, at=at)


def _differs(teacher: Teacher | None, post: Post) -> bool:
    return teacher is None or any(getattr(teacher, key) != value for key, value in asdict(post).items())


def _move_first_category(teacher: Teacher, day: date) -> None:
    """The category held since the hire follows a corrected day of hire, as far as the next one allows."""
    first, *later = teacher.categories
    if not later or day < later[0].first_day:
        first.first_day = day


def _give_post(
    person: Person, post: Post, category: Category, *, actor: Account | None, at: datetime
) -> None:
    _check_post(person.school_id, post, but=None)
    teacher = Teacher(
        school_id=person.school_id,
        person=person,
        created_at=at,
        categories=[TeacherCategory(category=category, first_day=post.hired_on)],
        **asdict(post),
    )
    db.session.add(teacher)
    db.session.flush()  # the log needs its id
    record_event(
        "teacher:added", "teacher", teacher.id, school_id=teacher.school_id, actor=actor, at=at,
        after={key: as_json(value) for key, value in asdict(post).items()} | {"category": category},
    )  # fmt: skip


def _check_post(school_id: int, post: Post, *, but: Teacher | None) -> None:
    if find_department(school_id, post.department_id) is None:
        raise NotAllowedError("没有这个系部")
    taken = select(Teacher.id).where(
        Teacher.school_id == school_id, Teacher.staff_number == post.staff_number
    )
    if but is not None:
        taken = taken.where(Teacher.id != but.id)
    if db.session.scalar(taken) is not None:
        raise StaffNumberTakenError


def set_category(
    teacher: Teacher, category: Category, first_day: date, *, actor: Account, at: datetime
) -> None:
    """The category held from a day on, until the next entry; one of the same day is corrected.

    Raises:
        OwnPostError: the teacher is the actor.
        CategoryDayError: the day lies before the hire.
    """
    require_role(actor, teacher.school_id, Role.HR, Role.ADMIN)
    if actor.person_id == teacher.person_id:
        raise OwnPostError
    if first_day < teacher.hired_on:
        raise CategoryDayError
    entry = next((one for one in teacher.categories if one.first_day == first_day), None)
    before = {"category": entry.category} if entry else {}
    if entry is None:
        teacher.categories.append(TeacherCategory(category=category, first_day=first_day))
        teacher.categories.sort(key=lambda one: one.first_day)
    elif entry.category is category:
        return
    else:
        entry.category = category
    record_event(
        "teacher:category_set", "teacher", teacher.id, school_id=teacher.school_id, actor=actor, at=at,
        before=before, after={"category": category, "first_day": first_day.isoformat()},
    )  # fmt: skip


def _change(row: Person | Teacher, values: dict[str, Any], *, actor: Account, at: datetime) -> None:
    before, after = set_changed(row, values)
    if after:
        subject = "person" if isinstance(row, Person) else "teacher"
        record_event(
            f"{subject}:changed", subject, row.id,
            school_id=row.school_id, actor=actor, at=at, before=before, after=after,
        )  # fmt: skip
