"""Sending a kept file: with the type that was proved when it came in, and no rights of our pages."""

from flask import Response, abort, send_file

from app.files import queries
from app.files.models import StoredFile

SANDBOX = "sandbox; default-src 'none'"


def send_stored(file: StoredFile, name: str) -> Response:
    """Show a kept file in the browser under a name; call it only behind an access check."""
    path = queries.path(file)
    if not path.is_file():
        abort(404)
    response = send_file(path, mimetype=file.media_type, download_name=name, as_attachment=False, max_age=0)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
