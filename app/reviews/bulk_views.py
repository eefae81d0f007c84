"""Passing many records at once: a summary to confirm, then one transaction."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.domain import words
from app.domain.workflow import Action
from app.extensions import db
from app.reviews import bulk_wording
from app.reviews.bulk_operations import pass_together
from app.reviews.bulk_queries import BULK, LIMIT, Pick, Why, by_teacher, sort_out
from app.reviews.forms import BulkForm, read_asked, read_picks
from app.reviews.queries import Asked


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
    found = pass_together(picks, action, actor=actor(), at=clock.now())
    left = len(found.held) + found.unknown
    before = form.held.data if form.validate() and form.held.data else 0
    said = bulk_wording.outcome(action, len(found.passing), left + max(0, before))
    meanwhile = bulk_wording.meanwhile(found)
    db.session.commit()
    flash(said, "success" if found.passing else "warning")
    if left:
        flash(meanwhile, "warning")
    return redirect(url_for("reviews.index", **_asked().arguments))


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
        to_desk=frozenset({Why.CHANGED, Why.FLAGS}),
        asked=_asked(),
        form=BulkForm(formdata=None),
        pick=Pick,
        words=words,
    )
    return html, 200
