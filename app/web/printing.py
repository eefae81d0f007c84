"""Papers drawn on request: the faces of this installation, and handing a file out."""

from io import BytesIO

from flask import Response, current_app, send_file

from app.web.fonts import FOLDER, FontChain, load_fonts
from config import Settings


def printing_fonts() -> FontChain:
    """The faces of this installation.

    Raises:
        FontsNotPreparedError: set-up has not made them.
    """
    settings: Settings = current_app.config["SETTINGS"]
    return load_fonts(settings.instance_dir / FOLDER)


def send_paper(data: bytes, name: str) -> Response:
    """Give a drawn paper to be kept under a name; call it only behind an access check."""
    response = send_file(
        BytesIO(data), mimetype="application/pdf", as_attachment=True, download_name=f"{name}.pdf"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
