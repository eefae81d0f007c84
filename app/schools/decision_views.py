"""Pages of decisions: one person proposes, the office sees what it would do, another person confirms."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.accounts.guards import NotAllowedError
from app.accounts.second_person_queries import who_can, why_no_second
from app.domain import words
from app.domain.frozen_impact import from_json
from app.extensions import db
from app.schools import decision_operations, wording
from app.schools.checks import DecisionError
from app.schools.decision_operations import AnswerMissingError, SamePersonError, SettledError
from app.schools.decision_queries import (
    OFFICE,
    decided_already,
    decision_or_404,
    is_own,
    waiting_decisions,
    waits_beside,
)
from app.schools.forms import DecisionForm, SettleForm
from app.schools.impact_queries import impact_of_cause
from app.schools.law import law_of
from app.schools.models import CHANGES_VERDICTS, DecisionKind, DecisionOrigin, DecisionStatus, SchoolDecision
from app.schools.queries import coming_replaced_by, decisions_in_force
from app.web.errors import ConflictError
from app.web.forms import typed

bp = Blueprint("decisions", __name__, url_prefix="/decisions")

office_only = roles_required(*OFFICE)


@bp.route("/<kind>", methods=["GET", "POST"])
@office_only
def new(kind: str) -> str | Response:
    """Propose to decide one thing anew, from a day on."""
    if kind not in set(DecisionKind):
        abort(404)
    asked, school = DecisionKind(kind), actor().school
    held = decisions_in_force(school.id, clock.today())[asked]
    form = DecisionForm.for_kind(asked, school, held, request.args)
    if form.validate_on_submit():
        try:
            decision = decision_operations.propose(
                school, form.proposal(asked), actor=actor(), at=clock.now()
            )
        except DecisionError as error:
            form[error.field].errors = [str(error)]
        else:
            db.session.commit()
            flash("已提出，等另一位负责人确认后才执行", "success")
            return redirect(_page(decision))
    law = law_of(school.id)
    return render_template(
        "schools/decision_new.html",
        form=form,
        kind=asked,
        changes_verdicts=asked in CHANGES_VERDICTS,
        held=held,
        waiting=[one for one in waiting_decisions(school.id) if one.kind is asked],
        others=who_can(actor(), clock.now()),
        law=law,
        simulated=wording.simulated_only(law) if asked is DecisionKind.GATE else [],
        words=words,
        wording=wording,
    )


@bp.get("/<int:decision_id>")
@office_only
def show(decision_id: int) -> str:
    """A decision with what it would do; it is asked for by itself, so that this page is there at once."""
    return _show(decision_or_404(decision_id, actor()))


def _show(decision: SchoolDecision, refusal: SettleForm | None = None) -> str:
    proposed = decision.status is DecisionStatus.PROPOSED
    own = is_own(decision, actor())
    others, why_not = [], None
    if proposed and decision.proposed_by and decision.proposed_at:
        if own:
            others = who_can(decision.proposed_by, decision.proposed_at)
        else:
            why_not = why_no_second(actor(), decision.proposed_by, decision.proposed_at)
    kept = impact_of_cause(decision)
    return render_template(
        "schools/decision.html",
        decision=decision,
        kept=kept,
        kept_list=from_json(kept.found) if kept else None,
        refusal=refusal,
        may_settle=proposed and not own and not why_not,
        may_withdraw=proposed and own,
        others=others,
        beside=waits_beside(decision) if proposed else [],
        already=decided_already(decision) if proposed else None,
        why_not=why_not,
        shows_impact=proposed and decision.kind in CHANGES_VERDICTS,
        replaces=coming_replaced_by(decision, clock.today()) if proposed else (),
        was_confirmed=_was_confirmed(decision),
        wording=wording,
    )


def _was_confirmed(decision: SchoolDecision) -> bool:
    """By two people, of something that changes results: whom it changes was told to them."""
    by_two = decision.status is DecisionStatus.CONFIRMED and decision.origin is DecisionOrigin.SCHOOL
    return by_two and decision.kind in CHANGES_VERDICTS


@bp.post("/<int:decision_id>/refuse")
@office_only
def refuse(decision_id: int) -> Response | tuple[str, int]:
    """Let it not count, with the reason."""
    form = SettleForm()
    decision = as_shown(decision_id)
    if not form.validate():
        return _show(decision, form), 422
    try:
        return settled(
            decision,
            lambda: decision_operations.refuse(
                decision, form.reason.data or "", actor=actor(), at=clock.now()
            ),
            "已记下：不同意，没有执行；原因已告诉提出的人",
        )
    except AnswerMissingError:
        form.reason.errors = ["请写明不同意的原因"]
        return _show(decision, form), 422


@bp.post("/<int:decision_id>/withdraw")
@office_only
def withdraw(decision_id: int) -> Response:
    """Take back one's own."""
    decision = as_shown(decision_id)
    return settled(
        decision,
        lambda: decision_operations.withdraw(decision, actor=actor(), at=clock.now()),
        "已撤回，没有执行",
    )


def as_shown(decision_id: int) -> SchoolDecision:
    """The decision, as long as it is what the page showed."""
    decision = decision_or_404(decision_id, actor())
    form = SettleForm()
    if form.version.data != decision.version:
        raise ConflictError(
            "在您打开这一页之后，这项决定已有变化，您的操作没有生效。",
            typed=typed(form),
            back=_page(decision),
        )
    return decision


def settled(decision: SchoolDecision, step: Callable[[], object], says: str) -> Response:
    """Run one step and commit, or say why not; confirming is ``standing``'s, which knows whom it changes."""
    try:
        step()
    except SamePersonError:
        flash("这是您本人提出的，请由另一位人事或学校管理员确认", "error")
    except SettledError:
        flash("这项决定已经办结", "error")
    except (DecisionError, NotAllowedError) as error:
        flash(f"没有办理：{error}", "error")
    else:
        db.session.commit()
        flash(says, "success")
    return redirect(_page(decision))


def _page(decision: SchoolDecision) -> str:
    return url_for("schools.decisions.show", decision_id=decision.id)
