"""Sending a kept file with the type proved when it came in and no rights of our pages; and sending tables."""

from io import BytesIO

from flask import Response, abort, send_file

from app.files import pictures, queries
from app.files.models import StoredFile

SANDBOX = "sandbox; default-src 'none'"
CSV = "text/csv"
NO_PICTURE = "static/no-picture.svg"
"""Below the application's folder, where ``send_file`` looks."""


def send_stored(file: StoredFile, name: str) -> Response:
    """Show a kept file in the browser under a name; call it only behind an access check."""
    path = queries.path(file)
    if not path.is_file():
        abort(404)
    return _without_rights(
        send_file(path, mimetype=file.media_type, download_name=name, as_attachment=False, max_age=0)
    )


def send_picture(file: StoredFile, page: int, *, small: bool) -> Response:
    """Show the picture of a page, or one that says there is none; call it only behind an access check."""
    try:
        path = pictures.picture(file, page, small=small)
    except pictures.NoSuchPageError:
        abort(404)
    except pictures.NotDrawableError:
        return _without_rights(send_file(NO_PICTURE, mimetype="image/svg+xml", max_age=0))
    return _without_rights(send_file(path, mimetype="image/webp", max_age=0))


def send_table(data: bytes, mimetype: str, name: str) -> Response:
    """Give a table to be kept under a Chinese name; call it only behind an access check."""
    response = send_file(BytesIO(data), mimetype, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _without_rights(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
