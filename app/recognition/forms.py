"""Shapes of what is typed about proposals."""

from datetime import date

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.certificates.wording import ETHICS, LEVELS
from app.domain.certificates import EthicsResult, Level
from app.recognition.operations import Entry
from app.recognition.wording import STEPS_DONE
from app.web.fields import ChineseDateField
from app.web.forms import BaseForm, VersionedForm, options

NATIONAL_CRITERIA = "《职业教育“双师型”教师基本标准（试行）》（教师厅〔2022〕2号）"
OLDEST_ETHICS_YEARS = 5
"""How many years back an ethics review may lie at most."""


class TeacherForm(BaseForm):
    """Whom to propose; a GET form that changes nothing."""

    class Meta(BaseForm.Meta):
        csrf = False

    teacher_id = SelectField("教师", coerce=int, validate_choice=False)


class ProposalForm(BaseForm):
    """What HR enters; everything ends up on the printed page."""

    level = RadioField("推荐等级", choices=options(LEVELS), validators=[InputRequired("请选择推荐等级")])
    criteria = StringField(
        "认定条件的名称和文号",
        default=NATIONAL_CRITERIA,
        description="会原样印在推荐书上；省里另有标准的，请改成省里的文件",
        validators=[DataRequired("请填写所依据的认定条件"), Length(max=120, message="不超过 120 字")],
    )
    ethics_year = IntegerField("师德考核年度", validators=[InputRequired("请填写考核年度，例如 2025")])
    ethics_result = RadioField(
        "师德考核结果",
        choices=options(ETHICS),
        description="不合格的，不能推荐",
        validators=[InputRequired("请选择师德考核结果")],
    )
    notice_first = ChineseDateField("公示起始日", validators=[InputRequired("请填写公示起始日")])
    notice_last = ChineseDateField("公示截止日", validators=[InputRequired("请填写公示截止日")])

    steps_done = BooleanField(
        STEPS_DONE, validators=[DataRequired("请确认这几步已经完成；没有完成的，请完成后再提名")]
    )

    def __init__(self, *, today: date) -> None:
        super().__init__(data={"ethics_year": today.year - 1})  # the last year whose review is over
        self._today = today

    def validate_ethics_year(self, field: Field) -> None:
        first = self._today.year - OLDEST_ETHICS_YEARS
        if field.data is None or not first <= field.data <= self._today.year:
            raise ValidationError(f"考核年度应在 {first} 至 {self._today.year} 之间")

    def validate_notice_last(self, field: Field) -> None:
        if field.data is None:
            return  # what was typed is no day, which is said already
        if self.notice_first.data and field.data < self.notice_first.data:
            raise ValidationError("公示截止日早于起始日")
        if field.data >= self._today:
            raise ValidationError("公示还没有结束，请在公示期满后再提名")

    def entry(self) -> Entry:
        """The valid input."""
        first, last = self.notice_first.data, self.notice_last.data
        assert first is not None
        assert last is not None
        return Entry(
            level=Level(self.level.data),
            criteria=self.criteria.data or "",
            ethics_result=EthicsResult(self.ethics_result.data),
            ethics_year=self.ethics_year.data or 0,
            notice_first=first,
            notice_last=last,
            stated=STEPS_DONE if self.steps_done.data else "",
        )


class DecideForm(VersionedForm):
    """A step on a proposal as it was shown."""


class RejectForm(VersionedForm):
    """Against a proposal."""

    reason = TextAreaField(
        "不同意的原因",
        validators=[DataRequired("请写明不同意的原因"), Length(max=1000, message="不超过 1000 字")],
    )


class KeepForm(BaseForm):
    """That a recommendation was checked and stands without what the page showed."""

    seen = HiddenField()
    reason = TextAreaField(
        "核对情况",
        validators=[DataRequired("请写明核对了什么"), Length(max=1000, message="不超过 1000 字")],
    )
