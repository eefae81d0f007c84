"""Style sheets and scripts: each address bears a mark of the content, so that a browser may keep the file."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Mark the addresses, and let a marked file be kept for a year: another content has another address."""
    folder = Path(app.static_folder or "")
    marks = {file.name: sha256(file.read_bytes()).hexdigest()[:12] for file in folder.iterdir()}

    @app.url_defaults
    def mark(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and values.get("filename") in marks:
            values["v"] = marks[values["filename"]]

    @app.after_request
    def keep(response: Response) -> Response:
        asked = (request.view_args or {}).get("filename") if request.endpoint == "static" else None
        if asked in marks and request.args.get("v") == marks[asked]:
            response.cache_control.no_cache = None
            response.cache_control.max_age = A_YEAR
            response.cache_control.immutable = True
        return response
