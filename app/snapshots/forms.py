"""Shape of what is sent when a year is frozen or restated."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.web.forms import BaseForm


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
