"""The office closes an account or changes its roles: what waits for it goes to somebody else."""

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.accounts.models import Account
from app.domain.roles import Role
from app.reviews import hand_over_operations, wording
from app.reviews.hand_over_queries import Share, heirs_without, heirs_without_roles
from app.schools.queries import departments
from app.teachers.account_operations import LastHolderError, grants_of
from app.teachers.account_views import account_or_abort, done, office_only, page_of, refuse_stale
from app.teachers.forms import AccountForm, RolesForm

bp = Blueprint("accounts", __name__, url_prefix="/people/accounts")


@bp.get("/<int:account_id>/close")
@office_only
def ask_to_close(account_id: int) -> str | Response:
    """What closing it does, before it is done."""
    account = account_or_abort(account_id)
    if not account.active:
        return redirect(page_of(account.person))
    heirs = heirs_without(account, clock.today())
    return render_template("reviews/close_account.html", **_about(account, heirs))


@bp.post("/<int:account_id>/close")
@office_only
def close(account_id: int) -> Response:
    """Nobody signs in with it any more; what was done with it stays."""
    account = account_or_abort(account_id)
    refuse_stale(AccountForm(), account)
    try:
        handed = hand_over_operations.close_account(account, actor=actor(), at=clock.now())
    except LastHolderError as error:
        flash(str(error), "error")
        return redirect(page_of(account.person))
    return done(account, "账号已停用，已登录的地方都已退出" + _said(handed))


@bp.route("/<int:account_id>/roles", methods=["GET", "POST"])
@office_only
def roles(account_id: int) -> str | Response:
    """Give an account exactly these roles."""
    account = account_or_abort(account_id)
    held = grants_of(account)
    form = RolesForm(data={"roles": held.roles, "headed": held.headed, "version": account.version})
    form.ask_roles(departments(actor().school_id), office=actor().has(Role.ADMIN))
    if form.validate_on_submit():
        refuse_stale(form, account)
        if Role.TEACHER in form.grants.roles and account.person.teacher is None:
            form.roles.errors = ["先在“更改”里填写工号、系部和入职日期，再给“教师”身份"]
        else:
            try:
                handed = hand_over_operations.change_roles(
                    account, form.grants, actor=actor(), at=clock.now()
                )
            except LastHolderError as error:
                form.roles.errors = [str(error)]
            else:
                return done(account, "身份已更改；本人须重新登录" + _said(handed))
    heirs = heirs_without_roles(account, clock.today())
    return render_template("teachers/roles.html", form=form, **_about(account, heirs))


def _about(account: Account, heirs: list[Share]) -> dict[str, object]:
    return {
        "account": account,
        "back": page_of(account.person),
        "waiting": wording.amount(heirs),
        "heirs": wording.hand_over(heirs),
    }


def _said(handed: list[Share]) -> str:
    if not handed:
        return ""
    return f"。原来等这个账号审核的 {wording.amount(handed)}：{wording.hand_over(handed)}"
