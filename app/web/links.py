"""Addresses for mail and paper: complete, and the same whether a request or a job asks."""

from flask import current_app

from config import Settings


def page_address(endpoint: str, **values: str | int) -> str:
    """The public address of a page."""
    settings: Settings = current_app.config["SETTINGS"]
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return settings.public_base_url + path
