"""Pages of practice."""

from flask import Blueprint, render_template
from flask_login import login_required

from app.accounts.access import actor
from app.practice import queries

bp = Blueprint("practice", __name__)


@bp.get("/records/<int:record_id>")
@login_required
def show(record_id: int) -> str:
    """One record with everything about it."""
    return render_template("practice/show.html", record=queries.record_or_404(record_id, actor()))
