"""One proposal with its recommendation: what it rests on, and every decision about it."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.certificates.operations import OwnCaseError
from app.certificates.queries import certificate_of_proposal
from app.certificates.wording import ETHICS, LEVELS, PROFILES
from app.domain.roles import Role
from app.extensions import db
from app.recognition import (
    decision_operations,
    operations,
    page,
    queries,
    recheck_operations,
    recheck_queries,
    wording,
)
from app.recognition.forms import DecideForm, KeepForm, RejectForm
from app.recognition.frozen_verdict import from_json, what_changed
from app.recognition.in_force import rulings_gone
from app.recognition.models import Proposal, ProposalStatus
from app.recognition.operations import DecidedError, GateNotPassedError
from app.recognition.recheck_operations import NotSecondError
from app.recognition.second_check_queries import why_not_keep
from app.recognition.wording import REFUSALS, in_words
from app.standing.queries import evaluate_teacher
from app.web.errors import ConflictError
from app.web.forms import VersionedForm, typed
from app.web.printing import printing_fonts


@roles_required(Role.HR, Role.ADMIN)
def show(proposal_id: int) -> str:
    return _show(_proposal_or_404(proposal_id))


def _show(proposal: Proposal, reject: RejectForm | None = None, keep: KeepForm | None = None) -> str:
    certificate = certificate_of_proposal(proposal.id)
    verdict = from_json(proposal.verdict)
    fell = recheck_queries.what_fell(proposal)
    today = None
    if proposal.status is ProposalStatus.PROPOSED:
        today = evaluate_teacher(proposal.teacher_id, clock.today()).evaluation
    return render_template(
        "recognition/show.html",
        proposal=proposal,
        certificate=certificate,
        verdict=verdict,
        hint=page.gate_hint(today) if today else None,
        rulings_gone=rulings_gone(verdict.rulings, proposal.school_id),
        fell=fell,
        says=page.gate_hint(fell.evaluation) if fell else None,
        why_not_keep=why_not_keep(actor(), proposal, fell) if fell else None,
        rechecks=recheck_queries.rechecks_of(proposal),
        stated=queries.stated(proposal),
        changes=what_changed(verdict, today) if today else [],
        status=wording.STATUS,
        levels=LEVELS,
        ethics=ETHICS,
        profiles=PROFILES,
        reject=reject,
        keep=keep,
        may_decide=page.may_decide(actor(), proposal),
        may_withdraw=page.may_withdraw(actor(), proposal),
        why_not=page.why_not(actor(), proposal),
        own=actor().person_id == proposal.teacher.person_id,
        steps=page.history(proposal, certificate),
    )


@roles_required(Role.HR, Role.ADMIN)
def approve(proposal_id: int) -> Response:
    """Judge again on today's records; if the rule is still met, number, print and keep."""
    proposal = _proposal_or_404(proposal_id)
    _check_version(proposal, DecideForm())
    return _step(
        proposal,
        lambda: decision_operations.approve(proposal, actor=actor(), at=clock.now(), fonts=printing_fonts()),
        "已同意并出具推荐书，已给教师写信。",
    )


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
        lambda: decision_operations.reject(proposal, reason, actor=actor(), at=clock.now()),
        "已记下：不同意推荐。",
    )


@roles_required(Role.HR, Role.ADMIN)
def withdraw(proposal_id: int) -> Response:
    proposal = _proposal_or_404(proposal_id)
    _check_version(proposal, DecideForm())
    return _step(
        proposal, lambda: operations.withdraw(proposal, actor=actor(), at=clock.now()), "已撤回提名。"
    )


@roles_required(Role.HR, Role.ADMIN)
def keep(proposal_id: int) -> Response | tuple[str, int]:
    """Record that the recommendation was checked and stands without what counts no more."""
    proposal, form = _proposal_or_404(proposal_id), KeepForm()
    certificate = certificate_of_proposal(proposal.id)
    back = url_for("recognition.show", proposal_id=proposal.id)
    if certificate is None:
        abort(404)
    if not form.validate():
        return _show(proposal, keep=form), 422
    try:
        recheck_operations.keep(
            proposal, certificate, form.reason.data or "", seen=form.seen.data or "",
            actor=actor(), at=clock.now(),
        )  # fmt: skip
    except (OwnCaseError, NotSecondError) as error:
        db.session.rollback()
        flash(in_words(error), "error")
    except tuple(wording.KEPT_NOT) as error:
        raise ConflictError(wording.KEPT_NOT[type(error)], typed=typed(form), back=back) from None
    else:
        db.session.commit()
        flash("已记下：核对过，推荐书仍然成立。", "success")
    return redirect(back)


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
