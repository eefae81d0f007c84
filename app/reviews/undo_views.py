"""Taking back a decision just made."""

from flask import abort, flash, redirect, render_template, url_for
from flask_login import login_required
from markupsafe import Markup
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.domain import words
from app.domain.facts import RecordStatus
from app.extensions import db
from app.practice.queries import record_or_404
from app.practice.steps import OthersStepError
from app.practice.undo_operations import ChangedSinceError, CopiedError, TooLateError
from app.reviews import operations
from app.reviews.forms import ReviewForm
from app.reviews.operations import UsedError
from app.web.errors import ConflictError

CHANGED = "在您的决定之后，这条记录又有了变化，不能撤回。"
USED = (
    "这条记录已用于推荐这位教师，不能直接撤回审批。"
    "请先撤回提名或撤销推荐书；审批确有错误的，再撤销这条记录并写明原因。"
)
COPIED = "本人已把它复制为新的记录，不能再撤回；请在新记录里处理。"
ANOTHER = "这段实践已另有一条记录，不能再撤回；请在那条记录里处理。"
TOO_LATE = {
    RecordStatus.APPROVED: "如确有错误，只能撤销这条记录并写明原因，再由本人更正后重新提交。",
    RecordStatus.ENDORSED: "如有疑问，请告诉人事处，由人事处退回。",
    RecordStatus.RETURNED: "本人可以直接重新提交。",
    RecordStatus.REJECTED: "本人可以把它复制为草稿重新提交。",
    RecordStatus.REVOKED: "本人可以把它复制为草稿重新提交。",
}


@login_required
def undo(record_id: int) -> Response:
    """Take back one's own decision of the last ten minutes."""
    record = record_or_404(record_id, actor())
    back, version = url_for("practice.show", record_id=record.id), record.version
    try:
        operations.undo(record, actor=actor(), at=clock.now())
    except OthersStepError:
        abort(403)
    except UsedError:
        raise ConflictError(USED, back=back) from None
    except CopiedError as error:
        said = COPIED if error.other.copied_from_id == record.id else ANOTHER
        raise ConflictError(said, back=back) from None
    except TooLateError:
        raise ConflictError(f"已过 10 分钟，不能再撤回。{TOO_LATE[record.status]}", back=back) from None
    except (ChangedSinceError, StaleDataError):
        raise ConflictError(CHANGED, back=back) from None
    if ReviewForm().version.data != version:
        raise ConflictError(CHANGED, back=back)
    now = words.RECORD_STATUS[record.status]
    db.session.commit()
    flash(f"已撤回刚才的决定，这条记录现在是“{now}”", "success")
    return redirect(url_for("reviews.index", record=record_id))


def say_done(text: str, record_id: int, version: int) -> None:
    """Tell what was decided, with a button to take it back."""
    html = render_template("reviews/_done.html", text=text, record_id=record_id, version=version)
    flash(Markup(html), "success")  # noqa: S704 - our own template, which escapes what it prints
