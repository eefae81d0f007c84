"""Changes to the registry of places."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.locks import lock_school
from app.accounts.models import Account
from app.audit.operations import as_json, record_event, set_changed
from app.domain.facts import Host
from app.domain.sites import ONLY_HOST, SiteKind, SiteLevel
from app.extensions import db
from app.schools.models import School
from app.venues.models import Site
from app.venues.queries import find_site, meant_enterprise, twin_of


class SiteExistsError(Exception):
    """The school has a place of this kind and name."""

    def __init__(self, site: Site) -> None:
        super().__init__(f"site {site.id} has this kind and name")
        self.site = site


class SiteClosedError(Exception):
    """HR has taken the place out of use."""


class EnterpriseKnownError(Exception):
    """The enterprise named is in the registry already, under another name or in another spelling."""

    def __init__(self, site: Site) -> None:
        super().__init__(f"site {site.id} is the enterprise meant")
        self.site = site


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the registry says of a place."""

    kind: SiteKind
    name: str
    host: Host
    credit_code: str | None = None
    level: SiteLevel | None = None
    document: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    active: bool = True


def add_site(facts: SiteFacts, *, actor: Account, at: datetime) -> Site:
    """Enter a place in the registry of the actor's school.

    Raises:
        SiteExistsError: it is there already.
        EnterpriseKnownError: so is the enterprise, by its credit code or in another spelling.
    """
    _check_new(facts, actor.school_id, itself=None)
    columns = _columns(facts)
    site = Site(school_id=actor.school_id, created_at=at, **columns)
    db.session.add(site)
    db.session.flush()
    said = {name: as_json(value) for name, value in columns.items() if value not in {None, ""}}
    record_event("site:add", "site", site.id, school_id=site.school_id, actor=actor, at=at, after=said)
    return site


def change_site(site: Site, facts: SiteFacts, *, actor: Account, at: datetime) -> None:
    """Change what the registry says; records keep the host they were saved with.

    Raises:
        SiteExistsError: another place has this kind and name.
        EnterpriseKnownError: the name or code now given is another enterprise's.
    """
    _check_new(facts, site.school_id, itself=site)
    before, after = set_changed(site, _columns(facts))
    db.session.flush()
    record_event(
        "site:change", "site", site.id,
        school_id=site.school_id, actor=actor, at=at, before=before, after=after,
    )  # fmt: skip


def name_enterprise(name: str, credit_code: str | None, *, actor: Account, at: datetime) -> Site:
    """The enterprise of this name; entered when a teacher is the first to name it.

    Raises:
        SiteClosedError: HR has taken it out of use.
        EnterpriseKnownError: the registry has its credit code, or its name written differently.
    """
    known = meant_enterprise(actor.school_id, name, credit_code)
    if known is None:  # only then in turn: nobody saves a record behind what is decided of the school
        _one_at_a_time(actor.school_id)
        known = meant_enterprise(actor.school_id, name, credit_code)
    if known is None:
        facts = SiteFacts(SiteKind.ENTERPRISE, name, Host.ENTERPRISE, credit_code=credit_code)
        try:
            with db.session.begin_nested():
                return add_site(facts, actor=actor, at=at)
        except IntegrityError:  # HR entered it at the same moment
            known = find_site(actor.school_id, SiteKind.ENTERPRISE, name)
    if known is None or not known.active:
        raise SiteClosedError
    if known.name != name:
        raise EnterpriseKnownError(known)
    return known


def _check_new(facts: SiteFacts, school_id: int, *, itself: Site | None) -> None:
    enterprise = facts.kind is SiteKind.ENTERPRISE
    if enterprise:
        _one_at_a_time(school_id)
    known = find_site(school_id, facts.kind, facts.name)
    if known is not None and known is not itself:
        raise SiteExistsError(known)
    if not enterprise or (itself is not None and _says_who(itself) == _says_who(facts)):
        return  # twins of old can still be taken out of use
    twin = twin_of(school_id, facts.name, facts.credit_code, besides=itself)
    if twin is not None:
        raise EnterpriseKnownError(twin)


def _says_who(place: Site | SiteFacts) -> tuple[SiteKind, str, str | None]:
    return place.kind, place.name, place.credit_code


def _one_at_a_time(school_id: int) -> None:
    """So that two people do not enter twins."""
    lock_school(db.session.get_one(School, school_id))


def _columns(facts: SiteFacts) -> dict[str, Any]:
    return asdict(facts) | {"host": ONLY_HOST.get(facts.kind, facts.host)}
