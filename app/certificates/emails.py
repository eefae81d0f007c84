"""Mails about a recommendation: one function each, returning its context."""

from typing import Any

from app.certificates.models import Certificate
from app.certificates.wording import LEVELS
from app.web.links import page_address


def recommendation_issued(certificate: Certificate) -> dict[str, Any]:
    return _context(certificate) | {
        "action_label": "下载推荐书",
        "action_url": page_address("certificates.pdf", certificate_id=certificate.id),
    }


def recommendation_withdrawn(certificate: Certificate) -> dict[str, Any]:
    return _context(certificate) | {
        "reason": certificate.revoke_reason,
        "action_label": "查看核验结果",
        "action_url": page_address("certificates.verify", code=certificate.verify_code),
    }


def _context(certificate: Certificate) -> dict[str, Any]:
    return {
        "name": certificate.teacher.person.name,
        "number": certificate.number,
        "level": LEVELS[certificate.level],
    }
