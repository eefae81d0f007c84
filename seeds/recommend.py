"""Recommendations of the demo: issued, waiting, and withdrawn."""

from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app.accounts.models import Account
from app.certificates.models import Certificate
from app.certificates.operations import revoke_certificate
from app.clock import SHANGHAI
from app.domain.certificates import EthicsResult, Level
from app.domain.gate import passes
from app.extensions import db
from app.recognition.decision_operations import approve
from app.recognition.operations import Entry, propose
from app.recognition.queries import latest_notice
from app.recognition.wording import STEPS_DONE
from app.schools.models import School
from app.standing.queries import evaluate_school
from app.teachers.models import Teacher
from app.web.fonts import FOLDER, load_fonts

LEVELS = (Level.MIDDLE, Level.JUNIOR, Level.SENIOR, Level.MIDDLE)
WANTED = 4
"""Two are issued and stand, one is issued and withdrawn, one waits for the second person."""


def recommend(school: School, hr: Account, hr2: Account, now: datetime) -> int:
    """Propose those who pass, decide on all but the last; returns how many were issued."""
    today = now.astimezone(SHANGHAI).date()
    evaluations = evaluate_school(school.id, today)
    passing = [key for key, evaluation in evaluations.items() if passes(evaluation.gate)]
    teachers = db.session.scalars(select(Teacher).where(Teacher.id.in_(passing)).order_by(Teacher.id)).all()
    fonts = load_fonts(Path(current_app.instance_path) / FOLDER)
    issued: list[Certificate] = []
    posted, last_day = latest_notice(school.id, today)
    for teacher, level in zip(teachers[:WANTED], LEVELS, strict=False):
        entry = Entry(
            level=level,
            criteria="《辽宁省职业教育“双师型”教师认定实施办法（试行）》",
            ethics_result=EthicsResult.EXCELLENT,
            ethics_year=today.year - 1,
            notice_first=posted,
            notice_last=last_day,
            stated=STEPS_DONE,
        )
        proposal = propose(teacher, entry, actor=hr, at=now, evaluation=evaluations[teacher.id])
        if len(issued) + 1 < min(WANTED, len(teachers)):
            issued.append(approve(proposal, actor=hr2, at=now, fonts=fonts))
    if len(issued) > 1:
        revoke_certificate(issued[-1], "复核发现一段实践的佐证有误，待更正后重新推荐", actor=hr2, at=now)
    return len(issued)
