"""Every page that can be opened: nothing serious for axe, nothing sideways on a phone."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, enter, serious_axe_findings, sideways_overflow
from tests.journeys.matrix import COLUMNS, MATRIX
from tests.world import make_world

FILES = frozenset(
    {
        "GET /static/<path:filename>",
        "GET /evidence/<int:evidence_id>",
        "GET /evidence/<int:evidence_id>/picture/<int:page>",
        "GET /certificates/<int:certificate_id>.pdf",
        "GET /school/own-departments",
        "GET /school/standing.csv",
        "GET /school/standing.xlsx",
        "GET /school/by-when.csv",
        "GET /school/by-when.xlsx",
        "GET /school/snapshots/compare.csv",
        "GET /school/snapshots/<int:snapshot_id>.xlsx",
        "GET /records/preview",
        "GET /standing/<int:teacher_id>/what-if/answer",
        "GET /sites/search",
        "GET /records/appraisal.pdf",
        "GET /records/<int:record_id>/appraisal.pdf",
        "GET /standing/<int:teacher_id>/dossier.pdf",
        "GET /plans/<int:plan_id>/agreement",
        "GET /plans/<int:plan_id>/application.pdf",
        "GET /plans/<int:plan_id>/handbook.pdf",
        "GET /plans/departments/<int:department_id>.csv",
    }
)
"""Answers that are no pages."""
ROLES = ("anonymous", "teacher", "hr", "head", "other_hr")
WHOLE = ("anonymous", "teacher", "hr")
"""Who is shown most: they open all they may, the others what nobody before them could."""
WIDE = frozenset({"GET /", "GET /reviews", "GET /school/by-when", "GET /school/standing"})
"""Pages with parts that a wide window alone shows, whose colours are looked at there, too."""
OF_A_HEAD = ("GET /", "GET /plans", "GET /reviews", "GET /school/standing")
"""What a department's head sees otherwise than the office."""

PAGES = sorted(
    route
    for route, answers in MATRIX.items()
    if route.startswith("GET ") and route not in FILES and "2" in answers
)


def opened_to(who: str) -> list[str]:
    """The pages of those that the matrix opens to somebody which this one is to look at."""
    found = [route for route in PAGES if MATRIX[route][COLUMNS.index(who)] == "2"]
    if who in WHOLE:
        return found
    others = {route for one in (*WHOLE, *ROLES[: ROLES.index(who)]) for route in opened_to(one)}
    return [route for route in found if route not in others or (who == "head" and route in OF_A_HEAD)]


def test_each_page_is_opened_by_somebody():
    assert sorted({route for who in ROLES for route in opened_to(who)}) == PAGES


def findings(page: Page, path: str) -> list[str]:
    """What is wrong with one page as a phone shows it, and as far as that differs in a wide window."""
    page.set_viewport_size(PHONE)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, f"{path}: {answer.status}"
    return [*_at(page, PHONE, colours=True), *_at(page, DESKTOP, colours=f"GET {path}" in WIDE)]


def _at(page: Page, size: dict[str, int], *, colours: bool) -> list[str]:
    page.set_viewport_size(size)
    where = f"{page.url} at {size['width']} px"
    found = [f"{where}: {finding}" for finding in serious_axe_findings(page, colours=colours)]
    over = sideways_overflow(page)
    return [*found, f"{where}: {over} px too wide"] if over > 0 else found


@pytest.mark.long
@pytest.mark.parametrize("who", ROLES)
def test_every_page_is_accessible_and_fits_a_phone(app, open_browser, who):
    world = make_world(app)
    page = open_browser(PHONE)
    if who != "anonymous":
        enter(page, getattr(world.cast, who))
    paths = [world.path(route.removeprefix("GET ")) for route in opened_to(who)]
    wrong = [finding for path in paths for finding in findings(page, path)]
    assert wrong == []
