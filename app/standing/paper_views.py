"""A teacher's whole record, handed out as a file."""

from flask import Response, abort, request
from flask_login import login_required

from app import clock
from app.accounts.access import actor
from app.standing import queries
from app.standing.dossier import gather_dossier
from app.standing.forms import read_as_of
from app.standing.page import teacher_page
from app.standing.pdf import TITLE, draw_dossier
from app.web.filters import datetime_cn
from app.web.printing import printing_fonts, send_paper


@login_required
def dossier(teacher_id: int) -> Response:
    """The teacher's whole record on paper, as of the day that the page shows."""
    if not queries.may_see(actor(), teacher_id):
        abort(404)
    as_of = read_as_of(request.args, clock.today())
    if as_of.error:
        abort(400)
    page = teacher_page(queries.evaluate_teacher(teacher_id, as_of.day), str)
    paper = draw_dossier(gather_dossier(page), fonts=printing_fonts(), printed_on=datetime_cn(clock.now()))
    return send_paper(paper, f"{TITLE} {page.found.name} {as_of.day}")
