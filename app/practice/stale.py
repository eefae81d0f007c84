"""A button pressed on an old page."""

from flask import request, url_for

from app.practice.models import PracticeRecord
from app.web.errors import ConflictError


def refuse_stale(version: int, *, noun: str, back: str) -> None:
    """Refuse a button of a page that showed another version; ``noun`` says what has changed.

    Raises:
        ConflictError: it has changed since.
    """
    if request.form.get("version", type=int) != version:
        raise ConflictError(f"在您打开这一页之后，{noun}有了变化，您的操作没有执行。", back=back)


def check_version(record: PracticeRecord) -> str:
    """Refuse a button pressed on an old page of a record; gives its page."""
    back = url_for("practice.show", record_id=record.id)
    refuse_stale(record.version, noun="这条记录", back=back)
    return back
