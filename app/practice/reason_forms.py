"""Shape of a reviewer's word with a reason, for whatever is reviewed."""

from collections.abc import Iterable
from typing import Any, ClassVar

from wtforms import RadioField, TextAreaField
from wtforms.validators import Length, Optional

from app.web.forms import VersionedForm, options

OTHER = "其他"


class ReasonForm(VersionedForm):
    """A step, with a reason where it needs one: one from the list, words of one's own, or both."""

    COMMON: ClassVar[tuple[str, ...]]
    """Reasons that are offered to be picked."""

    common = RadioField("常见原因", validators=[Optional()], validate_choice=False)
    reason = TextAreaField("说明", validators=[Length(max=1000, message="说明最多 1000 字")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as WTForms has them
        super().__init__(*args, **kwargs)
        self.offer(())

    def offer(self, habitual: Iterable[str]) -> None:
        """Add to the list what this school writes again and again; the keys of the others stay."""
        reasons = dict.fromkeys((*self.COMMON, OTHER, *habitual))
        self.common.choices = options({reason: reason for reason in reasons})

    @property
    def reasons(self) -> list[str]:
        """The list as it is offered."""
        return [str(value) for value, *_ in self.common.iter_choices()]

    @property
    def words(self) -> str:
        """The reason as it is kept; ``其他`` alone says nothing."""
        common = self.common.data if self.common.data in self.reasons else ""
        chosen = "" if common == OTHER else common
        return "；".join(part for part in (chosen, self.reason.data) if part)
