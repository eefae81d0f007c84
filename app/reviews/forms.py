"""Shape of a reviewer's word, and of what is asked of a queue."""

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from app.domain.facts import Venue
from app.practice.reason_forms import ReasonForm
from app.reviews.bulk_queries import Pick
from app.reviews.queries import Asked
from app.web.forms import BaseForm
from app.web.numbers import row_number

WAITED = (3, 5, 10)
"""Working days that a queue can be narrowed to."""
FLAGS = ("none", "serious")


class ReviewForm(ReasonForm):
    """A word on a record."""

    COMMON = ("佐证无公章", "起止日期与鉴定表不符", "岗位与任务写得太少", "佐证看不清")


class BulkForm(BaseForm):
    """Passing what the summary listed; ``held`` is how many it held back."""

    held = IntegerField("摘要里留下的条数", widget=HiddenInput(), validators=[Optional()])


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
