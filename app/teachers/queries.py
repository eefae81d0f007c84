"""Reading the people of a school, and teachers as verdicts read them."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.domain.facts import CategoryFrom
from app.domain.facts import Teacher as TeacherFacts
from app.extensions import db
from app.teachers.models import Teacher, TeacherCategory


def teacher_facts(teacher_id: int) -> TeacherFacts:
    """One teacher as a verdict reads them; whether the reader may see them is the caller's question."""
    teacher = db.session.get_one(Teacher, teacher_id, options=[selectinload(Teacher.categories)])
    return TeacherFacts(
        hired_on=teacher.hired_on,
        categories=tuple(CategoryFrom(entry.category, entry.first_day) for entry in teacher.categories),
    )


def teacher_facts_of_school(school_id: int) -> dict[int, TeacherFacts]:
    """Every teacher of a school by id, those who left too, in two statements."""
    categories: dict[int, list[CategoryFrom]] = defaultdict(list)
    for teacher_id, category, first_day in db.session.execute(
        select(TeacherCategory.teacher_id, TeacherCategory.category, TeacherCategory.first_day)
        .join(Teacher, Teacher.id == TeacherCategory.teacher_id)
        .where(Teacher.school_id == school_id)
        .order_by(TeacherCategory.first_day)
    ):
        categories[teacher_id].append(CategoryFrom(category, first_day))
    hired = db.session.execute(select(Teacher.id, Teacher.hired_on).where(Teacher.school_id == school_id))
    return {
        teacher_id: TeacherFacts(hired_on=hired_on, categories=tuple(categories[teacher_id]))
        for teacher_id, hired_on in hired
    }
