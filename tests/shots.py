"""`make shots`: pictures of the demo's main pages at desk and phone width, and of each paper."""

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from app import clock, create_app
from config import load_settings
from seeds.demo import PASSWORD, seed_demo
from tests.browser.chromium import EXECUTABLE, FLAGS

OUT = Path("build/shots")
WIDTHS = (1280, 390)
HEIGHT = 844
PAGES: dict[str, dict[str, str]] = {  # a page, or links that lead to it from another: last@first@/start
    "": {"sign-in": "/sign-in", "verify-form": "/verify", "law-signed-out": "/law"},
    "teacher": {
        "home": "/",
        "records": "/records",
        "record-new": "/records/new",
        "record-again": "a[href*='like=']@/records",
        "record": "a[href^='/records/']:not([href$='/new'])@/records",
        "record-with-pages": "tr:has-text('已退回') a[href^='/records/']@/records",
        "worksheet": "a[href^='/standing/']@/",
        "reminders": "/reminders",
        "me": "/me",
        "correction-new": "/me/corrections/new",
        "email": "/me/email",
        "plans": "/plans",
        "plan-new": "/plans/new",
        "plan-draft": "main tr:has-text('要补齐') a@/plans",
        "plan-going-on": "main tr:has-text('实践进行中') a@/plans",
        "what-if": "main a[href$='/what-if']@/",
    },
    "head": {
        "home": "/",
        "reviews": "/reviews",
        "record-to-endorse": "main a[href*='record=']@/reviews",
        "plans": "/plans",
        "plan-to-endorse": "main a.btn[href^='/plans/']@/plans",
        "five-years": "main a[href^='/plans/departments/']@/plans",
        "stand-ins": "/stand-ins",
    },
    "t07": {"reviews-as-stand-in": "/reviews", "desk-as-stand-in": "main a[href*='record=']@/reviews"},
    "hr2": {"decision-to-confirm": "main section[aria-labelledby='waiting'] a@/school"},
    "hr": {
        "home": "/",
        "reviews": "/reviews",
        "reviews-together": "button[value='approve']@/reviews?ticked=1",
        "record-to-approve": "main a[href*='record=']@/reviews",
        "school-table": "/school/standing",
        "by-when": "/school/by-when",
        "by-when-ended-year": "main a[href*='past=']@/school/by-when",
        "years": "/school/snapshots",
        "year": "main th a@/school/snapshots",
        "year-differs": "main a[href$='/restate']@/school/snapshots",
        "years-compared": "/school/snapshots/compare",
        "year-of-teacher": "main th a[href*='/teachers/']@main th a@/school/snapshots",
        "fallen": "/school/fallen",
        "teacher-standing": "main a[href^='/standing/']@/school/standing",
        "public-basic-teacher": "main tr:has-text('基础教学部') a[href^='/standing/']@/school/standing",
        "school-what-if": "/school/what-if?gate=LN-2021-5Y10M",
        "rulings": "/school/rulings",
        "ruling-decide": "main a:text('去裁定')@/school/rulings",
        "ruling": "main a[href^='/school/rulings/10999']@/school/rulings",
        "recommendations": "/recommendations",
        "recommendation-new": "/recommendations/new",
        "recommendation": "main a[href^='/recommendations/']:not([href*='new'])@/recommendations",
        "people": "/people",
        "person-new": "/people/new",
        "person": "main th a[href^='/people/']@/people?q=teacher",
        "person-edit": "main a[href$='/edit']@main th a[href^='/people/']@/people?q=teacher",
        "corrections": "/people/corrections",
        "correction": "main a[href^='/people/corrections/']@/people/corrections",
        "school-profile": "/school/profile",
        "sites": "/sites",
        "site-new": "/sites/new",
        "outbox": "/mail",
        "mail": "main a[href^='/mail/']@/mail",
        "school": "/school",
        "decision-new": "/school/decisions/gate",
        "decision-own": "main section[aria-labelledby='waiting'] a@/school",
        "decision-confirmed": "main section[aria-labelledby='decisions'] a:has-text('确认时算出')@/school",
        "law": "/law",
        "not-found": "/records/999999",
    },
    "admin": {
        "law-versions": "/law/additions",
        "law-rule-new": "/law/additions/rule?like=LN-2022-1M",
        "law-row-new": "/law/additions/counting?venue=training_base&host=enterprise",
        "law-text-new": "/law/additions/text",
    },
}

PAPERS: dict[str, tuple[str, ...]] = {
    "appraisal-blank": ("/records/new", "a[href$='/records/appraisal.pdf']"),
    "appraisal": ("/records", "a[href^='/records/']:not([href$='/new'])", "a[href$='/appraisal.pdf']"),
    "plan": ("/plans", "main tr:has-text('实践进行中') a", "a[href$='/application.pdf']"),
    "plan-handbook": ("/plans", "main tr:has-text('实践进行中') a", "a[href$='/handbook.pdf']"),
    "dossier": ("/", "main a:text('每条规定的结果')", "a[href*='/dossier.pdf']"),
}
"""What the teacher downloads: a page, and the links that lead on from it."""


@contextmanager
def demo_site() -> Iterator[tuple[str, Path]]:
    """The demo school behind a server on loopback; its address and its folder."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        if Path("instance/fonts").is_dir():
            shutil.copytree("instance/fonts", instance / "fonts")
        app = create_app(load_settings({"APP_MODE": "demo", "INSTANCE_DIR": folder}))
        with app.app_context():
            upgrade()
            print(seed_demo(clock.now()))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", instance
        finally:
            server.shutdown()


def photograph(browser: Browser, address: str, who: str, width: int) -> None:
    """Every page of one person at one width."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": HEIGHT},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    if who:
        sign_in(page, who)
    for name, target in PAGES[who].items():
        *links, start = target.split("@")
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto(start)
        for link in reversed(links):
            found = page.locator(link).first
            href = found.get_attribute("href")
            page.goto(href) if href else found.click()
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(height, HEIGHT)})
        page.wait_for_load_state("networkidle")  # pictures of evidence come as they come into sight
        page.screenshot(path=OUT / f"{who or 'anyone'}-{name}-{width}.png", full_page=True)
    if who == "head":
        decide_and_look(page, width)
    context.close()


def photograph_mentor(browser: Browser, address: str) -> None:
    """A link as the teacher makes it and the mentor answers it."""
    for width in WIDTHS:
        people = [
            browser.new_context(
                base_url=address, viewport={"width": width, "height": HEIGHT}, locale="zh-CN"
            ).new_page()
            for _ in range(2)
        ]
        teacher, mentor = people
        sign_in(teacher, "teacher")
        teacher.goto("/records")
        teacher.locator("tr", has_text="草稿").get_by_role("link").first.click()
        teacher.get_by_role("link", name="请企业确认").click()
        teacher.get_by_label("企业指导人姓名").fill("示例陈师傅")
        teacher.get_by_role("button", name="生成链接").click()
        link = teacher.get_by_label("链接", exact=True).input_value()
        teacher.screenshot(path=OUT / f"teacher-confirmation-{width}.png", full_page=True)
        mentor.goto(urlsplit(link).path)
        mentor.screenshot(path=OUT / f"mentor-{width}.png", full_page=True)
        mentor.get_by_role("button", name="确认属实").click()
        mentor.screenshot(path=OUT / f"mentor-answered-{width}.png", full_page=True)
        for page in people:
            page.context.close()


def decide_and_look(page: Page, width: int) -> None:
    """The word after a decision, with the way back, which is taken at once."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.goto("/reviews")
    page.get_by_role("link", name="从等得最久的开始").click()
    for button, name in (("初审通过", "just-decided"), ("撤回刚才的决定", "taken-back")):
        page.get_by_role("button", name=button).click()
        page.wait_for_load_state("networkidle")  # a picture in the midst of a new page fails
        page.screenshot(path=OUT / f"head-{name}-{width}.png")


def sign_in(page: Page, who: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def photograph_downloads(browser: Browser, address: str) -> None:
    """Every page of each paper that the teacher downloads."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    sign_in(page, "teacher")
    for name, (start, *links) in PAPERS.items():
        href: str | None = start
        for link in links:
            page.goto(href or "")
            href = page.locator(link).first.get_attribute("href")
        data = page.request.get(href or "").body()
        subprocess.run(["pdftoppm", "-r", "100", "-png", "-", OUT / f"paper-{name}"], input=data, check=True)
    context.close()


def photograph_papers(instance: Path) -> None:
    """Each kept PDF as a picture."""
    for number, path in enumerate(sorted(instance.glob("files/**/*"))):
        if path.is_file() and path.read_bytes().startswith(b"%PDF"):
            target = OUT / f"paper-{number}"
            subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", path, target], check=True)


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with demo_site() as (address, instance), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        for who in PAGES:
            for width in WIDTHS:
                photograph(browser, address, who, width)
        photograph_mentor(browser, address)
        photograph_downloads(browser, address)
        photograph_papers(instance)
        browser.close()
    print(f"{len(list(OUT.iterdir()))} pictures in {OUT}")


if __name__ == "__main__":
    main()
