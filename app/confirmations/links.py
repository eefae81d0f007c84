"""The link itself: signed, and bound to one row by a random part that only the link holds."""

import hashlib
import hmac
import secrets

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app.confirmations.models import Confirmation
from app.extensions import db

SALT = "confirmation-link"


def new_nonce() -> str:
    return secrets.token_urlsafe(16)


def nonce_hash(nonce: str) -> str:
    """What the row keeps of the random part."""
    return hashlib.sha256(nonce.encode()).hexdigest()


def make_token(confirmation_id: int, nonce: str) -> str:
    """The part of the address that stands for a row."""
    return str(_signer().dumps([confirmation_id, nonce]))


def find_by_token(token: str) -> Confirmation | None:
    """The row of a link, whatever has become of it; None for a token that we have not made."""
    try:
        confirmation_id, nonce = _signer().loads(token)
    except BadData:
        return None
    found = db.session.get(Confirmation, confirmation_id)
    if found is None or not hmac.compare_digest(found.nonce_hash, nonce_hash(nonce)):
        return None
    return found


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)
