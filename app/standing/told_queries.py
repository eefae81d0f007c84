"""Who of a school is written to of what changes."""

from dataclasses import replace
from datetime import date

from app.domain.frozen_impact import FrozenImpact
from app.domain.reminders import Coverage
from app.extensions import db
from app.schools.models import School
from app.standing.school_queries import recipients
from app.standing.told import PapersOf, Told, told


def readers_of(school_id: int, found: FrozenImpact, today: date, papers: PapersOf) -> list[Told]:
    """Everybody of an impact who is written to, with what they are told and their recommendations."""
    readers = told(found, recipients(school_id), coverage_of(school_id), today)
    numbers = papers(school_id) if readers else {}
    return [replace(one, papers=numbers.get(one.person.teacher_id, ())) for one in readers]


def coverage_of(school_id: int) -> Coverage:
    """From when a school reminds, and from when on its records are known to be complete."""
    school = db.session.get_one(School, school_id)
    return Coverage(school.live_from, school.records_complete_from)
