"""Fields that read days and hours as people write them, and say which word they could not read."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import DateField, DecimalField, Field, IntegerField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, NumberInput, TextArea

BETWEEN_DAYS = re.compile(r"[\s,，、;；]+")
A_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
MAX_DAYS = 366
ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")  # in time that grows with the length, no faster
LONGEST_ADDRESS = 254
MAX_HOURS = 24 * MAX_DAYS
FIRST_YEAR, LAST_YEAR = 1950, 2150
"""Years a school can mean; windows of several years around them stay within the calendar."""


def mail_address(_form: object, field: Field) -> None:
    """An address in outline; the length comes first, so that no pattern runs over a megabyte."""
    if len(field.data) > LONGEST_ADDRESS:
        raise StopValidation(f"邮箱最多 {LONGEST_ADDRESS} 个字符")
    if not ADDRESS.fullmatch(field.data):
        raise ValidationError("邮箱格式不对，应像 name@example.edu")


def _say_once(field: Field) -> None:
    """What could not be read is not measured, too; that nothing was typed is for the validators to say."""
    if field.process_errors and field.raw_data and str(field.raw_data[0]).strip():
        raise StopValidation


class ChineseDateField(DateField):
    """A native date input with a message that says what a date looks like.

    A year typed in short, such as 0026, would put a whole school's windows outside the calendar.
    """

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("日期应写成 2026-07-06 的样子，且要有这一天") from None
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(f"年份太早或太晚了，应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间")


class HalfHoursField(Field):
    """Hours of a day in half hours; ``data`` counts half hours."""

    widget = NumberInput(step="0.5", min="0.5", max="8")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data / 2:g}"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: int | None = None
        if not valuelist or not valuelist[0].strip():
            raise ValueError("请填写每天的小时数")
        try:
            half_hours = Decimal(valuelist[0].strip()) * 2
        except ArithmeticError:
            raise ValueError("小时数应是 0.5 到 8 之间的数") from None
        if not half_hours.is_finite() or not 1 <= half_hours <= 16 or half_hours % 1:  # noqa: PLR2004 - 0.5 to 8 hours
            raise ValueError("每天 0.5 到 8 小时，以半小时为单位")
        self.data = int(half_hours)


class WholeNumberField(IntegerField):
    """A whole number; of what is none nothing else is said besides."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("应是一个整数，例如 3") from None

    def pre_validate(self, form: BaseForm) -> None:
        del form
        _say_once(self)


class HoursField(DecimalField):
    """Hours of several days together; the numbers that nobody can reckon with are refused while reading."""

    def pre_validate(self, form: BaseForm) -> None:
        del form
        _say_once(self)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("小时数应是一个数，例如 31.5") from None
        if self.data is not None and not (self.data.is_finite() and abs(self.data) <= MAX_HOURS):
            self.data = None
            raise ValueError("小时数应是一个数，例如 31.5")


class DaysField(Field):
    """Days one a line or between commas; ``data`` is a set of dates."""

    widget = TextArea()  # type: ignore[assignment] # it only asks for _value()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(day.isoformat() for day in sorted(self.data or ()))

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: frozenset[date] = frozenset()
        text = valuelist[0] if valuelist else ""
        # a written-out date may hold blanks of its own: close them before the text is divided
        closed = A_DAY.sub(lambda found: "-".join(found.groups()) + " ", text)
        days, unread = set(), []
        for word in filter(None, BETWEEN_DAYS.split(closed)):
            try:
                days.add(date(*map(int, word.split("-"))))
            except (ValueError, TypeError, OverflowError):
                unread.append(word)
        if unread:
            shown, more = "、".join(unread[:3]), f"等 {len(unread)} 处" if unread[3:] else ""
            raise ValueError(f"“{shown}”{more}不是日期，应写成 2026-07-06，每行一个或用逗号隔开")
        if len(days) > MAX_DAYS:
            raise ValueError("日期太多了")
        self.data = frozenset(days)


class Checkboxes(SelectMultipleField):
    """Several of a few; what is none of them was not picked on the page."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - as WTForms has it
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError("请从列出的几项里选") from None
