"""The five-year table as a head types it: a row of small numbers for each teacher."""

from collections.abc import Iterable

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.plans.department_operations import PlannedLine
from app.plans.department_queries import FIRST, LAST, FiveYears, PlanRow
from app.plans.models import YEARS
from app.web.forms import VERSION_LABEL, VersionedForm
from app.web.numbers import row_number

MOST_DAYS = 366


class FiveYearsForm(VersionedForm):
    """``version`` is empty for a table that is not saved yet; ``form_of_table`` adds the cells."""

    version = IntegerField(VERSION_LABEL, widget=HiddenInput(), validators=[Optional()])

    def lines(self, rows: Iterable[PlanRow]) -> dict[int, PlannedLine]:
        """What was typed, after validation, by teacher id; an empty cell is none."""
        return {
            row.member.teacher_id: PlannedLine(
                days=tuple(self[cell(row, n)].data or 0 for n in range(YEARS)),
                note=self[note_of(row)].data or "",
            )
            for row in rows
        }


def form_of_table(table: FiveYears) -> FiveYearsForm:
    """The form with a field for every cell, as saved or as sent."""
    cells: dict[str, IntegerField | StringField] = {}
    for row in table.rows:
        name = row.member.name
        for n, year in enumerate(table.names):
            cells[cell(row, n)] = IntegerField(
                f"{name} {year}",
                default=row.days[n] or None,
                validators=[Optional(), NumberRange(0, MOST_DAYS, message=f"天数应在 0 至 {MOST_DAYS} 之间")],
            )
        cells[note_of(row)] = StringField(
            f"{name} 备注",
            default=row.note,
            validators=[Optional(), Length(max=200, message="最多 200 个字")],
        )
    form = type("FiveYearsTable", (FiveYearsForm,), cells)
    made: FiveYearsForm = form(version=table.saved.version if table.saved else None)
    return made


def cell(row: PlanRow, n: int) -> str:
    """The name of the field of a teacher's year, counted from nought."""
    return f"days-{row.member.teacher_id}-{n}"


def note_of(row: PlanRow) -> str:
    """The name of the field of a teacher's note."""
    return f"note-{row.member.teacher_id}"


def read_first(args: MultiDict[str, str]) -> int | None:
    """The first of the five years that the address asks for; None where it asks for none there can be."""
    year = args.get("first", None, row_number)
    return year if year is not None and FIRST <= year <= LAST - YEARS else None
