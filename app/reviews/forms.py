"""Shape of a reviewer's word."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import Length, Optional

from app.web.forms import VersionedForm, options

OTHER = "其他"
COMMON_REASONS = ("佐证无公章", "起止日期与鉴定表不符", "岗位与任务写得太少", "佐证看不清", OTHER)


class ReviewForm(VersionedForm):
    """A step, with a reason where it needs one: a common one, words of one's own, or both."""

    common = RadioField(
        "常见原因",
        choices=options({reason: reason for reason in COMMON_REASONS}),
        validators=[Optional()],
        validate_choice=False,
    )
    reason = TextAreaField("说明", validators=[Length(max=1000, message="说明最多 1000 字")])

    @property
    def words(self) -> str:
        """The reason as it is kept; ``其他`` alone says nothing."""
        common = self.common.data if self.common.data in COMMON_REASONS else ""
        chosen = "" if common == OTHER else common
        return "；".join(part for part in (chosen, self.reason.data) if part)
