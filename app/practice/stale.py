"""A button pressed on an old page."""

from flask import request, url_for

from app.practice.models import PracticeRecord
from app.web.errors import ConflictError


def check_version(record: PracticeRecord) -> str:
    """Refuse a button pressed on an old page; gives the record's page.

    Raises:
        ConflictError: the record has changed since.
    """
    back = url_for("practice.show", record_id=record.id)
    if request.form.get("version", type=int) != record.version:
        raise ConflictError("在您打开这一页之后，这条记录有了变化，您的操作没有执行。", back=back)
    return back
