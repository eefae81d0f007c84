"""Shapes of a decision, of an exemption, and of what is asked of the queue."""

from collections.abc import Collection, Mapping

from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain.questions import ANSWERS, Answer, Question
from app.rulings.operations import Ground
from app.rulings.queries import Pick
from app.rulings.wording import ANSWER, KIND
from app.web.forms import BaseForm, VersionedForm, options
from app.web.numbers import row_number

ITEM = "item"
LIMIT = 200
"""Questions that one request decides."""


class GroundForm(BaseForm):
    """What every ruling rests on."""

    document = StringField(
        "依据的文件",
        validators=[DataRequired("请填写文件或会议纪要的编号"), Length(max=120)],
        description="例如 示例院人〔2026〕12号、校长办公会纪要 2026 年第 9 期",
    )
    reason = TextAreaField(
        "理由",
        validators=[DataRequired("请写明理由，教师本人会看到"), Length(max=1000)],
        description="教师本人会看到；离岗的原因不要写在这里",
    )

    @property
    def ground(self) -> Ground:
        return Ground(self.document.data or "", self.reason.data or "")


def _choose(kind: str, label: str) -> RadioField:
    return RadioField(
        label,
        choices=options({answer: ANSWER[answer] for answer in ANSWERS[KIND[kind]]}),
        validators=[InputRequired("请选择如何裁定")],
    )


class DecideForm(GroundForm):
    """One answer for each kind of question that is to be decided, and one ground for all."""

    cell = _choose("cell", "记录是否计入")
    leave = _choose("leave", "离岗的年度是否豁免")
    overlap = _choose("overlap", "同日的两条全日记录")

    def ask_only(self, kinds: Collection[type[Question]]) -> None:
        """Leave out what no question asks."""
        for name, kind in KIND.items():
            if kind not in kinds:
                del self[name]

    @property
    def answers(self) -> Mapping[type[Question], Answer]:
        return {kind: Answer(self[name].data) for name, kind in KIND.items() if name in self}


class ExemptForm(GroundForm):
    """An exemption on the school's own initiative."""

    what = SelectField("豁免哪一项要求", validators=[InputRequired("请选择要求")])


class RevokeForm(VersionedForm):
    """Taking a ruling back."""

    reason = TextAreaField("撤销原因", validators=[DataRequired("请写明撤销的原因"), Length(max=1000)])


def read_picks(values: MultiDict[str, str]) -> list[Pick]:
    """The questions that were ticked, each once; nonsense is left out."""
    found: dict[Pick, Pick] = {}
    for text in values.getlist(ITEM):
        teacher_id, _, key = text.partition(".")
        try:
            pick = Pick(row_number(teacher_id), key)
        except ValueError:
            continue
        found.setdefault(pick, pick)
    return list(found)
