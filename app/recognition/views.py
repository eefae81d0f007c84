"""Pages of proposals: the list, and a new one."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.certificates.queries import certificates_of, lacking_facts
from app.certificates.wording import LEVELS
from app.domain.roles import Role
from app.domain.words import notice_period as notice_period_words
from app.extensions import db
from app.recognition import one_views, operations, page, queries, wording
from app.recognition.forms import ProposalForm, TeacherForm
from app.recognition.operations import (
    NoticeTooShortError,
    OpenProposalError,
)
from app.recognition.wording import REFUSALS, in_words
from app.schools.decision_queries import notice_period
from app.schools.models import School
from app.standing.queries import TeacherStanding, evaluate_school, evaluate_teacher
from app.teachers.models import Teacher
from app.teachers.queries import teacher_or_404
from app.web.numbers import row_number

bp = Blueprint("recognition", __name__)
bp.add_url_rule("/recommendations/<int:proposal_id>", view_func=one_views.show)
bp.add_url_rule("/recommendations/<int:proposal_id>/approve", view_func=one_views.approve, methods=["POST"])
bp.add_url_rule("/recommendations/<int:proposal_id>/reject", view_func=one_views.reject, methods=["POST"])
bp.add_url_rule("/recommendations/<int:proposal_id>/withdraw", view_func=one_views.withdraw, methods=["POST"])
bp.add_url_rule("/recommendations/<int:proposal_id>/keep", view_func=one_views.keep, methods=["POST"])


@bp.get("/recommendations")
@login_required
def index() -> str:
    """All of the school for its office; for everybody else their own."""
    if not actor().has(Role.HR, Role.ADMIN):
        teacher = actor().person.teacher
        issued = certificates_of(teacher.id) if teacher else []
        return render_template("recognition/mine.html", issued=issued, levels=LEVELS)
    return render_template(
        "recognition/index.html",
        rows=queries.proposals_of_school(actor().school_id),
        unchecked=queries.unchecked(actor().school_id),
        status=wording.STATUS,
        levels=LEVELS,
        may_propose=actor().has(Role.HR),
    )


@bp.route("/recommendations/new", methods=["GET", "POST"])
@roles_required(Role.HR)
def new() -> str | Response | tuple[str, int]:
    """First the teacher, then, if the rule that decides is met, what is to be printed."""
    today = clock.today()
    teacher_id = request.args.get("teacher_id", type=row_number)
    if teacher_id is None:
        return _choose_teacher(today)
    teacher = teacher_or_404(teacher_id, actor())
    standing = evaluate_teacher(teacher.id, today)
    form = ProposalForm(today=today)
    if form.validate_on_submit():
        try:
            proposal = operations.propose(
                teacher, form.entry(), actor=actor(), at=clock.now(), evaluation=standing.evaluation
            )
        except OpenProposalError as error:
            return redirect(url_for("recognition.show", proposal_id=error.proposal.id))
        except NoticeTooShortError as error:
            form.notice_last.errors = [in_words(error)]
        except REFUSALS as error:
            form.form_errors.append(in_words(error))
        else:
            db.session.commit()
            flash("已提名，等待另一位负责人决定。", "success")
            return redirect(url_for("recognition.show", proposal_id=proposal.id))
    html = _proposal_page(teacher, standing, form)
    return (html, 422) if request.method == "POST" else html


def _choose_teacher(today: date) -> str:
    form = TeacherForm(formdata=None)
    teachers = queries.teachers_to_choose(actor(), today)  # first: whoever comes after them is judged, too
    evaluations = evaluate_school(actor().school_id, today)
    form.teacher_id.choices = page.choices(teachers, evaluations)
    return render_template("recognition/choose.html", form=form)


def _proposal_page(teacher: Teacher, standing: TeacherStanding, form: ProposalForm) -> str:
    return render_template(
        "recognition/new.html",
        teacher=teacher,
        standing=standing,
        form=form,
        hint=page.gate_hint(standing.evaluation),
        own=actor().person_id == teacher.person_id,
        lacking=lacking_facts(teacher, db.session.get_one(School, teacher.school_id)),
        waiting=queries.open_proposal_of(teacher.id),
        issued=[row for row in certificates_of(teacher.id) if row.revoked_at is None],
        levels=LEVELS,
        notice_says=notice_period_words(notice_period(teacher.school_id, clock.today())),
        latest=queries.latest_notice(teacher.school_id, clock.today()),
    )
