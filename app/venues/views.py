"""The registry of places: HR keeps it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.domain import words
from app.domain.roles import Role
from app.domain.sites import SiteKind, seems_credit_code
from app.extensions import db
from app.venues import operations, queries, wording
from app.venues.forms import SiteForm, read_search
from app.venues.operations import EnterpriseKnownError, SiteExistsError

bp = Blueprint("venues", __name__, url_prefix="/sites")

office_only = roles_required(Role.HR, Role.ADMIN)


@bp.get("")
@office_only
def index() -> str:
    """The registry, filtered by kind and a part of the name."""
    kind = request.args.get("kind", "")
    text = request.args.get("q", "").strip()
    chosen = SiteKind(kind) if kind in set(SiteKind) else None
    return render_template(
        "venues/index.html",
        page=queries.registry(actor().school_id, kind=chosen, text=text),
        kind=chosen,
        text=text,
        words=words,
    )


@bp.get("/search")
@login_required
def search() -> str:
    """A piece of the record form: the places that fit what is typed. It reads only."""
    account = actor()
    if account.person.teacher is None and not account.has(Role.HR, Role.ADMIN):
        abort(403)
    asked = read_search(request.args)
    found = (
        queries.search_sites(account.school_id, asked.text)
        if asked.site_id is None
        else queries.found_by_id(account.school_id, asked.site_id)
    )
    as_code = seems_credit_code(asked.code)
    return render_template(
        "venues/_found.html",
        asked=asked,
        found=found,
        problem=wording.code_problem(asked.code) if as_code else None,
        as_code=as_code,
        is_twin=lambda site: queries.is_twin(site, asked.text, asked.code),
        note_of=lambda site: wording.site_note(site, asked.span),
    )


@bp.route("/new", methods=["GET", "POST"])
@office_only
def new() -> str | Response:
    """Enter a place."""
    form = SiteForm()
    del form.version
    if form.validate_on_submit():
        try:
            site = operations.add_site(form.facts(), actor=actor(), at=clock.now())
        except SiteExistsError:
            form.name.errors = ["名录里已有同类别、同名称的单位"]
        except EnterpriseKnownError as error:
            form.say_known(error.site)
        else:
            return _saved(f"已加入名录：{site.name}")
    return render_template("venues/form.html", form=form, site=None)


@bp.route("/<int:site_id>/edit", methods=["GET", "POST"])
@office_only
def edit(site_id: int) -> str | Response:
    """Change an entry."""
    site = queries.site_or_404(site_id, actor())
    form = SiteForm.of(site)
    if form.is_submitted():
        form.check_version(site.version, back=url_for("venues.edit", site_id=site.id))
        if form.validate():
            try:
                operations.change_site(site, form.facts(), actor=actor(), at=clock.now())
            except SiteExistsError:
                form.name.errors = ["名录里已有同类别、同名称的单位"]
            except EnterpriseKnownError as error:
                form.say_known(error.site)
            else:
                return _saved(f"已保存：{site.name}")
    return render_template("venues/form.html", form=form, site=site)


def _saved(message: str) -> Response:
    db.session.commit()
    flash(message, "success")
    return redirect(url_for("venues.index"))
