"""What every page is made of: fields that say what is wrong, chips that need no colour, calm error pages."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

import app as package
from app.domain.facts import RecordStatus
from app.domain.outcome import Standing
from app.web import filters

FOLDER = Path(package.__file__).parent


@pytest.fixture(scope="module")
def site():
    """Only the macros: no features, no database."""
    site = Flask("site", template_folder=str(FOLDER / "templates"), static_folder=str(FOLDER / "static"))
    site.config["SECRET_KEY"] = "made-up"
    filters.init_app(site)
    site.jinja_env.globals["csrf_token"] = lambda: "token"
    return site


def render(site, source, path="/list", **values):
    macros = (
        '{% import "_macros/forms.html" as forms %}{% import "_macros/ui.html" as ui %}'
        '{% from "_macros/ui.html" import progress, note, data_table %}'
    )
    with site.test_request_context(path):
        return site.jinja_env.from_string(macros + source).render(**values)


class Sample(FlaskForm):
    class Meta:
        csrf = False

    place = SelectField("实践单位", choices=["示例重工"])
    kind = RadioField("形式", choices=["企业顶岗", "流动站"])
    days = SelectMultipleField(
        "每周哪几天",
        choices=["周一", "周二"],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    post = StringField("岗位", validators=[Optional()], description="写车间或班组")
    first = DateField("开始日期", validators=[DataRequired()])
    hours = IntegerField("每天")
    what = TextAreaField("做了什么")
    proof = FileField("佐证")
    true = BooleanField("内容属实")


@pytest.mark.parametrize("name", ["place", "kind", "days", "post", "first", "hours", "what", "proof", "true"])
def test_every_kind_of_field_has_its_label_and_its_error_beside_it(site, name):
    with site.test_request_context():
        field = Sample()[name]
        field.errors = ["这里不对"]
        html = render(site, "{{ forms.field(f) }}", f=field)
    assert field.label.text in html
    assert f'<p class="field-error" id="{name}-error">这里不对</p>' in html
    assert re.search(rf'aria-describedby="[^"]*{name}-error"', html)
    assert ('aria-invalid="true"' in html) != (name in {"kind", "days"})
    assert " style=" not in html


def test_a_field_tells_its_hint_its_unit_and_that_it_may_stay_empty(site):
    with site.test_request_context():
        html = render(site, "{{ forms.field(f, unit='小时') }}", f=Sample().post)
    assert 'id="post-hint">写车间或班组<' in html
    assert 'aria-describedby="post-hint"' in html
    assert "选填" in html
    assert '<span class="unit">小时</span>' in html


def test_the_summary_of_errors_leads_to_the_fields(site):
    with site.test_request_context():
        form = Sample()
        assert "error-summary" not in render(site, "{{ forms.error_summary(form) }}", form=form)
        form.first.errors = ["结束日期早于开始日期"]
        html = render(site, "{{ forms.error_summary(form) }}", form=form)
    assert '<a href="#first">开始日期：结束日期早于开始日期</a>' in html


def test_a_button_that_changes_something_is_a_form_with_token_and_version(site):
    html = render(site, "{{ forms.action_button('通过', '/r/1/approve', version=3, key='a') }}")
    assert '<form method="post" action="/r/1/approve"' in html
    assert 'name="csrf_token" value="token"' in html
    assert 'name="version" value="3"' in html


def test_a_reason_is_asked_for_in_place_and_kept_when_it_was_wrong(site):
    closed = render(site, "{{ forms.reason_action('退回', '/r/1/return', 3, '退回理由') }}")
    assert "<details" in closed
    assert " open>" not in closed
    opened = render(
        site, "{{ forms.reason_action('退回', '/r/1/return', 3, '退回理由', error='太短', typed='<补>') }}"
    )
    assert " open>" in opened
    assert "&lt;补&gt;</textarea>" in opened
    assert "太短" in opened


@pytest.mark.parametrize(
    ("standing", "word"),
    [
        ("MET", "✓</span>已达标"),
        ("not_met", "✕</span>未达标"),
        ("NEEDS_RULING", "?</span>待裁定"),
        (None, "—"),
    ],
)
def test_a_standing_is_a_symbol_and_a_word(site, standing, word):
    assert word in render(site, "{{ ui.standing_chip(s) }}", s=standing)


@pytest.mark.parametrize("standing", Standing)
def test_every_standing_has_a_symbol_and_a_chinese_word(site, standing):
    html = render(site, "{{ ui.standing_chip(s) }}", s=standing)
    assert re.search(r'chip-symbol" aria-hidden="true">\S</span>[\u4e00-\u9fff]{3,4}</span>$', html)


@pytest.mark.parametrize("status", RecordStatus)
def test_every_status_of_a_record_has_a_chinese_word(site, status):
    html = render(site, "{{ ui.status_chip(s) }}", s=status)
    assert re.search(r"</span>[待已草][\u4e00-\u9fff]+</span>$", html)


def test_the_big_line_opens_its_arithmetic_and_says_it_aloud(site):
    html = render(site, "{{ progress(240, 320, '今年', pending=80, href='/why', standing='OPEN') }}")
    assert "今年：120 / 160 小时，另有 40 小时待审" in html
    assert 'href="/why"' in html
    assert "进行中" in html


def test_a_table_scrolls_inside_a_region_that_the_keyboard_reaches(site):
    html = render(site, "{% call data_table('本系记录', cards=True) %}<tbody></tbody>{% endcall %}")
    assert 'role="region" aria-label="本系记录" tabindex="0"' in html


def test_a_header_sorts_upwards_then_downwards_and_begins_at_the_first_page(site):
    source = "{{ ui.sort_header('姓名', 'name', sort) }}"
    assert 'href="/list?dept=2&amp;sort=name"' in render(site, source, "/list?dept=2&page=4", sort=None)
    html = render(site, source, "/list?sort=name", sort="name")
    assert 'aria-sort="ascending"' in html
    assert 'href="/list?sort=-name"' in html


def test_history_tells_when_who_what_and_why(site):
    event = SimpleNamespace(
        at=datetime(2026, 8, 6, 8, 5, tzinfo=UTC), who="何静", what="退回", note="请补考勤表"
    )
    html = render(site, "{{ ui.history([e]) }}", e=event)
    assert "2026-08-06 16:05" in html
    assert "请补考勤表" in html


def test_lists_escape_what_people_typed_and_keep_what_we_drew(site):
    html = render(site, "{{ ui.definition_list([('单位', x), ('图', y)]) }}", x="<b>", y=Markup("<svg/>"))
    assert "&lt;b&gt;" in html
    assert "<svg/>" in html


def test_a_mail_is_a_dozen_lines_in_both_forms(site):
    for kind in ("txt", "html"):
        body = (
            '{% extends "email/_base.' + kind + '" %}{% block fact %}还差 40 小时。{% endblock %}'
            "{% block why %}因为您是专业课教师。{% endblock %}"
        )
        text = site.jinja_env.from_string(body).render(
            name="林晓梅", action_label="查看", action_url="https://example.org/a", today=date(2026, 7, 6)
        )
        words = re.sub(r"(?s)<style>.*?</style>|<[^>]+>", "", text) if kind == "html" else text
        assert words.startswith("林晓梅老师") or kind == "html"
        assert len([line for line in words.splitlines() if line.strip()]) < 12
        assert "还差 40 小时。" in words
        assert "https://example.org/a" in text


def test_no_page_carries_inline_style_or_script():
    for page in FOLDER.glob("templates/**/*.html"):
        if "email" not in page.parts:
            source = page.read_text(encoding="utf-8")
            assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", source), page.name
            assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", source)), page.name


def test_a_stranger_gets_a_calm_page_for_what_is_not_there(client):
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert "没有找到这一页" in page.text
    assert 'href="#main"' in page.text


def test_what_only_a_button_sends_to_leads_back_to_its_page_when_opened_again(client):
    for address, page in {
        "/records/7/submit": "/records/7",
        "/records/7/review/return": "/records/7",
        "/plans/8/review/approve": "/plans/8",
    }.items():
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (302, page)
    assert client.get("/sign-out").status_code == 405


def test_a_wrong_method_gets_a_page_too(client):
    assert "这里不能这样操作" in client.post("/static/app.css").text


@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 429, 500])
def test_every_error_page_says_what_to_do(app, code):
    with app.test_request_context():
        html = app.jinja_env.get_template(f"errors/{code}.html").render()
    assert re.search(r"<h1>[\u4e00-\u9fff]", html)
    assert "请" in html


def test_when_somebody_was_faster_nothing_typed_is_lost(app):
    with app.test_request_context():
        html = app.jinja_env.get_template("errors/409.html").render(
            message="周海已退回这条记录。", typed=[("退回理由", "请补<考勤>表"), ("空", "")], back_href="/r/1"
        )
    assert "请补&lt;考勤&gt;表" in html
    assert "空" not in re.sub(r"(?s)<head>.*</head>", "", html)
    assert 'href="/r/1"' in html
