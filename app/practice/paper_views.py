"""The form an enterprise stamps, handed out as a file."""

from flask import Response, abort
from flask_login import login_required

from app import clock
from app.accounts.access import actor
from app.extensions import db
from app.practice.appraisal import appraisal_facts
from app.practice.models import RecordKind
from app.practice.page import record_page
from app.practice.pdf import TITLE, draw_appraisal
from app.practice.queries import record_or_404
from app.schools.models import School
from app.web.filters import datetime_cn
from app.web.printing import printing_fonts, send_paper


@login_required
def blank_appraisal() -> Response:
    """The form without a word about anybody."""
    return send_paper(draw_appraisal(None, fonts=printing_fonts()), f"{TITLE}（空白）")


@login_required
def appraisal(record_id: int) -> Response:
    """The form with a practice record in it; a training class ends with a certificate instead."""
    record = record_or_404(record_id, actor())
    if record.kind is not RecordKind.PRACTICE:
        abort(404)
    now = clock.now()
    school = db.session.get_one(School, record.school_id)
    facts = appraisal_facts(record, school.name, record_page(record, actor(), clock.today()))
    paper = draw_appraisal(facts, fonts=printing_fonts(), printed_on=datetime_cn(now))
    return send_paper(paper, f"{TITLE} {facts.teacher} {facts.first_day}")
