"""The office looks after accounts: one-time passwords, opening again; reviews hand over the rest."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.accounts.models import Account, Person
from app.accounts.queries import account_or_404
from app.domain.roles import Role
from app.extensions import db
from app.teachers import account_operations
from app.teachers.account_operations import may_handle
from app.teachers.forms import AccountForm
from app.web.errors import ConflictError
from app.web.forms import VersionedForm

bp = Blueprint("accounts", __name__, url_prefix="/people/accounts")

office_only = roles_required(Role.HR, Role.ADMIN)


def page_of(person: Person) -> str:
    """Where a person's page is: teachers have an address of their own."""
    if person.teacher is not None:
        return url_for("teachers.show", teacher_id=person.teacher.id)
    return url_for("teachers.person", person_id=person.id)


def account_or_abort(account_id: int) -> Account:
    """An account of the actor's school (404) that the actor may handle (403)."""
    found = account_or_404(account_id, actor())
    if not may_handle(actor(), found, clock.today()):
        abort(403)
    return found


def refuse_stale(form: VersionedForm, account: Account) -> None:
    """Refuse a form about an account that has changed since."""
    if form.version.data != account.version:
        raise ConflictError(
            f"“{account.username}”的账号刚被别人改过，您的操作没有执行。", back=page_of(account.person)
        )


@bp.post("/<int:account_id>/password")
@office_only
def reset_password(account_id: int) -> str:
    """A new one-time password, shown once."""
    account = account_or_abort(account_id)
    form = AccountForm()
    refuse_stale(form, account)
    password = account_operations.reset_password(
        account, actor=actor(), at=clock.now(), fast_hash=current_app.config["SETTINGS"].argon2_fast
    )
    db.session.commit()
    return render_template(
        "teachers/password.html", account=account, password=password, back=page_of(account.person)
    )


@bp.post("/<int:account_id>/open")
@office_only
def reopen(account_id: int) -> Response:
    """Let it sign in again."""
    account = account_or_abort(account_id)
    refuse_stale(AccountForm(), account)
    account_operations.set_active(account, active=True, actor=actor(), at=clock.now())
    return done(account, "账号已重新启用")


def done(account: Account, says: str) -> Response:
    """Commit, and back to the person with a word."""
    back = page_of(account.person)
    db.session.commit()
    flash(says, "success")
    return redirect(back)
