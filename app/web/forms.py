"""The form all features build on: Chinese messages, stripped text, a row version."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import Field, IntegerField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.i18n import get_translations
from wtforms.widgets import HiddenInput


def strip(value: object) -> object:
    """Without the blanks around it, the full-width ones included."""
    return value.strip() if isinstance(value, str) else value


def options(labels: Mapping[Any, str]) -> list[Any]:
    """The choices of a select or radio field, in order: value to label; enum members by their value."""
    return [SelectChoice(str(value), label) for value, label in labels.items()]


class BaseForm(FlaskForm):
    """A form in Chinese. CSRF comes from Flask-WTF and is bound to the session."""

    class Meta:
        locales: ClassVar[list[str]] = ["zh_CN"]

        def get_translations(self, form: object) -> Any:  # noqa: ANN401 - WTForms' own type is untyped
            del form
            return get_translations(self.locales)

        def bind_field(self, form: object, unbound_field: Any, options: dict[str, Any]) -> Field:  # noqa: ANN401
            filters = [*unbound_field.kwargs.get("filters", []), strip]
            field: Field = unbound_field.bind(form=form, **{**options, "filters": filters})
            return field


class VersionedForm(BaseForm):
    """A form about a row that others may change: it carries the version it was rendered with."""

    version = IntegerField(widget=HiddenInput())
