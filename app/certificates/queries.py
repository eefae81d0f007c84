"""Reading recommendations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.certificates.models import Certificate
from app.domain.certificates import normalize_code
from app.extensions import db
from app.schools.models import School
from app.teachers.models import Teacher


def find_by_code(typed: str) -> Certificate | None:
    """The recommendation of a verify code as somebody typed it."""
    # What cannot be a code is looked up like one, so that both take as long.
    code = normalize_code(typed) or ""
    return db.session.scalar(select(Certificate).where(Certificate.verify_code == code))


def find_certificate(certificate_id: int, *, school_id: int) -> Certificate | None:
    return db.session.scalar(
        select(Certificate).where(Certificate.id == certificate_id, Certificate.school_id == school_id)
    )


def certificate_of_proposal(proposal_id: int) -> Certificate | None:
    return db.session.scalar(select(Certificate).where(Certificate.proposal_id == proposal_id))


def certificates_of(teacher_id: int) -> Sequence[Certificate]:
    """Everything issued to a teacher, newest first; withdrawn ones too."""
    return db.session.scalars(
        select(Certificate).where(Certificate.teacher_id == teacher_id).order_by(Certificate.id.desc())
    ).all()


def numbers_in_force(school_id: int) -> Mapping[int, Sequence[str]]:
    """Of what a school issued and did not withdraw the numbers, by teacher."""
    rows = db.session.execute(
        select(Certificate.teacher_id, Certificate.number)
        .where(Certificate.school_id == school_id, Certificate.revoked_at.is_(None))
        .order_by(Certificate.id)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for teacher_id, number in rows:
        found[teacher_id].append(number)
    return found


def lacking_facts(teacher: Teacher, school: School) -> list[str]:
    """What has to be filled in before anything can be printed, in the words of the pages that hold it."""
    needed = {
        "教师的专业": teacher.specialty,
        "学校设置中的签发人": school.signatory,
        "学校设置中盖章处的文字": school.seal_place,
    }
    return [name for name, value in needed.items() if not value.strip()]
