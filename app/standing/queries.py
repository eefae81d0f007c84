"""Facts from the database to verdicts: one teacher with everything a page explains, or a school at once."""

import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.accounts.models import Account, Person
from app.domain.facts import Category, Record, School, Teacher
from app.domain.outcome import nothing_judged
from app.domain.plan import plan_for
from app.domain.roles import Role
from app.domain.rules import Law
from app.domain.verdicts import CycleError, Evaluation, GateError, check_gating, evaluate
from app.domain.windows import entry_on
from app.extensions import db
from app.practice.fact_queries import records_by_teacher, records_of
from app.practice.models import PracticeRecord
from app.schools.law import law_of
from app.schools.models import Department
from app.schools.models import School as SchoolRow
from app.schools.queries import school_facts
from app.teachers.models import Teacher as TeacherRow
from app.teachers.queries import teacher_facts, teacher_facts_of_school
from app.venues.models import Site

FEW = 20
"""Teachers whose facts are read one by one."""


@dataclass(frozen=True, slots=True)
class RecordName:
    """How a page calls a record."""

    site: str
    what: str
    """The post, or the title of a class."""

    def __str__(self) -> str:
        return f"{self.site} · {self.what}" if self.what else self.site


@dataclass(frozen=True, slots=True)
class TeacherStanding:
    """One teacher on one day: facts, names and every verdict on them."""

    teacher_id: int
    school_id: int
    name: str
    staff_number: str
    department: str
    category: Category | None
    law: Law
    school: School
    teacher: Teacher
    records: tuple[Record, ...]
    names: Mapping[str, RecordName]
    """By record id."""
    evaluation: Evaluation
    problem: str | None
    """Why the school's decisions could not be applied as they are; the verdicts stand without them."""
    complete_from: date | None
    """HR has confirmed that all practice from this day on is in the system."""


@dataclass(frozen=True, slots=True)
class Usable:
    """A school's decisions as far as they can be applied, and what is wrong with the rest."""

    law: Law
    school: School
    problem: str | None
    judged: bool
    """False where no verdict at all can be given on the day."""


@dataclass(frozen=True, slots=True)
class SchoolAtOnce:
    """Everything a school's verdicts on a day are made of; teachers by id."""

    as_of: date
    law: Law
    decisions: School
    teachers: Mapping[int, Teacher]
    records: Mapping[int, tuple[Record, ...]]


def usable_decisions(law: Law, school: School, as_of: date) -> Usable:
    """Leave out a gating that names a rule which cannot decide; the verdicts do not need it."""
    problem = (
        " ".join(
            f"本校录入的一条规定没有采用：{why}。请学校管理员查看本校录入的版本。" for why in law.left_out
        )
        or None
    )
    try:
        check_gating(law, school)
    except GateError as error:
        gate = f"学校设定的认定依据无法使用：{error.rule}，{error.why}。请人事处在学校设置中改正。"
        problem = f"{problem} {gate}" if problem else gate
        school = replace(school, gating=())
    try:
        plan_for(law, school, as_of)
    except CycleError as error:
        return Usable(
            law, school, f"{error}，无法评定。请人事处在学校设置中改正，或换一个截至日。", judged=False
        )
    return Usable(law, school, problem, judged=True)


def evaluate_teacher(teacher_id: int, as_of: date) -> TeacherStanding:
    """Everything a page says of one teacher; whether the reader may see it is the caller's question."""
    number, name, department, school = db.session.execute(_who(), {"teacher_id": teacher_id}).one()
    usable = usable_decisions(law_of(school.id), school_facts(school.id, as_of), as_of)
    teacher = teacher_facts(teacher_id)
    records = records_of(teacher_id)
    held = entry_on(teacher.categories, as_of)
    return TeacherStanding(
        teacher_id=teacher_id,
        school_id=school.id,
        name=name,
        staff_number=number,
        department=department,
        category=held.category if held else None,
        law=usable.law,
        school=usable.school,
        teacher=teacher,
        records=records,
        names=_record_names(teacher_id),
        evaluation=judge(usable, teacher, records, as_of),
        problem=usable.problem,
        complete_from=school.records_complete_from,
    )


@cache
def _who() -> Select[str, str, str, SchoolRow]:
    """The school as an entity: ``school_facts`` finds it in the session. Made once, as ``_names``."""
    return (
        select(TeacherRow.staff_number, Person.name, Department.name, SchoolRow)
        .join(Person, Person.id == TeacherRow.person_id)
        .join(Department, Department.id == TeacherRow.department_id)
        .join(SchoolRow, SchoolRow.id == TeacherRow.school_id)
        .where(TeacherRow.id == bindparam("teacher_id"))
    )


def evaluate_school(school_id: int, as_of: date) -> dict[int, Evaluation]:
    """Every teacher of a school by id, in a handful of statements."""
    return evaluate_facts(read_school(school_id, as_of))


def read_school(school_id: int, as_of: date) -> SchoolAtOnce:
    """The facts of every teacher of a school."""
    with no_collection():
        return SchoolAtOnce(
            as_of,
            law_of(school_id),
            school_facts(school_id, as_of),
            teacher_facts_of_school(school_id),
            records_by_teacher(school_id),
        )


def read_teachers(school_id: int, teacher_ids: Collection[int], as_of: date) -> SchoolAtOnce:
    """The facts of some teachers of a school: of many at once by way of everybody's."""
    if len(teacher_ids) > FEW:
        known = read_school(school_id, as_of)
        wanted = {one: facts for one, facts in known.teachers.items() if one in teacher_ids}
        return replace(known, teachers=wanted)
    return SchoolAtOnce(
        as_of,
        law_of(school_id),
        school_facts(school_id, as_of),
        {teacher_id: teacher_facts(teacher_id) for teacher_id in teacher_ids},
        {teacher_id: records_of(teacher_id) for teacher_id in teacher_ids},
    )


def evaluate_facts(known: SchoolAtOnce) -> dict[int, Evaluation]:
    """Every teacher by id."""
    usable = usable_decisions(known.law, known.decisions, known.as_of)
    with no_collection():
        return {
            teacher_id: judge(usable, teacher, known.records.get(teacher_id, ()), known.as_of)
            for teacher_id, teacher in known.teachers.items()
        }


@contextmanager
def no_collection() -> Iterator[None]:
    """Of thousands of small values none is garbage: looking for it takes a quarter of the time.

    The switch is the whole process's: other threads keep the garbage of cycles a second or so longer.
    Who ends first switches it on for all; what a thread found is never restored, or it might stay off.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def judge(usable: Usable, teacher: Teacher, records: tuple[Record, ...], as_of: date) -> Evaluation:
    """Every verdict as far as the decisions can be applied."""
    if not usable.judged:
        return nothing_judged(as_of)
    return _evaluation(usable.law, usable.school, teacher, records, as_of)


@lru_cache(maxsize=2048)
def _evaluation(
    law: Law, school: School, teacher: Teacher, records: tuple[Record, ...], as_of: date
) -> Evaluation:
    """Verdicts are a function of their facts: a table sorted anew is not judged anew."""
    return evaluate(law, school, teacher, records, as_of)


def _record_names(teacher_id: int) -> dict[str, RecordName]:
    rows = db.session.execute(_names(), {"teacher_id": teacher_id})
    return {str(record_id): RecordName(site, title or post) for record_id, site, post, title in rows}


@cache
def _names() -> Select[*tuple[Any, ...]]:
    return (
        select(PracticeRecord.id, Site.name, PracticeRecord.post, PracticeRecord.class_title)
        .join(Site, Site.id == PracticeRecord.site_id)
        .where(PracticeRecord.teacher_id == bindparam("teacher_id"))
    )


def may_see(account: Account, teacher_id: int) -> bool:
    """Whether a teacher is the account's to know of: oneself, one's department, or the office's school."""
    row = db.session.execute(
        select(TeacherRow.school_id, TeacherRow.department_id, TeacherRow.person_id).where(
            TeacherRow.id == teacher_id
        )
    ).one_or_none()
    if row is None or row.school_id != account.school_id:
        return False
    return (
        row.person_id == account.person_id
        or account.has(Role.HR, Role.ADMIN)
        or row.department_id in account.headed_department_ids
    )


def own_teacher_id(account: Account) -> int | None:
    """The teacher behind an account, if it is one."""
    return db.session.scalar(select(TeacherRow.id).where(TeacherRow.person_id == account.person_id))
