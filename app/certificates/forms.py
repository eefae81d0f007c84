"""Forms about recommendations."""

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.domain.certificates import group_code
from app.web.forms import BaseForm, VersionedForm


class RevokeForm(VersionedForm):
    """Withdrawing needs a reason that the teacher will read."""

    reason = TextAreaField(
        "撤销原因", validators=[DataRequired("请写明撤销原因"), Length(max=1000, message="不超过 1000 字")]
    )


class CheckForm(BaseForm):
    """A code typed from paper; asks nothing secret and changes nothing, so it is a GET without a token."""

    class Meta(BaseForm.Meta):
        csrf = False

    code = StringField(
        "核验码",
        description=f"印在推荐书下方，共 28 位，例如 {group_code('7Q2M9XK4T1HB6ZPW3DRC8YNF05AE')}；"
        "空格、短横线与大小写都不影响",
        validators=[DataRequired("请填写核验码")],
    )
