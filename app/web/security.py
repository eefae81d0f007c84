"""Headers of every answer, and how a writing request takes its lock."""

import secrets
from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

from flask import Flask, Response, abort, before_render_template, current_app, g, request, session
from werkzeug.datastructures import MultiDict

from app.extensions import begin_write, db, end_write, give_up, holds_the_lock
from app.web.numbers import RowNumber

P = ParamSpec("P")
R = TypeVar("R")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FILE_FIELD = "files"
"""The one name under which our forms send files."""
STRANGERS_BODY = 1024 * 1024
"""Bytes: who has not signed in has no file to send."""


def csp_nonce() -> str:
    """The nonce of this answer's scripts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def _content_security_policy() -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{csp_nonce()}'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def _refuse_nonsense() -> None:
    """Turn away what no page of ours sends, before anything stumbles over it.

    A NUL is no character of a text in PostgreSQL, and a file is no word to type.
    """
    if request.method not in SAFE_METHODS and "_user_id" not in session:
        request.max_content_length = STRANGERS_BODY
    texts = (request.path, *_values(request.args), *_values(request.form))
    if any("\0" in text for text in texts) or set(request.files) - {FILE_FIELD}:
        abort(400)


def _values(fields: MultiDict[str, str]) -> Iterator[str]:
    return (value for values in fields.listvalues() for value in values)


def _lock_before_write() -> None:
    """Make the first statement of a writing request the one that takes the write lock.

    The body has been read by then, so that a slow upload does not hold the lock.
    """
    if request.method in SAFE_METHODS or request.endpoint in {None, "static"}:
        return
    view = current_app.view_functions[str(request.endpoint)]
    if not getattr(view, "locks_later", False):
        begin_write()


def locks_later(view: Callable[P, R]) -> Callable[P, R]:
    """Let a writing view do slow work that needs no lock first; it calls ``take_write_lock`` itself."""
    view.locks_later = True  # type: ignore[attr-defined] # a mark that wrappers pass on
    return view


def take_write_lock() -> None:
    """End what was read so far and take the lock; what is read from here on cannot be stale."""
    db.session.rollback()
    begin_write()


def _let_go(_app: Flask, **_page: object) -> None:
    """Before a page is drawn: by then a writing request has saved, or refused and saves nothing any more.

    Drawing takes a while, and the next writer need not wait for it. Mail is not drawn this way.
    """
    if holds_the_lock():
        give_up()


def _unlock(_error: BaseException | None) -> None:
    end_write()


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _content_security_policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=()")
    if request.endpoint != "static" and "no-store" not in headers.get("Cache-Control", ""):
        headers["Cache-Control"] = "no-store"  # also where a sent file brings its own word
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def init_app(app: Flask) -> None:
    """Before everything else that looks at a request."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_refuse_nonsense)
    app.before_request(_lock_before_write)
    app.teardown_request(_unlock)
    app.after_request(_add_headers)
    before_render_template.connect(_let_go, app)
