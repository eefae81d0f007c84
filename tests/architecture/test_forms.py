"""Rules about all forms."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import PasswordField, StringField
from wtforms.fields.choices import SelectFieldBase
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired

import app
from app.policy.strict import StrictError
from app.web.forms import BaseForm
from tests.journeys.hostile import VALUES


def every_form(form: type = BaseForm) -> Iterator[type]:
    for sub in form.__subclasses__():
        yield sub
        yield from every_form(sub)


@pytest.fixture(autouse=True, scope="module")
def _all_forms() -> None:
    for path in Path(app.__file__).parent.glob("*/*forms.py"):
        importlib.import_module(f"app.{path.parent.name}.{path.stem}")


@pytest.fixture(scope="module")
def page() -> Iterator[None]:
    """A request in which forms are made; no database is asked."""
    site = Flask("forms")
    site.secret_key = "示例"
    with site.test_request_context():
        yield


NEEDS_ITS_VIEW = ("ProposalForm", "ReasonForm", "PeriodForm")
"""Made with what their page knows; the tests of those pages refuse them."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("value", [*VALUES])
def test_whatever_is_sent_is_refused_with_words_beside_a_field_that_has_a_name(value):
    mute = []
    for form in every_form():
        if form.__name__ in NEEDS_ITS_VIEW:
            continue
        names = form(formdata=MultiDict(), meta={"csrf": False}).data
        sent = form(formdata=MultiDict(dict.fromkeys(names, VALUES[value])), meta={"csrf": False})
        for field in sent:
            if isinstance(field, SelectFieldBase) and field.choices is None:
                field.choices = []  # those of the school
        sent.validate()
        mute += [
            (form.__name__, field.name, str(error))
            for field in sent
            for error in field.errors
            if not (CHINESE.search(str(error)) and CHINESE.search(str(field.label.text)))
        ]
    assert not mute


def test_an_error_of_a_text_says_beside_a_field_at_least_what_it_says_elsewhere():
    assert StrictError("录入内容：说明", "effective_from").why == "录入内容：说明"


def test_a_required_text_is_not_satisfied_by_blanks():
    found = [
        f"{form.__name__}.{name}"
        for form in every_form()
        for name, field in vars(form).items()
        if isinstance(field, UnboundField)
        and issubclass(field.field_class, StringField)
        and not issubclass(field.field_class, PasswordField)
        and any(isinstance(check, InputRequired) for check in field.kwargs.get("validators", ()))
    ]
    assert not found, "InputRequired looks at what was sent, before blanks are stripped; use DataRequired"
