"""Pages of practice plans."""

from flask import Blueprint, render_template

from app.accounts.access import roles_required
from app.domain.roles import Role

bp = Blueprint("plans", __name__, url_prefix="/plans")


@bp.get("")
@roles_required(Role.TEACHER, Role.HEAD, Role.HR, Role.ADMIN)
def index() -> str:
    """Plans that concern the reader."""
    return render_template("plans/index.html")
