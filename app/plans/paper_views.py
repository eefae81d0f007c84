"""A plan's papers, handed out as files."""

from flask import Response
from flask_login import login_required

from app import clock
from app.accounts.access import actor
from app.extensions import db
from app.plans import handbook_pdf, pdf
from app.plans.page import plan_page
from app.plans.queries import plan_or_404
from app.schools.models import School
from app.web.filters import datetime_cn
from app.web.printing import printing_fonts, send_paper


@login_required
def application(plan_id: int) -> Response:
    """The application with what department and HR have said."""
    plan = plan_or_404(plan_id, actor())
    page = plan_page(plan, actor(), clock.today())
    school = db.session.get_one(School, plan.school_id).name
    paper = pdf.draw_application(
        page, school=school, fonts=printing_fonts(), printed_on=datetime_cn(clock.now())
    )
    return send_paper(paper, f"{pdf.TITLE} {plan.teacher.person.name} {plan.first_day}")


@login_required
def handbook(plan_id: int) -> Response:
    """Weekly log, checks and summary together."""
    plan = plan_or_404(plan_id, actor())
    page = plan_page(plan, actor(), clock.today())
    school = db.session.get_one(School, plan.school_id).name
    paper = handbook_pdf.draw_handbook(
        page, school=school, fonts=printing_fonts(), printed_on=datetime_cn(clock.now())
    )
    return send_paper(paper, f"{handbook_pdf.TITLE} {plan.teacher.person.name} {plan.first_day}")
