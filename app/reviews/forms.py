"""Shape of a reviewer's word, and of what is asked of a queue."""

from collections.abc import Iterable

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from app.domain.facts import Venue
from app.reviews.bulk_queries import Pick
from app.reviews.queries import Asked
from app.web.forms import BaseForm, VersionedForm, options
from app.web.numbers import row_number

OTHER = "其他"
COMMON_REASONS = ("佐证无公章", "起止日期与鉴定表不符", "岗位与任务写得太少", "佐证看不清", OTHER)
WAITED = (3, 5, 10)
"""Working days that a queue can be narrowed to."""
FLAGS = ("none", "serious")


class ReviewForm(VersionedForm):
    """A step, with a reason where it needs one: one from the list, words of one's own, or both."""

    common = RadioField(
        "常见原因",
        choices=options({reason: reason for reason in COMMON_REASONS}),
        validators=[Optional()],
        validate_choice=False,
    )
    reason = TextAreaField("说明", validators=[Length(max=1000, message="说明最多 1000 字")])

    def offer(self, habitual: Iterable[str]) -> None:
        """Add to the list what this school writes again and again; the keys of the others stay."""
        reasons = dict.fromkeys((*COMMON_REASONS, *habitual))
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


class BulkForm(BaseForm):
    """Passing what the summary listed; ``held`` is how many it held back."""

    held = IntegerField(widget=HiddenInput(), validators=[Optional()])


def read_asked(args: MultiDict[str, str]) -> Asked:
    """What the address narrows the queue to; a value that is not offered narrows nothing."""
    flags, waited = args.get("flags", ""), args.get("waited", 0, row_number)
    return Asked(
        department_id=args.get("department", None, row_number),
        venue=args.get("venue", None, Venue),
        flags=flags if flags in FLAGS else "",
        waited=waited if waited in WAITED else 0,
    )


def read_picks(values: MultiDict[str, str]) -> list[Pick]:
    """The records that were ticked, with the versions they were seen at, each once; nonsense is left out."""
    found: dict[int, Pick] = {}
    for text in values.getlist(Pick.FIELD):
        record_id, _, version = text.partition("-")
        try:
            pick = Pick(row_number(record_id), row_number(version))
        except ValueError:
            continue
        found.setdefault(pick.record_id, pick)
    return list(found.values())
