"""What the database holds, read back as the facts of a verdict."""

from datetime import date

from app.domain.facts import (
    AdoptedFrom,
    Category,
    CategoryFrom,
    GateFrom,
    Profile,
    ProfileFrom,
    System,
    Transition,
    WindowKind,
    YearBasis,
)
from app.domain.facts import Teacher as TeacherFacts
from app.extensions import db
from app.schools.models import DecisionKind, DecisionOrigin, SchoolDecision
from app.schools.queries import decisions_in_force, school_facts
from app.teachers.models import TeacherCategory
from app.teachers.queries import teacher_facts, teacher_facts_of_school
from tests.builders import AT, save

TODAY = date(2026, 11, 20)


def decided(school, kind, value, day, **values):
    return save(
        SchoolDecision(
            school_id=school.id, kind=kind, value=value, effective_from=day, document="示例文件",
            reason="示例理由", origin=DecisionOrigin.DEFAULT, decided_at=AT, **values,
        )
    )  # fmt: skip


def test_a_school_without_decisions_has_the_usual_facts(cast):
    facts = school_facts(cast.school.id, TODAY)
    assert (facts.system, facts.profiles, facts.gating) == (System.EDU, (), ())
    assert (facts.year_basis, facts.window) == (YearBasis.CALENDAR, WindowKind.ROLLING)


def test_decisions_become_dated_facts_of_their_own_school_only(cast):
    school = cast.school
    decided(school, DecisionKind.PROFILE, "WD22", date(2024, 1, 1))
    decided(school, DecisionKind.PROFILE, "WD20", date(2000, 1, 1))
    decided(school, DecisionKind.GATE, "LN-2021-5Y10M", date(2025, 1, 1), transition=Transition.GRANDFATHER)
    decided(school, DecisionKind.ADOPTION, "RS-2022-PERIODIC", date(2025, 1, 1))
    decided(cast.other_school, DecisionKind.PROFILE, "CAL30", date(2000, 1, 1))
    facts = school_facts(school.id, TODAY)
    assert facts.profiles == (
        ProfileFrom(Profile.WD20, date(2000, 1, 1)),
        ProfileFrom(Profile.WD22, date(2024, 1, 1)),
    )
    assert facts.gating == (GateFrom("LN-2021-5Y10M", date(2025, 1, 1), Transition.GRANDFATHER),)
    assert facts.adopted == (AdoptedFrom("RS-2022-PERIODIC", date(2025, 1, 1)),)


def test_year_basis_and_window_are_those_of_the_day(cast):
    school = cast.school
    decided(school, DecisionKind.YEAR_BASIS, "calendar", date(2000, 1, 1))
    decided(school, DecisionKind.YEAR_BASIS, "academic", date(2026, 9, 1))
    decided(school, DecisionKind.WINDOW, "fixed", date(2026, 9, 1), cycle_start=date(2021, 9, 1))
    assert school_facts(school.id, date(2026, 8, 31)).year_basis is YearBasis.CALENDAR
    after = school_facts(school.id, date(2026, 9, 1))
    assert (after.year_basis, after.window, after.cycle_start) == (
        YearBasis.ACADEMIC,
        WindowKind.FIXED,
        date(2021, 9, 1),
    )


def test_a_superseded_decision_is_no_fact(cast):
    row = decided(cast.school, DecisionKind.PROFILE, "CAL30", date(2000, 1, 1))
    row.superseded_at = AT
    db.session.flush()
    assert school_facts(cast.school.id, TODAY).profiles == ()
    assert decisions_in_force(cast.school.id, TODAY)[DecisionKind.PROFILE] == []


def test_a_teacher_is_read_alone_and_with_the_school_alike(cast):
    post = cast.teacher_post
    save(TeacherCategory(teacher_id=post.id, category=Category.GENERAL, first_day=date(2020, 9, 1)))
    db.session.commit()
    expected = TeacherFacts(
        hired_on=date(2015, 9, 1),
        categories=(
            CategoryFrom(Category.SPECIALIZED, date(2015, 9, 1)),
            CategoryFrom(Category.GENERAL, date(2020, 9, 1)),
        ),
    )
    everyone = teacher_facts_of_school(cast.school.id)
    assert teacher_facts(post.id) == everyone[post.id] == expected
    assert len(everyone) == 5
    assert cast.other_teacher_post.id not in everyone
