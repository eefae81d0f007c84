"""Pages of a mentor's confirmation."""

from flask import Blueprint

bp = Blueprint("confirmations", __name__)
