"""Shape of what is sent when a year is frozen or restated, and of what is asked of one."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.domain.outcome import Standing
from app.standing.forms import LONGEST_SEARCH
from app.web.forms import BaseForm

ASKS = ("q", "department", "standing")
"""What the address of a frozen year can ask."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom of a frozen year a reader wants to see; an empty text, or None, is no restriction."""

    search: str = ""
    department: str = ""
    line: str = "year"
    """Which line ``standing`` is about: ``year`` or ``five``."""
    standing: Standing | None = None

    @property
    def standing_value(self) -> str:
        return f"{self.line}-{self.standing}" if self.standing else ""


def read_asked(args: MultiDict[str, str]) -> Asked:
    """What the address asks for; a state that is not offered restricts nothing."""
    line, _, standing = args.get("standing", "").partition("-")
    known = standing in Standing.__members__ and line in {"year", "five"}
    return Asked(
        search=args.get("q", "").strip()[:LONGEST_SEARCH],
        department=args.get("department", "").strip()[:LONGEST_SEARCH],
        line=line if known else "year",
        standing=Standing(standing) if known else None,
    )


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
