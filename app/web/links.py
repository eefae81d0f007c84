"""Addresses for mail and paper, complete whether a request or a job asks; and the way back to a page."""

import re
from urllib.parse import urlsplit

from flask import current_app, request

from config import Settings

_OWN_PATH = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]*")
"""One slash, and nothing that a browser drops or takes for a second one."""


def is_own_path(address: str) -> bool:
    """Whether a browser that is sent there stays on this site."""
    return _OWN_PATH.fullmatch(address) is not None


def page_address(endpoint: str, **values: str | int) -> str:
    """The public address of a page."""
    settings: Settings = current_app.config["SETTINGS"]
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return settings.public_base_url + path


def page_of_request() -> str:
    """The page a request belongs to: itself where it can be opened, else the page it was sent from."""
    asked = urlsplit(request.full_path.removesuffix("?"))
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        asked = urlsplit(request.referrer or "/")
        if asked.netloc not in {"", request.host}:
            return "/"
    page = asked.path + (f"?{asked.query}" if asked.query else "")
    return page if is_own_path(page) else "/"
