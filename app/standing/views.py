"""Pages of standing."""

from flask import Blueprint

bp = Blueprint("standing", __name__)
