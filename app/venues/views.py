"""Pages of venues."""

from flask import Blueprint

bp = Blueprint("venues", __name__)
