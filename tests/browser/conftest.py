"""A real server on loopback and the system's Chromium."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, current_app
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from app.accounts.models import Account
from app.extensions import db
from app.web.fonts import FOLDER, FontChain
from tests.browser.chromium import EXECUTABLE, FLAGS
from tests.builders import sign_in
from tests.conftest import FONTS, empty_all_tables, make_settings

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
ONLY_FAULTS = {"resultTypes": ["violations"]}
"""What axe is to describe: places that pass are not looked for again."""
WITHOUT_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
"""Half of axe's work."""


@pytest.fixture(scope="session")
def site(
    fonts: FontChain, compiled_templates: FileSystemBytecodeCache, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, str]]:
    """An application on SQLite behind a threaded server; its address."""
    del fonts  # prepared, so that papers can be printed
    instance: Path = tmp_path_factory.mktemp("browser")
    (instance / FOLDER).symlink_to(FONTS)
    app = create_app(make_settings(instance, f"sqlite:///{instance / 'browser.db'}"))
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        upgrade()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(site: tuple[Flask, str]) -> Iterator[Flask]:
    """Empty tables for each story; the context lets the test look into the database."""
    application, _ = site
    with application.app_context():
        yield application
        empty_all_tables()


@pytest.fixture
def address(site: tuple[Flask, str]) -> str:
    return site[1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=15_000)  # a busy machine is no fault of the page
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_browser(browser: Browser, address: str) -> Iterator:
    """Call it for each person: a browser of their own, of desktop or phone width."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(viewport: dict[str, int] = DESKTOP, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport=viewport,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        context.on("weberror", lambda error: errors.append(f"{error.page and error.page.url}: {error.error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not errors, "a script failed"


def enter(page: Page, account: Account) -> Page:
    """Open the home page of somebody who has signed in; the whole job signs in through the page."""
    cookie = sign_in(current_app._get_current_object(), account).get_cookie("ssda")
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
    )
    page.goto("/")
    return page


def choose_place(page: Page, name: str) -> None:
    """Look for a place in a form and take it, once the script has put its field there."""
    page.locator("input#site_id").fill(name)
    page.get_by_role("option", name=name).first.click()


def is_fine(page: Page, *, told_twice: bool = False) -> None:
    """Nothing serious for axe, nothing sideways; of a story told at both widths axe reads the phone's."""
    assert sideways_overflow(page) <= 0
    if page.viewport_size == PHONE or not told_twice:
        assert serious_axe_findings(page) == []


def serious_axe_findings(page: Page, *, colours: bool = True) -> list[str]:
    """What axe calls serious or critical on the page, with the places."""
    options = ONLY_FAULTS if colours else ONLY_FAULTS | WITHOUT_COLOURS
    results = Axe().run(page, options=options).response["violations"]
    return [
        f"{found['id']}: {[node['target'] for node in found['nodes']]}"
        for found in results
        if found["impact"] in {"serious", "critical"}
    ]


def sideways_overflow(page: Page) -> int:
    """By how many pixels the page, once it is there after a click, is wider than its window."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
