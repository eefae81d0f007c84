"""Who reviews in whose place: one's own page, and the office's of an account."""

from flask import abort, flash, redirect, render_template, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app import clock
from app.accounts import queries, stand_in_operations
from app.accounts.access import actor, roles_required
from app.accounts.forms import StandInForm
from app.accounts.guards import NotAllowedError
from app.accounts.models import Account
from app.accounts.stand_in_operations import StandInOverError, StandInRefusedError, may_end, may_lend
from app.accounts.wording import capacity
from app.domain.roles import Role
from app.extensions import db
from app.web.errors import ConflictError


@login_required
def mine() -> str | Response:
    """What others do for me and what I do for others; ask somebody to stand in."""
    return _page(actor(), url_for("accounts.stand_ins"))


@roles_required(Role.HR, Role.ADMIN)
def of_account(account_id: int) -> str | Response:
    """The same of somebody else's account, for the office."""
    account = queries.account_or_404(account_id, actor())
    return _page(account, url_for("accounts.stand_ins_of", account_id=account.id))


@login_required
def end(stand_in_id: int) -> Response:
    """End it before its last day."""
    stand_in = queries.stand_in_or_404(stand_in_id, actor())
    lender = stand_in.for_account
    own = lender.person_id == actor().person_id
    back = url_for("accounts.stand_ins") if own else url_for("accounts.stand_ins_of", account_id=lender.id)
    try:
        stand_in_operations.end_stand_in(stand_in, actor=actor(), at=clock.now())
    except NotAllowedError:
        abort(403)
    except StandInOverError:
        raise ConflictError("这项代办已经结束了。", back=back) from None
    name = stand_in.account.person.name
    db.session.commit()
    flash(f"{name}的代办已结束，已写信告诉双方", "success")
    return redirect(back)


def _page(lender: Account, here: str) -> str | Response:
    form, today = StandInForm(), clock.today()
    heads = _headed(lender) if may_lend(actor(), lender, Role.HEAD) else {}
    hr = lender.active and lender.has(Role.HR) and may_lend(actor(), lender, Role.HR)
    form.offer(heads, lender, queries.colleagues(lender), hr=hr)
    open_ones = queries.open_stand_ins(lender, today)
    if form.is_submitted() and not form.what.choices and not open_ones:
        abort(403)
    if form.what.choices and form.validate_on_submit() and _appoint(lender, form):
        return redirect(here)
    return render_template(
        "accounts/stand_ins.html",
        lender=lender,
        own=lender.person_id == actor().person_id,
        form=form,
        lent=[one for one in open_ones if one.for_account_id == lender.id],
        held=[one for one in open_ones if one.account_id == lender.id],
        capacity=capacity,
        may_end=may_end(actor(), lender),
        asks_others=lender.active and lender.has(Role.HR) and not hr,
    )


def _headed(lender: Account) -> dict[int, str]:
    """Departments the account heads by itself, by name; none where it is closed."""
    headed = [grant.department for grant in lender.grants if grant.role is Role.HEAD and lender.active]
    return {department.id: department.name for department in headed if department}


def _appoint(lender: Account, form: StandInForm) -> bool:
    try:
        made = stand_in_operations.appoint(lender, form.lending, actor=actor(), at=clock.now())
    except NotAllowedError:
        abort(403)
    except StandInRefusedError as error:
        for name, message in error.problems.items():
            form[name].errors = [message]
        return False
    name = made.account.person.name
    db.session.commit()
    flash(f"已请{name}代办，到期自动结束；已写信告诉双方", "success")
    return True
