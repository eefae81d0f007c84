"""Steps of a plan: handing it in, a reviewer's word, its end, and the record made from it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import login_required
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.domain import words
from app.domain.facts import RecordStatus
from app.domain.roles import Part
from app.domain.workflow import Action, ClosedTransitionError
from app.extensions import db
from app.plans import operations, wording
from app.plans.forms import StepForm
from app.plans.models import PracticePlan
from app.plans.operations import IncompleteError, NotRunningError
from app.plans.page import REVIEWING, plan_page
from app.plans.queries import own_plan, plan_or_404
from app.practice.access import parts
from app.practice.draft_operations import WrittenWrongError
from app.practice.stale import refuse_stale
from app.practice.steps import OthersStepError, ReasonMissingError
from app.practice.undo_operations import ChangedSinceError, TooLateError
from app.web.errors import ConflictError

DONE = {
    Action.ENDORSE: "{name}的计划已同意，接着由人事处审批",
    Action.RETURN: "{name}的计划已退回，本人会收到通知，修改后可以重新提交",
    Action.APPROVE: "{name}的计划已批准，本人会收到通知",
    Action.REJECT: "{name}的计划已驳回，本人会收到通知",
    Action.REVOKE: "{name}的计划已撤销，本人会收到通知",
}
CHANGED = "在您的决定之后，这份计划又有了变化，不能撤回。"
TOO_LATE = {
    RecordStatus.APPROVED: "如确有错误，只能撤销批准并写明原因，再由本人另写一份。",
    RecordStatus.ENDORSED: "如有疑问，请告诉人事处，由人事处退回。",
    RecordStatus.RETURNED: "本人可以直接重新提交。",
    RecordStatus.REJECTED: "本人可以照它另写一份。",
    RecordStatus.REVOKED: "本人可以照它另写一份。",
}


def plan_html(plan: PracticePlan, form: StepForm | None = None, *, opened: str = "", error: str = "") -> str:
    """The page of a plan; where a reason was wrong, its form is open with what was sent."""
    return render_template(
        "plans/show.html",
        page=plan_page(plan, actor(), clock.today()),
        plan=plan,
        now=clock.now(),
        opened=opened,
        error=error,
        form=form or StepForm(formdata=None),
        words=words,
        wording=wording,
    )


@login_required
def submit(plan_id: int) -> Response:
    """Hand a plan in; what is missing is said beside its fields."""
    plan = own_plan(plan_id, actor())
    back = _check_version(plan)
    try:
        operations.act(plan, Action.SUBMIT, actor=actor(), at=clock.now())
    except IncompleteError as error:
        flash(f"还有 {len(error.problems)} 处要补齐，补齐并保存后再提交", "warning")
        return redirect(url_for("plans.edit", plan_id=plan.id, check=1))
    except ClosedTransitionError:
        raise ConflictError("这份计划已经不在可以提交的状态。", back=back) from None
    db.session.commit()
    flash("已提交", "success")
    return redirect(back)


@login_required
def withdraw(plan_id: int) -> Response:
    """Take a plan back while nobody has decided."""
    plan = own_plan(plan_id, actor())
    back = _check_version(plan)
    try:
        operations.act(plan, Action.WITHDRAW, actor=actor(), at=clock.now())
    except ClosedTransitionError:
        raise ConflictError("这份计划已经不在可以撤回的状态。", back=back) from None
    db.session.commit()
    flash("已撤回，可以修改后重新提交", "success")
    return redirect(back)


@login_required
def review(plan_id: int, action: str) -> str | Response:
    """A reviewer's word."""
    if action not in REVIEWING:
        abort(404)
    step = Action(action)
    plan = plan_or_404(plan_id, actor())
    if not parts(actor(), plan, clock.today()) - {Part.OWNER}:
        abort(403)
    form = StepForm()
    reason = form.words
    back = url_for("plans.show", plan_id=plan.id)
    if form.version.data != plan.version:
        raise _conflict(plan_id, reason)
    if not form.validate():
        return plan_html(plan, form, opened=action, error="原因最多 1000 字")
    try:
        operations.act(plan, step, actor=actor(), at=clock.now(), reason=reason)
    except OthersStepError:
        abort(403)
    except ReasonMissingError:
        return plan_html(plan, form, opened=action, error="请写明原因，本人会看到")
    except (ClosedTransitionError, StaleDataError) as error:
        raise _conflict(plan_id, reason) from error
    name = plan.teacher.person.name
    db.session.commit()
    flash(DONE[step].format(name=name), "success")
    return redirect(back)


@login_required
def undo(plan_id: int) -> Response:
    """Take back one's own decision of the last ten minutes."""
    plan = plan_or_404(plan_id, actor())
    back, version = url_for("plans.show", plan_id=plan.id), plan.version
    try:
        operations.undo(plan, actor=actor(), at=clock.now())
    except OthersStepError:
        abort(403)
    except TooLateError:
        raise ConflictError(f"已过 10 分钟，不能再撤回。{TOO_LATE[plan.status]}", back=back) from None
    except (ChangedSinceError, StaleDataError):
        raise ConflictError(CHANGED, back=back) from None
    if request.form.get("version", type=int) != version:
        raise ConflictError(CHANGED, back=back)
    now = words.RECORD_STATUS[plan.status]
    db.session.commit()
    flash(f"已撤回刚才的决定，这份计划现在是“{now}”", "success")
    return redirect(back)


def _conflict(plan_id: int, typed: str) -> ConflictError:
    """Somebody was quicker: say how the plan stands now, and keep what was typed."""
    db.session.rollback()
    now = db.session.get_one(PracticePlan, plan_id, populate_existing=True)
    return ConflictError(
        f"在您打开这一页之后，{now.teacher.person.name}的这份计划有了变化，"
        f"现在是“{words.RECORD_STATUS[now.status]}”，您的操作没有执行。",
        typed=[("您写的原因", typed)] if typed else [],
        back=url_for("plans.show", plan_id=plan_id),
    )


@login_required
def close(plan_id: int) -> str | Response:
    """End a plan whose practice did not happen."""
    plan = plan_or_404(plan_id, actor())
    form = StepForm()
    reason = form.words
    back = url_for("plans.show", plan_id=plan.id)
    if form.version.data != plan.version:
        raise _conflict(plan_id, reason)
    if not form.validate():
        return plan_html(plan, form, opened="close", error="原因最多 1000 字")
    try:
        operations.close_plan(plan, actor=actor(), at=clock.now(), reason=reason)
    except OthersStepError:
        abort(403)
    except ReasonMissingError:
        return plan_html(plan, form, opened="close", error="请写明为什么没有成行")
    except NotRunningError as error:
        raise ConflictError(str(error), typed=[("您写的原因", reason)] if reason else [], back=back) from None
    db.session.commit()
    flash("计划已结束", "success")
    return redirect(back)


@login_required
def make_record(plan_id: int) -> Response:
    """Begin the record of what was planned, and go there."""
    plan = own_plan(plan_id, actor())
    back = _check_version(plan)
    try:
        record = operations.make_record(plan, actor=actor(), at=clock.now())
    except NotRunningError as error:
        raise ConflictError(str(error), back=back) from None
    except WrittenWrongError as error:
        db.session.rollback()
        raise ConflictError(f"暂时不能生成实践记录：{error}。请联系人事处核对单位。", back=back) from None
    where = url_for("practice.show", record_id=record.id)
    db.session.commit()
    flash("已由计划生成实践记录，请核对后上传佐证，再提交", "success")
    return redirect(where)


def _check_version(plan: PracticePlan) -> str:
    """Refuse a button pressed on an old page; gives the plan's page."""
    back = url_for("plans.show", plan_id=plan.id)
    refuse_stale(plan.version, noun="这份计划", back=back)
    return back
