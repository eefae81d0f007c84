"""Whom to ask, and what a mentor can answer."""

from datetime import date
from typing import Any

from wtforms import Field, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app import clock
from app.audit.operations import as_json
from app.confirmations.operations import Mentor
from app.domain.facts import DAY_CAP, MAX_SPAN_DAYS
from app.practice.models import PracticeRecord
from app.web.fields import ChineseDateField, HalfHoursField, mail_address
from app.web.forms import BaseForm, VersionedForm, single_line

MAX_COMMENT = 500
EARLIEST_YEARS = 60
_TOO_LONG = Length(max=MAX_COMMENT, message=f"最多 {MAX_COMMENT} 个字")
CORRECTABLE = ("first_day", "last_day", "half_hours", "post")


class AskForm(BaseForm):
    """The mentor a link is for."""

    mentor_name = StringField(
        "企业指导人姓名",
        filters=[single_line],
        validators=[DataRequired("请填写企业指导人的姓名"), Length(max=60, message="最多 60 个字")],
    )
    mentor_post = StringField(
        "职务",
        filters=[single_line],
        validators=[Optional(), Length(max=60, message="最多 60 个字")],
    )
    mentor_email = StringField(
        "邮箱",
        validators=[Optional(), mail_address],
        description="填了就同时发一封邮件；不填则由您把链接发给对方，例如用微信",
    )

    @property
    def mentor(self) -> Mentor:
        return Mentor(
            self.mentor_name.data or "", self.mentor_post.data or "", self.mentor_email.data or None
        )


class ConfirmForm(VersionedForm):
    """It is all true."""


class RefuseForm(VersionedForm):
    """It cannot be confirmed."""

    reason = TextAreaField("拒绝的原因", validators=[DataRequired("请写明为什么不能确认"), _TOO_LONG])


class CorrectForm(VersionedForm):
    """It is true but for what is given here; begins with what the record says."""

    first_day = ChineseDateField("开始日期", validators=[InputRequired("请填写开始日期")])
    last_day = ChineseDateField("结束日期", validators=[InputRequired("请填写结束日期")])
    half_hours = HalfHoursField("每天的时间", default=DAY_CAP)
    post = StringField(
        "岗位", filters=[single_line], validators=[Optional(), Length(max=60, message="最多 60 个字")]
    )
    comment = TextAreaField(
        "说明", validators=[Optional(), _TOO_LONG], description="例如请过哪几天假；学校和老师会看到"
    )

    def validate_first_day(self, field: Field) -> None:
        day: date | None = field.data
        if day and day.year < clock.today().year - EARLIEST_YEARS:
            raise ValidationError("开始日期太早了，请检查年份")

    def validate_last_day(self, field: Field) -> None:
        first: date | None = self.first_day.data
        last: date | None = field.data
        if last and last > clock.today():
            raise ValidationError("结束日期还没有到，请检查")
        if first and last and last < first:
            raise ValidationError("结束日期早于开始日期")
        if first and last and (last - first).days + 1 > MAX_SPAN_DAYS:
            raise ValidationError(f"一段实践最多 {MAX_SPAN_DAYS} 天，请检查日期")

    def differing(self, record: PracticeRecord) -> dict[str, Any]:
        """The facts given otherwise than the record has them, as JSON."""
        given = {name: self[name].data or "" for name in CORRECTABLE}
        return {name: as_json(value) for name, value in given.items() if value != getattr(record, name)}
