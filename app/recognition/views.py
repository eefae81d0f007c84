"""Pages of proposals: the list, a new one, one with its decision."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.certificates.queries import certificate_of_proposal, certificates_of, lacking_facts
from app.certificates.wording import ETHICS, LEVELS, PROFILES
from app.domain.roles import Role
from app.domain.words import notice_period as notice_period_words
from app.extensions import db
from app.recognition import operations, page, queries, wording
from app.recognition.forms import DecideForm, ProposalForm, RejectForm, TeacherForm
from app.recognition.frozen_verdict import from_json, what_changed
from app.recognition.models import Proposal, ProposalStatus
from app.recognition.operations import (
    DecidedError,
    GateNotPassedError,
    NoticeTooShortError,
    OpenProposalError,
)
from app.recognition.reliance import gate_without
from app.recognition.wording import REFUSALS, in_words
from app.schools.decision_queries import notice_period
from app.schools.models import School
from app.standing.queries import TeacherStanding, evaluate_school, evaluate_teacher
from app.teachers.models import Teacher
from app.teachers.queries import teacher_or_404
from app.web.errors import ConflictError
from app.web.forms import VersionedForm
from app.web.numbers import row_number
from app.web.printing import printing_fonts

bp = Blueprint("recognition", __name__)


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
    form = ProposalForm(today=today, notice=queries.latest_notice(teacher.school_id, today))
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
    evaluations = evaluate_school(actor().school_id, today)
    form = TeacherForm(formdata=None)
    teachers = queries.teachers_to_choose(actor(), today)
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
    )


@bp.get("/recommendations/<int:proposal_id>")
@roles_required(Role.HR, Role.ADMIN)
def show(proposal_id: int) -> str:
    return _show(_proposal_or_404(proposal_id))


def _show(proposal: Proposal, reject: RejectForm | None = None) -> str:
    certificate = certificate_of_proposal(proposal.id)
    verdict = from_json(proposal.verdict)
    gone = queries.records_gone(verdict) if certificate and certificate.revoked_at is None else []
    gate = gate_without(proposal.teacher_id, proposal.as_of, map(str, gone)) if gone else None
    today = None
    if proposal.status is ProposalStatus.PROPOSED:
        today = evaluate_teacher(proposal.teacher_id, clock.today()).evaluation
    return render_template(
        "recognition/show.html",
        proposal=proposal,
        certificate=certificate,
        verdict=verdict,
        hint=page.gate_hint(today) if today else None,
        gone=gone,
        rulings_gone=queries.rulings_gone(verdict, proposal.school_id),
        stands=gate is not None and gate.passes,
        changes=what_changed(verdict, today) if today else [],
        status=wording.STATUS,
        levels=LEVELS,
        ethics=ETHICS,
        profiles=PROFILES,
        reject=reject,
        may_decide=page.may_decide(actor(), proposal),
        may_withdraw=page.may_withdraw(actor(), proposal),
        why_not=page.why_not(actor(), proposal),
        own=actor().person_id == proposal.teacher.person_id,
        steps=page.history(proposal, certificate),
    )


@bp.post("/recommendations/<int:proposal_id>/approve")
@roles_required(Role.HR, Role.ADMIN)
def approve(proposal_id: int) -> Response:
    """Judge again on today's records; if the rule is still met, number, print and keep."""
    proposal = _proposal_or_404(proposal_id)
    _check_version(proposal, DecideForm())
    return _step(
        proposal,
        lambda: operations.approve(proposal, actor=actor(), at=clock.now(), fonts=printing_fonts()),
        "已同意并出具推荐书，已给教师写信。",
    )


@bp.post("/recommendations/<int:proposal_id>/reject")
@roles_required(Role.HR, Role.ADMIN)
def reject(proposal_id: int) -> Response | tuple[str, int]:
    proposal = _proposal_or_404(proposal_id)
    form = RejectForm()
    reason = form.reason.data or ""
    _check_version(proposal, form, typed=[("不同意的原因", reason)])
    if not form.validate():
        return _show(proposal, form), 422
    return _step(
        proposal,
        lambda: operations.reject(proposal, reason, actor=actor(), at=clock.now()),
        "已记下：不同意推荐。",
    )


@bp.post("/recommendations/<int:proposal_id>/withdraw")
@roles_required(Role.HR, Role.ADMIN)
def withdraw(proposal_id: int) -> Response:
    proposal = _proposal_or_404(proposal_id)
    _check_version(proposal, DecideForm())
    return _step(
        proposal, lambda: operations.withdraw(proposal, actor=actor(), at=clock.now()), "已撤回提名。"
    )


def _step(proposal: Proposal, change: Callable[[], object], done: str) -> Response:
    """Run one step and commit, or undo all of it and say why."""
    back = url_for("recognition.show", proposal_id=proposal.id)
    try:
        change()
    except DecidedError:
        raise ConflictError("这项提名已经有人处理过了。", back=back) from None
    except GateNotPassedError as error:
        db.session.rollback()
        flash("没有执行：" + in_words(error) + "".join(error.changes), "error")
    except REFUSALS as error:
        db.session.rollback()
        flash("没有执行：" + in_words(error), "error")
    else:
        db.session.commit()
        flash(done, "success")
    return redirect(back)


def _check_version(
    proposal: Proposal, form: VersionedForm, typed: list[tuple[str, str]] | None = None
) -> None:
    if form.version.data != proposal.version:
        raise ConflictError(
            "这项提名刚刚被处理过，您的操作没有执行。",
            typed=typed,
            back=url_for("recognition.show", proposal_id=proposal.id),
        )


def _proposal_or_404(proposal_id: int) -> Proposal:
    proposal = queries.find_proposal(proposal_id, school_id=actor().school_id)
    if proposal is None:
        abort(404)
    return proposal
