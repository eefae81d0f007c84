"""Mails about a ruling: one function each, returning its context."""

from collections.abc import Sequence
from typing import Any

from app.rulings.queries import Naming
from app.rulings.wording import said
from app.teachers.ruling_models import Ruling
from app.web.links import page_address


def ruling_made(rulings: Sequence[Ruling], names: Naming) -> dict[str, Any]:
    return _context(rulings, names) | {"reason": rulings[0].reason}


def ruling_revoked(rulings: Sequence[Ruling], names: Naming, *, asked_again: bool) -> dict[str, Any]:
    return _context(rulings, names) | {"reason": rulings[0].revoke_reason, "asked_again": asked_again}


def _context(rulings: Sequence[Ruling], names: Naming) -> dict[str, Any]:
    first = rulings[0]
    return {
        "name": first.teacher.person.name,
        "said": said(names, rulings),
        "numbers": "、".join(one.number for one in rulings),
        "document": first.document,
        "action_label": "查看裁定",
        "action_url": page_address("rulings.show", number=first.number),
    }
