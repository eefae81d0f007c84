"""Which duties without a number concern a teacher: cited beside the verdicts, never judged."""

from datetime import date

from app.domain.facts import School, Teacher
from app.domain.rules import Duty, Law
from app.domain.windows import entry_on, year_window


def duties_of(law: Law, school: School, teacher: Teacher, as_of: date) -> tuple[Duty, ...]:
    """The duties of the teacher's category at the school, in the order of the law.

    No text says how long a teacher is new; what is asked before the post is shown in the year of the hire.
    """
    held = entry_on(teacher.categories, as_of)
    if held is None or teacher.hired_on > as_of:
        return ()
    hired_this_year = teacher.hired_on >= year_window(as_of, school.year_basis).first_day
    return tuple(
        duty
        for duty in law.duties
        if school.system in duty.systems
        and held.category in duty.population
        and (hired_this_year or not duty.before_post)
    )
