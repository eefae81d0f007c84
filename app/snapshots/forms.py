"""Shape of what is sent when a year is frozen or restated, and of what is asked of one."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.standing.forms import Sought, read_search, read_standing
from app.web.forms import BaseForm

ASKS = ("q", "department", "standing")
"""What the address of a frozen year can ask."""


@dataclass(frozen=True, slots=True)
class Asked(Sought):
    """Whom of a frozen year a reader wants to see; an empty text, or None, is no restriction."""

    line: str = "year"
    department: str = ""


def read_asked(args: MultiDict[str, str]) -> Asked:
    """What the address asks for; a state that is not offered restricts nothing."""
    line, standing = read_standing(args, "year")
    return Asked(read_search(args), line, standing, department=read_search(args, "department"))


class FreezeForm(BaseForm):
    """Nothing but the button."""


class RestateForm(BaseForm):
    """Why a year is stated anew."""

    reason = TextAreaField(
        "更正的原因",
        description="会印在更正后的存档上，例如：暑期实践的材料补交，2 月才审批。",
        validators=[
            DataRequired("请写明更正的原因"),
            Length(max=1000, message="原因最多 1000 字"),
        ],
    )
