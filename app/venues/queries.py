"""Reading the registry of places."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import Account
from app.domain.sites import SiteKind, comparable_name
from app.extensions import db
from app.venues.models import Site
from app.web.numbers import page_asked

PER_PAGE = 50
OFFERED = 10
"""Places that a search names at most."""
MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for a place finds."""

    sites: Sequence[Site]
    total: int
    """Of all that fit, those not named among them."""

    @property
    def left_out(self) -> int:
        return self.total - len(self.sites)


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


def search_sites(school_id: int, text: str) -> Found:
    """Places in use of whose name every word is a part, or whose credit code it is; beginnings first."""
    words = text.split()[:MAX_WORDS]
    by_name = and_(true(), *(_has(word) for word in words))
    by_code = Site.credit_code == comparable_name("".join(words)).upper()
    fits = (Site.school_id == school_id, Site.active, by_name | by_code)
    begins = _narrowed(Site.name).istartswith(comparable_name("".join(words)), autoescape=True)
    order = (case((begins, 0), else_=1), Site.name, Site.id)
    statement = select(Site).where(*fits).order_by(*order).limit(OFFERED)
    total = db.session.scalar(select(func.count(Site.id)).where(*fits))
    return Found(db.session.scalars(statement).all(), total or 0)


def found_by_id(school_id: int, site_id: int) -> Found:
    """The one place, as a search would give it."""
    fits = (Site.id == site_id, Site.school_id == school_id, Site.active)
    sites = db.session.scalars(select(Site).where(*fits)).all()
    return Found(sites, len(sites))


def _has(word: str) -> ColumnElement[bool]:
    """The word is a part of the name, as it is written or but for widths."""
    narrowed = _narrowed(Site.name).icontains(comparable_name(word), autoescape=True)
    return narrowed | Site.name.icontains(word, autoescape=True)


def _narrowed(name: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[str]:
    """What matters most of ``comparable_name``, as far as both databases can do it."""
    narrowed: ColumnElement[str] = func.replace(name, "\u3000", "")
    for written, plain in ((" ", ""), ("（", "("), ("）", ")")):
        narrowed = func.replace(narrowed, written, plain)
    return narrowed


def meant_enterprise(school_id: int, name: str, credit_code: str | None) -> Site | None:
    """The enterprise of this name, of this code, or of this name written differently."""
    known = find_site(school_id, SiteKind.ENTERPRISE, name)
    if known is None and credit_code:
        known = db.session.scalars(
            select(Site)
            .where(
                Site.school_id == school_id,
                Site.kind == SiteKind.ENTERPRISE,
                Site.credit_code == credit_code,
            )
            .order_by(Site.active.desc(), Site.id)
        ).first()
    return known or written_alike(school_id, name)


def twin_of(school_id: int, name: str, credit_code: str | None, *, besides: Site | None) -> Site | None:
    """Another enterprise of this code, or of this name but for how it is written."""
    wanted = comparable_name(name)
    rows = db.session.execute(
        select(Site.id, Site.name, Site.credit_code)
        .where(Site.school_id == school_id, Site.kind == SiteKind.ENTERPRISE)
        .where(true() if besides is None else Site.id != besides.id)
        .order_by(Site.active.desc(), Site.id)
    )
    for site_id, held, code in rows:
        if (credit_code and code == credit_code) or comparable_name(held) == wanted:
            return db.session.get_one(Site, site_id)
    return None


def is_twin(site: Site, name: str, credit_code: str) -> bool:
    """Whether the place is the enterprise that somebody is about to name anew."""
    same = site.credit_code == credit_code or comparable_name(site.name) == comparable_name(name)
    return site.kind is SiteKind.ENTERPRISE and same


def written_alike(school_id: int, name: str) -> Site | None:
    """The enterprise whose name differs only in how it is written.

    The names come from the index of the registry and are compared here: of what NFKC does, SQL knows little.
    """
    enterprises = (Site.school_id == school_id, Site.kind == SiteKind.ENTERPRISE)
    rows = db.session.execute(select(Site.id, Site.name).where(*enterprises).order_by(Site.id))
    wanted = comparable_name(name)
    same = next((site_id for site_id, held in rows if comparable_name(held) == wanted), None)
    return db.session.get(Site, same) if same is not None else None


def find_site(school_id: int, kind: SiteKind, name: str) -> Site | None:
    return db.session.scalar(
        select(Site).where(Site.school_id == school_id, Site.kind == kind, Site.name == name)
    )
