"""Headers of every answer, and how a writing request takes its lock."""

import secrets

from flask import Flask, Response, g, request

from app.extensions import begin_write, end_write

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


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


def _lock_before_write() -> None:
    """Make the first statement of a writing request the one that takes the write lock.

    The body is read first, so that a slow upload does not hold the lock.
    """
    if request.method not in SAFE_METHODS and request.endpoint not in {None, "static"}:
        request.form  # noqa: B018 - reading it parses the body
        begin_write()


def _unlock(_error: BaseException | None) -> None:
    end_write()


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _content_security_policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=()")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def init_app(app: Flask) -> None:
    """Before everything else that looks at a request."""
    app.before_request(_lock_before_write)
    app.teardown_request(_unlock)
    app.after_request(_add_headers)
