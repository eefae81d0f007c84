"""The form all features build on: Chinese messages, stripped text, a row version."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, IntegerField, StringField
from wtforms.fields.choices import (  # type: ignore[attr-defined] # SelectChoice is newer than the stubs
    SelectChoice,
    SelectFieldBase,
)
from wtforms.i18n import get_translations
from wtforms.widgets import FileInput, HiddenInput

from app.web.errors import ConflictError


def strip(value: object) -> object:
    """Without the blanks around it, the full-width ones included."""
    return value.strip() if isinstance(value, str) else value


_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
"""Control characters but for tab and line ends, and signs that turn round or hide what follows."""


def visible(value: object) -> object:
    """Without characters that nobody sees: a name must read as what it is."""
    return _UNSEEN.sub("", value) if isinstance(value, str) else value


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

        def bind_field(self, form: object, unbound_field: Any, options: dict[str, Any]) -> Field:  # noqa: ANN401 - untyped there
            given = unbound_field.kwargs.get("filters", [])
            filters = [visible, *given, single_line if unbound_field.field_class is StringField else strip]
            field: Field = unbound_field.bind(form=form, **{**options, "filters": filters})
            return field


VERSION_LABEL = "打开这一页时的版本"
"""Hidden, but named where somebody sends nonsense in it."""


class VersionedForm(BaseForm):
    """A form about a row that others may change: it carries the version it was rendered with."""

    version = IntegerField(VERSION_LABEL, widget=HiddenInput())

    def check_version(self, version: int, *, back: str) -> None:
        """Refuse a form about a row that has changed since the form was rendered.

        Raises:
            ConflictError: with everything typed, so that nothing is lost.
        """
        if self.version.data != version:
            raise ConflictError(
                "在您打开这一页之后，这份材料有了变化，您的修改没有保存。", typed=typed(self), back=back
            )


def typed(form: BaseForm) -> list[tuple[str, str]]:
    """What the person wrote, field by field, to show it where it cannot be saved."""
    return [
        (field.label.text, value)
        for field in form
        if not isinstance(field.widget, HiddenInput | FileInput) and (value := _as_text(field))
    ]


def _as_text(field: Field) -> str:
    if isinstance(field, SelectFieldBase):
        return "、".join(str(label) for _value, label, selected, _kw in field.iter_choices() if selected)
    if isinstance(field, BooleanField):
        return "是" if field.data else ""
    return "\n".join(str(value) for value in field.raw_data or [] if value)


def single_line(value: object) -> object:
    """One line without doubled blanks: for names, which end up in subjects and headings."""
    return " ".join(value.split()) if isinstance(value, str) else value
