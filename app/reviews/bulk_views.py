"""Passing many records at once: a summary to confirm, then one transaction, which can be taken back."""

from datetime import UTC, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import login_required
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.domain import words
from app.domain.workflow import Action
from app.extensions import db
from app.reviews import bulk_wording
from app.reviews.batch_queries import Batch, batch_of
from app.reviews.bulk_operations import pass_together, take_back
from app.reviews.bulk_queries import BULK, LIMIT, Pick, Why, by_teacher, sort_out
from app.reviews.forms import BulkForm, read_asked, read_picks
from app.reviews.queries import Asked
from app.web.errors import ConflictError


@login_required
def summary() -> tuple[str, int]:
    """What would pass and what is held back; it changes nothing."""
    return _summary(_action(request.args.get("action", "")), read_picks(request.args))


@login_required
def pass_all() -> Response | tuple[str, int]:
    """Pass what the summary listed, as far as it still may."""
    action, picks, form = _action(request.form.get("action", "")), read_picks(request.form), BulkForm()
    if action is None or not 1 <= len(picks) <= LIMIT:
        return _summary(action, picks)
    at = clock.now()
    found = pass_together(picks, action, actor=actor(), at=at)
    before = form.held.data if form.validate() and form.held.data else 0
    said = bulk_wording.outcome(action, len(found.passing), found.left + max(0, before), len(found.decided))
    meanwhile = bulk_wording.meanwhile(found)
    db.session.commit()
    flash(said, "success" if found.passing else "warning")
    if meanwhile:
        flash(meanwhile, "warning")
    passed = at.isoformat() if found.passing else None
    return redirect(url_for("reviews.index", batch=passed, **_asked().arguments))


@login_required
def take_back_all() -> Response:
    """Take back what was passed together, as far as it still may."""
    if not actor().reviews_on(clock.today()):
        abort(403)
    batch = batch_asked(request.form)
    if batch is None:
        flash("没有可以撤回的批量决定", "warning")
        return redirect(url_for("reviews.index", **_asked().arguments))
    try:
        done = take_back(batch, actor=actor(), at=clock.now())
        said = bulk_wording.taken_back(done)
        db.session.commit()
    except StaleDataError:
        raise ConflictError(
            "其中的记录刚刚又有了变化，一份也没有撤回。", back=url_for("reviews.index")
        ) from None
    flash(said, "warning" if done.left else "success")
    return redirect(url_for("reviews.index", batch=batch.at.isoformat(), **_asked().arguments))


def batch_asked(values: MultiDict[str, str]) -> Batch | None:
    """The batch that an address or a form names by its moment; None where it is none of the actor's."""
    try:
        at = datetime.fromisoformat(values.get("batch", ""))
        return batch_of(actor(), at.astimezone(UTC)) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _action(sent: str) -> Action | None:
    """The step asked for; None where it is none that many records can take at once."""
    if not actor().reviews_on(clock.today()):
        abort(403)
    return Action(sent) if sent in BULK else None


def _asked() -> Asked:
    return read_asked(request.args)


def _summary(action: Action | None, picks: list[Pick]) -> tuple[str, int]:
    account, today = actor(), clock.today()
    wrong = bulk_wording.problem(action, len(picks))
    if wrong or action is None:
        html = render_template("reviews/together.html", wrong=wrong, asked=_asked())
        return html, 200 if request.method == "GET" and not picks else 400
    found = sort_out(picks, action, actor=account, on=today)
    by_person = by_teacher(
        found.passing, school_id=account.school_id, on=today, with_effect=action is Action.APPROVE
    )
    html = render_template(
        "reviews/together.html",
        wrong=None,
        action=action,
        title=bulk_wording.PASS_TOGETHER[action],
        follows=bulk_wording.FOLLOWS[action],
        found=found,
        by_person=by_person,
        half_hours=sum(one.half_hours for one in by_person),
        why=bulk_wording.WHY,
        spoke=bulk_wording.spoke,
        to_desk=frozenset({Why.CHANGED, Why.FLAGS}),
        asked=_asked(),
        form=BulkForm(formdata=None),
        pick=Pick,
        words=words,
    )
    return html, 200
