"""Reading the registry of places."""

from collections.abc import Sequence

from flask import abort
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import select

from app.accounts.models import Account
from app.domain.sites import SiteKind
from app.extensions import db
from app.venues.models import Site
from app.web.numbers import page_asked

PER_PAGE = 50


def site_or_404(site_id: int, actor: Account) -> Site:
    """A place of the actor's school."""
    site = db.session.get(Site, site_id)
    if site is None or site.school_id != actor.school_id:
        abort(404)
    return site


def registry(school_id: int, *, kind: SiteKind | None = None, text: str = "") -> Pagination:
    """A page of the registry by kind and name; ``text`` is a part of the name or the credit code."""
    statement = select(Site).where(Site.school_id == school_id)
    if kind is not None:
        statement = statement.where(Site.kind == kind)
    if text:
        found = Site.name.contains(text, autoescape=True)
        statement = statement.where(found | (Site.credit_code == text.upper()))
    statement = statement.order_by(Site.active.desc(), Site.kind, Site.name, Site.id)
    return db.paginate(
        statement, page=page_asked(), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False
    )


def sites_to_choose(school_id: int, *, but_always: int | None = None) -> Sequence[Site]:
    """Places a new record may name; a record's present place stays even when it is closed."""
    statement = (
        select(Site)
        .where(Site.school_id == school_id, Site.active | (Site.id == but_always))
        .order_by(Site.name, Site.id)
    )
    return db.session.scalars(statement).all()


def find_site(school_id: int, kind: SiteKind, name: str) -> Site | None:
    return db.session.scalar(
        select(Site).where(Site.school_id == school_id, Site.kind == kind, Site.name == name)
    )
