"""The place that a record form means: chosen from the list, or an enterprise named in it."""

from datetime import datetime

from app.accounts.models import Account
from app.domain.facts import Host
from app.domain.sites import SiteKind
from app.extensions import db
from app.practice.forms import NOT_LISTED, RecordForm
from app.venues.models import Site
from app.venues.operations import EnterpriseKnownError, SiteClosedError, name_enterprise
from app.venues.queries import meant_enterprise
from app.venues.wording import SITE_CLOSED, already_listed


def place_of(form: RecordForm, *, actor: Account, at: datetime) -> Site | None:
    """The place, entered in the registry where it is new; None where the form says why it cannot be."""
    chosen = _chosen(form)
    if chosen is not None:
        db.session.refresh(chosen)  # the list was read before the files were looked into
        if chosen.active or chosen.id == form.always:
            return chosen
        form.site_id.errors = [NOT_LISTED]
        return None
    try:
        return name_enterprise(form.enterprise.data or "", form.credit_code.data or None, actor=actor, at=at)
    except SiteClosedError:
        form.enterprise.errors = [SITE_CLOSED]
    except EnterpriseKnownError as error:
        form.offer_known(error.site)
    return None


def place_while_typing(form: RecordForm, school_id: int) -> Site | str:
    """The place as it would be entered, but it is not; or why it cannot be."""
    chosen = _chosen(form)
    if chosen is not None:
        return chosen
    name = form.enterprise.data or ""
    code = None if form.credit_code.errors else form.credit_code.data
    known = meant_enterprise(school_id, name, code)
    if known is None:
        return Site(school_id=school_id, kind=SiteKind.ENTERPRISE, name=name, host=Host.ENTERPRISE)
    if not known.active:
        return SITE_CLOSED
    return known if known.name == name else already_listed(known, code)


def _chosen(form: RecordForm) -> Site | None:
    return form.sites.get(form.site_id.data or "")
