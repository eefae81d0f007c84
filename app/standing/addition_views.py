"""Pages on which the office adds versions to the school's law, sees their effect, and publishes them."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.accounts.guards import NotAllowedError
from app.accounts.second_person_queries import NotIndependentError
from app.domain import words
from app.domain.frozen_impact import from_json
from app.domain.roles import Role
from app.domain.rules import Column
from app.extensions import db
from app.policy.strict import StrictError
from app.schools import law_operations, law_queries, retraction_operations
from app.schools.impact_queries import impact_of_cause
from app.schools.law import law_of
from app.schools.law_models import AdditionState, LawAddition
from app.schools.law_wording import addition_title
from app.schools.retraction_operations import CannotRetractError
from app.standing import addition_entry_views, law_page
from app.standing import addition_page as page
from app.standing.addition_forms import DecideForm, RefuseForm
from app.standing.forms import read_as_of
from app.standing.impact import as_listed, first_day_of_effect, impact_of_addition
from app.standing.impact_views import papers_in_force
from app.standing.operations import publish_addition, retract_addition
from app.web.errors import ConflictError
from app.web.forms import VersionedForm

bp = Blueprint("additions", __name__, url_prefix="/law/additions")
office_only = roles_required(Role.HR, Role.ADMIN)
for name in ("text", "rule", "counting"):
    bp.add_url_rule(f"/{name}", name, getattr(addition_entry_views, name), methods=["GET", "POST"])


@bp.get("")
@office_only
def index() -> str:
    """Everything ever entered."""
    return render_template(
        "standing/additions.html",
        additions=law_queries.additions(actor().school_id),
        title_of=addition_title,
        states=page.STATE,
        may_enter=actor().has(Role.ADMIN),
    )


@bp.get("/<int:addition_id>")
@office_only
def show(addition_id: int) -> str:
    """What was entered, what it does, and who may publish it."""
    return _show(_addition_or_404(addition_id))


def _show(addition: LawAddition, refused: RefuseForm | None = None) -> str:
    kept = impact_of_cause(addition)
    return render_template(
        "standing/addition.html",
        kept=kept,
        kept_list=from_json(kept.found) if kept else None,
        page=page.addition_page(addition, actor()),
        title=addition_title(addition),
        states=page.STATE,
        refused=refused,
        as_of=first_day_of_effect(addition, clock.today()),
        words=words,
        listed=law_page.listed,
        cell_words=law_page.cell_words,
        columns=(Column.ANNUAL, Column.FIVE_YEAR),
    )


@bp.get("/<int:addition_id>/impact")
@office_only
def impact(addition_id: int) -> tuple[str, int]:
    """Who would change on a day if it were published."""
    addition = _addition_or_404(addition_id)
    if addition.state is not AdditionState.ENTERED:
        abort(404)
    as_of = read_as_of(request.args, first_day_of_effect(addition, clock.today()))
    problem = page.problem_of(law_of(addition.school_id), addition)
    html = render_template(
        "standing/_addition_impact.html" if "part" in request.args else "standing/addition_impact.html",
        addition=addition,
        title=addition_title(addition),
        as_of=as_of,
        problem=problem,
        impact=None if problem else as_listed(impact_of_addition(addition, as_of.day)),
    )
    return html, 400 if as_of.error else 200


@bp.post("/<int:addition_id>/publish")
@office_only
def publish(addition_id: int) -> Response:
    """Make it law; another person than who entered it."""
    addition = _addition_or_404(addition_id)
    _check_version(addition, DecideForm())
    return _step(
        addition,
        lambda: publish_addition(addition, actor=actor(), at=clock.now(), papers=papers_in_force()),
        "已公布，自它的日期起按新的版本判断。",
    )


@bp.post("/<int:addition_id>/refuse")
@office_only
def refuse(addition_id: int) -> Response | tuple[str, int]:
    """Decide against it."""
    addition = _addition_or_404(addition_id)
    form = RefuseForm()
    reason = form.reason.data or ""
    _check_version(addition, form, typed=[("不同意的原因", reason)])
    if not form.validate():
        return _show(addition, form), 422
    return _step(
        addition,
        lambda: law_operations.refuse(addition, reason, actor=actor(), at=clock.now()),
        "已记下：不同意公布。",
    )


@bp.post("/<int:addition_id>/withdraw")
@office_only
def withdraw(addition_id: int) -> Response:
    """Take back what one has entered."""
    addition = _addition_or_404(addition_id)
    _check_version(addition, DecideForm())
    return _step(
        addition,
        lambda: law_operations.withdraw(addition, actor=actor(), at=clock.now()),
        "已撤回。",
    )


@bp.post("/<int:addition_id>/retract")
@office_only
def ask_retraction(addition_id: int) -> Response | tuple[str, int]:
    """Ask that what is published and not yet in effect be taken back."""
    addition = _addition_or_404(addition_id)
    form = RefuseForm()
    reason = form.reason.data or ""
    _check_version(addition, form, typed=[("收回的原因", reason)])
    if not form.validate():
        return _show(addition, form), 422
    return _step(
        addition,
        lambda: retraction_operations.ask_retraction(addition, reason, actor=actor(), at=clock.now()),
        "已提出，等另一位人事或管理员同意后收回。",
    )


@bp.post("/<int:addition_id>/retract/agree")
@office_only
def retract(addition_id: int) -> Response:
    """Agree that it is taken back; another person than who asked."""
    addition = _addition_or_404(addition_id)
    _check_version(addition, DecideForm())
    return _step(
        addition,
        lambda: retract_addition(addition, actor=actor(), at=clock.now()),
        "已收回，不再是本校的规定。",
    )


@bp.post("/<int:addition_id>/retract/drop")
@office_only
def keep(addition_id: int) -> Response:
    """Leave it published."""
    addition = _addition_or_404(addition_id)
    _check_version(addition, DecideForm())
    return _step(
        addition,
        lambda: retraction_operations.keep(addition, actor=actor(), at=clock.now()),
        "没有收回，这一条照旧。",
    )


def _step(addition: LawAddition, change: Callable[[], object], done: str) -> Response:
    """Run one step and commit, or say why not."""
    back = url_for("standing.additions.show", addition_id=addition.id)
    try:
        change()
    except law_operations.DecidedError:
        raise ConflictError("这一条已经有人处理过了。", back=back) from None
    except (NotIndependentError, CannotRetractError) as error:
        flash(f"没有办理：{error}", "error")
    except (NotAllowedError, law_operations.SamePersonError, law_operations.NotEntererError):
        abort(403)
    except StrictError as error:
        db.session.rollback()
        flash(f"没有公布：{error}", "error")
    else:
        db.session.commit()
        flash(done, "success")
    return redirect(back)


def _check_version(
    addition: LawAddition, form: VersionedForm, typed: list[tuple[str, str]] | None = None
) -> None:
    if form.version.data != addition.version:
        raise ConflictError(
            "这一条刚刚被处理过，您的操作没有执行。",
            typed=typed,
            back=url_for("standing.additions.show", addition_id=addition.id),
        )


def _addition_or_404(addition_id: int) -> LawAddition:
    return law_queries.addition_or_404(actor().school_id, addition_id)
