"""Rules about all forms."""

import importlib
from collections.abc import Iterator
from pathlib import Path

from wtforms import PasswordField, StringField
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired

import app
from app.web.forms import BaseForm


def every_form(form: type = BaseForm) -> Iterator[type]:
    for sub in form.__subclasses__():
        yield sub
        yield from every_form(sub)


def test_a_required_text_is_not_satisfied_by_blanks():
    for path in Path(app.__file__).parent.glob("*/forms.py"):
        importlib.import_module(f"app.{path.parent.name}.forms")
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
