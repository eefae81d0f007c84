"""Error pages, and the exceptions that become them."""

from flask import Flask, current_app, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Forbidden, HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response

from app.extensions import give_up, login_manager
from app.web.fonts import FontsNotPreparedError, MissingGlyphError
from app.web.links import is_own_path, page_of_request
from app.web.nav import without_counters

TOO_SHORT_TO_MISS = 10
"""Numbers, dates and choices are quicker made again than copied."""
NOT_WORDS = frozenset({"csrf_token", "version", "password", "old", "new", "again"})
"""Fields that are never shown again: marks of the form, and every field of a password."""
GIVEN_UP = frozenset({"40P01", "40001"})
"""PostgreSQL's codes for two who wait for each other, or cannot both have been first: one begins again."""
PAGES = frozenset({400, 403, 404, 405, 409, 413, 429, 500})


class ConflictError(Exception):
    """Somebody else acted first; ``typed`` keeps what the person had written."""

    def __init__(
        self, message: str, *, typed: list[tuple[str, str]] | None = None, back: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.typed = typed or []
        self.back = back


def _begin_anew() -> None:
    """Nothing of the request is saved; its page asks for no more than who is signed in."""
    give_up()
    without_counters()


def _page(error: HTTPException) -> tuple[str, int] | Response:
    _begin_anew()
    if isinstance(error, MethodNotAllowed) and request.method == "GET" and (page := _page_above()):
        return redirect(page)
    code = error.code or 500
    template = f"errors/{code}.html" if code in PAGES else "errors/500.html"
    said = (
        error.description
        if isinstance(error, Forbidden) and error.description != Forbidden.description
        else None
    )
    return render_template(template, error=error, message=said), code


def _page_above() -> str | None:
    """Of an address that only a button sends to, opened again by itself: the page that the button is on."""
    adapter, parts = current_app.create_url_adapter(request), request.path.split("/")
    for length in range(len(parts) - 1, 1, -1):
        page = "/".join(parts[:length])
        if adapter is not None and adapter.test(page, "GET") and is_own_path(page):
            return page
    return None


def _csrf(error: CSRFError) -> tuple[str, int]:
    _begin_anew()
    back = None if request.endpoint == login_manager.login_view else page_of_request()
    return render_template("errors/400.html", error=error, csrf=True, typed=_sent(), back_href=back), 400


def _sent() -> list[str]:
    """What a refused form held, so that an evening's words are not lost with the session."""
    return [
        value
        for name, values in request.form.lists()
        if name not in NOT_WORDS
        for value in values
        if len(value.strip()) > TOO_SHORT_TO_MISS
    ]


def _conflict(error: ConflictError) -> tuple[str, int]:
    _begin_anew()
    return render_template(
        "errors/409.html", message=error.message, typed=error.typed, back_href=error.back
    ), 409


def _stale(_error: StaleDataError) -> tuple[str, int]:
    return _nothing_saved("这条内容刚被别人处理过，您的操作没有生效。")


def _twin(error: IntegrityError) -> tuple[str, int]:
    """Two at once wrote what may stand once, and the database let the first one through."""
    current_app.logger.error("refused by the database", exc_info=error)
    return _nothing_saved("刚才有人同时改了同一处，您的操作没有保存。")


def _given_up(error: OperationalError) -> tuple[str, int]:
    """Two locked in different orders, against ours: whom the database gave up is asked to begin again."""
    if getattr(error.orig, "sqlstate", None) not in GIVEN_UP:
        raise error
    current_app.logger.error("given up by the database", exc_info=error)
    return _nothing_saved("刚才有人同时在办理相关的内容，您的操作没有保存，请再办理一次。")


def _nothing_saved(message: str) -> tuple[str, int]:
    """Where no view has said it better: the words that were sent, and the page to begin again from."""
    _begin_anew()
    typed = [("您写的内容", text) for text in _sent()]
    back = page_of_request()
    return render_template("errors/409.html", message=message, typed=typed, back_href=back), 409


def _unprintable(error: MissingGlyphError | FontsNotPreparedError) -> tuple[str, int]:
    _begin_anew()
    return render_template("errors/unprintable.html", message=str(error)), 409


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(ConflictError, _conflict)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _twin)
    app.register_error_handler(OperationalError, _given_up)
    app.register_error_handler(MissingGlyphError, _unprintable)
    app.register_error_handler(FontsNotPreparedError, _unprintable)
