"""The office looks after accounts: roles, one-time passwords, closing and opening."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.accounts.models import Account, Person
from app.domain.roles import Role
from app.extensions import db
from app.schools.queries import departments
from app.teachers import account_operations, queries
from app.teachers.account_operations import LastHolderError, grants_of, may_handle
from app.teachers.forms import AccountForm, RolesForm
from app.web.errors import ConflictError
from app.web.forms import VersionedForm

bp = Blueprint("accounts", __name__, url_prefix="/people/accounts")

office_only = roles_required(Role.HR, Role.ADMIN)


def page_of(person: Person) -> str:
    """Where a person's page is: teachers have an address of their own."""
    if person.teacher is not None:
        return url_for("teachers.show", teacher_id=person.teacher.id)
    return url_for("teachers.person", person_id=person.id)


def _account_or_abort(account_id: int) -> Account:
    """An account of the actor's school (404) that the actor may handle (403)."""
    found = queries.account_or_404(account_id, actor())
    if not may_handle(actor(), found):
        abort(403)
    return found


def _refuse_stale(form: VersionedForm, account: Account) -> None:
    if form.version.data != account.version:
        raise ConflictError(
            f"“{account.username}”的账号刚被别人改过，您的操作没有执行。", back=page_of(account.person)
        )


@bp.route("/<int:account_id>/roles", methods=["GET", "POST"])
@office_only
def roles(account_id: int) -> str | Response:
    """Give an account exactly these roles."""
    account = _account_or_abort(account_id)
    held = grants_of(account)
    form = RolesForm(data={"roles": held.roles, "headed": held.headed, "version": account.version})
    form.ask_roles(departments(actor().school_id), office=actor().has(Role.ADMIN))
    if form.validate_on_submit():
        _refuse_stale(form, account)
        if Role.TEACHER in form.grants.roles and account.person.teacher is None:
            form.roles.errors = ["先在“更改”里填写工号、系部和入职日期，再给“教师”身份"]
        else:
            try:
                account_operations.set_roles(account, form.grants, actor=actor(), at=clock.now())
            except LastHolderError as error:
                form.roles.errors = [str(error)]
            else:
                return _done(account, "身份已更改；本人须重新登录")
    return render_template("teachers/roles.html", form=form, account=account, back=page_of(account.person))


@bp.post("/<int:account_id>/password")
@office_only
def reset_password(account_id: int) -> str:
    """A new one-time password, shown once."""
    account = _account_or_abort(account_id)
    form = AccountForm()
    _refuse_stale(form, account)
    password = account_operations.reset_password(
        account, actor=actor(), at=clock.now(), fast_hash=current_app.config["SETTINGS"].argon2_fast
    )
    db.session.commit()
    return render_template(
        "teachers/password.html", account=account, password=password, back=page_of(account.person)
    )


@bp.post("/<int:account_id>/close")
@office_only
def close(account_id: int) -> Response:
    """Nobody signs in with it any more; what was done with it stays."""
    return _set_active(account_id, active=False, says="账号已停用，已登录的地方都已退出")


@bp.post("/<int:account_id>/open")
@office_only
def reopen(account_id: int) -> Response:
    """Let it sign in again."""
    return _set_active(account_id, active=True, says="账号已重新启用")


def _set_active(account_id: int, *, active: bool, says: str) -> Response:
    account = _account_or_abort(account_id)
    _refuse_stale(AccountForm(), account)
    try:
        account_operations.set_active(account, active=active, actor=actor(), at=clock.now())
    except LastHolderError as error:
        flash(str(error), "error")
        return redirect(page_of(account.person))
    return _done(account, says)


def _done(account: Account, says: str) -> Response:
    back = page_of(account.person)
    db.session.commit()
    flash(says, "success")
    return redirect(back)
