"""One ruling: what it says, what rests on it, and taking it back."""

from flask import flash, redirect, render_template, url_for
from flask_login import login_required
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.certificates.operations import OwnCaseError
from app.domain.roles import Role
from app.extensions import db
from app.rulings import operations, queries, wording
from app.rulings.forms import RevokeForm
from app.rulings.naming_queries import naming
from app.rulings.operations import RevokedError
from app.rulings.page import held_from_revoking, history, resting
from app.rulings.reopening_queries import is_asked_without
from app.standing.queries import own_teacher_id
from app.teachers.ruling_models import Ruling
from app.teachers.wording import RULING_WORDS
from app.web.errors import ConflictError
from app.web.forms import typed

CHANGED = "这份裁定刚刚被别人撤销，您的操作没有生效。"


@login_required
def show(number: str) -> str:
    """A ruling, for the office of its school and for the teacher it is about."""
    return _show(queries.ruling_or_404(number, actor()))


def _show(ruling: Ruling, refused: RevokeForm | None = None) -> str:
    office, own = actor().has(Role.HR, Role.ADMIN), ruling.teacher_id == own_teacher_id(actor())
    decision, today = queries.rulings_of_decision(ruling), clock.today()
    names = naming(decision, today)
    rests = resting(ruling, today) if office and not own else []
    return render_template(
        "rulings/show.html",
        ruling=ruling,
        said=wording.said(names, [ruling]),
        others=[one for one in decision if one is not ruling],
        rule_words={one.number: wording.rule_words_of(names, one) for one in decision},
        ruling_words=RULING_WORDS,
        steps=history(ruling),
        resting=rests,
        asked_again=office and not ruling.revoked_at and is_asked_without(decision, today),
        office=office,
        own=own,
        held=held_from_revoking(ruling, actor()) if office else "",
        refused=refused,
        back=url_for("standing.teacher", teacher_id=ruling.teacher_id),
    )


@roles_required(Role.HR, Role.ADMIN)
def revoke(number: str) -> Response | tuple[str, int]:
    """Take a ruling back; what it decided is open again."""
    ruling, form = queries.ruling_or_404(number, actor()), RevokeForm()
    back = url_for("rulings.show", number=number)
    if form.version.data != ruling.version:
        raise ConflictError(CHANGED, typed=typed(form), back=back)
    if not form.validate():
        return _show(ruling, form), 400
    try:
        taken = operations.revoke(ruling, form.reason.data or "", actor=actor(), at=clock.now())
        again = "这件事已回到待裁定的列表，" if is_asked_without(taken, clock.today()) else ""
        said = f"已撤销 {len(taken)} 份裁定；{again}教师本人会收到通知"
        db.session.commit()
    except OwnCaseError:
        flash("这份裁定关于您本人，或它所依据的记录、离岗由您录入，请由另一位人事或学校管理员撤销", "error")
        return redirect(back)
    except (RevokedError, StaleDataError):
        db.session.rollback()
        raise ConflictError(CHANGED, typed=typed(form), back=back) from None
    flash(said, "success")
    return redirect(back)
