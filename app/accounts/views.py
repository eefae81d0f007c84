"""Signing in and out, a new password, the own mail address."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_limiter.util import get_remote_address
from flask_login import current_user, login_required, login_user, logout_user
from werkzeug.wrappers import Response

from app import clock
from app.accounts import operations, stand_in_views
from app.accounts.access import actor
from app.accounts.forms import EmailForm, PasswordForm, SignInForm
from app.accounts.operations import WrongPasswordError
from app.accounts.passwords import WeakPasswordError
from app.extensions import db, limiter, login_manager
from app.web.links import is_own_path, page_of_request

bp = Blueprint("accounts", __name__)
bp.add_url_rule("/stand-ins", "stand_ins", stand_in_views.mine, methods=["GET", "POST"])
bp.add_url_rule("/stand-ins/<int:stand_in_id>/end", "end_stand_in", stand_in_views.end, methods=["POST"])
bp.add_url_rule(
    "/people/accounts/<int:account_id>/stand-ins",
    "stand_ins_of",
    stand_in_views.of_account,
    methods=["GET", "POST"],
)

_FREE_BEFORE_NEW_PASSWORD = frozenset({"accounts.password", "accounts.sign_out", "static", None})

login_manager.login_view = "accounts.sign_in"
login_manager.login_message = "请先登录，登录后会回到刚才的页面"
login_manager.login_message_category = "info"
login_manager.session_protection = None  # sign-ins are kept and ended on the server


@login_manager.unauthorized_handler
def ask_to_sign_in() -> Response:
    """Then back to the page, also when what was sent to it came too late."""
    flash(login_manager.login_message, login_manager.login_message_category)
    return redirect(url_for("accounts.sign_in", next=page_of_request()))


def _typed_name() -> str:
    """Cut where a name ends: the limits remember it."""
    return request.form.get("username", "").strip().lower()[:60]


def _name_and_address() -> str:
    return f"{_typed_name()} {get_remote_address()}"


def _own_account() -> str:
    return f"account {actor().id}" if current_user.is_authenticated else get_remote_address()


@bp.before_app_request
def ask_for_new_password() -> Response | None:
    """A one-time password opens nothing but the page to replace it."""
    if request.endpoint in _FREE_BEFORE_NEW_PASSWORD or not current_user.is_authenticated:
        return None
    if actor().must_change_password:
        return redirect(url_for("accounts.password"))
    return None


def safe_next(target: str | None) -> str:
    """A path of this site to go on to; anything else becomes the home page."""
    return target if target and is_own_path(target) else "/"


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("300/hour", key_func=_typed_name, methods=["POST"])
@limiter.limit("10/minute;50/hour", key_func=_name_and_address, methods=["POST"])
@limiter.limit("100/minute", key_func=get_remote_address, methods=["POST"])
def sign_in() -> str | Response:
    """Sign in; the limits are by name and address, since a school shares one address.

    By name alone there is more room, so that nobody shuts somebody else out from one address.
    """
    form = SignInForm()
    if form.validate_on_submit():
        try:
            account, token = operations.sign_in(
                form.username.data or "",
                form.password.data or "",
                at=clock.now(),
                ip=request.remote_addr or "",
                user_agent=request.user_agent.string,
            )
        except WrongPasswordError:
            db.session.commit()  # the failed try stays in the log
            form.password.errors = ["登录名或密码不对；忘记密码请联系人事处重置"]
            return render_template("accounts/sign_in.html", form=form)
        session.clear()  # nothing of before, the CSRF token included
        account.sign_in_token = token
        login_user(account)
        db.session.commit()
        return redirect(safe_next(request.args.get("next")))
    return render_template("accounts/sign_in.html", form=form)


@bp.post("/sign-out")
@login_required
def sign_out() -> Response:
    """End the sign-in on the server and forget the cookie's content."""
    operations.sign_out(actor(), session["_user_id"], at=clock.now())
    logout_user()
    session.clear()
    db.session.commit()
    return redirect(url_for("accounts.sign_in"))


@bp.route("/password", methods=["GET", "POST"])
@limiter.limit("10/minute;50/hour", key_func=_own_account, methods=["POST"])
@login_required
def password() -> str | Response:
    """Set a new password; then sign in anew."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            operations.change_password(
                actor(),
                form.old.data or "",
                form.new.data or "",
                at=clock.now(),
                fast_hash=current_app.config["SETTINGS"].argon2_fast,
            )
        except WrongPasswordError:
            form.old.errors = ["现在的密码不对"]
        except WeakPasswordError as error:
            form.new.errors = [str(error)]
        else:
            logout_user()
            session.clear()
            db.session.commit()
            flash("密码已更改，请用新密码登录", "success")
            return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/password.html", form=form)


@bp.route("/me/email", methods=["GET", "POST"])
@limiter.limit("10/minute;50/hour", key_func=_own_account, methods=["POST"])
@login_required
def email() -> str | Response:
    """Where my mail goes."""
    form = EmailForm(data={"email": actor().person.email})
    if form.validate_on_submit():
        try:
            operations.change_email(
                actor(), form.password.data or "", form.email.data or None, at=clock.now()
            )
        except WrongPasswordError:
            form.password.errors = ["登录密码不对"]
        else:
            db.session.commit()
            flash("邮箱已更改", "success")
            return redirect(url_for("teachers.own.me"))
    return render_template("accounts/email.html", form=form, account=actor())
