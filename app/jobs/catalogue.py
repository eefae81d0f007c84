"""Jobs by name, each run recorded."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from app import clock
from app.accounts.sessions import forget_old_sign_ins
from app.audit.models import FAILED, JobRun
from app.extensions import db, write_transaction
from app.mail.smtp import ServerUnreachableError, send_one
from app.reminders.operations import queue_due
from app.reminders.queries import due_at_school, live_schools

log = logging.getLogger(__name__)

KEEP_RUNS = timedelta(days=90)

stopping = threading.Event()
"""Set by SIGTERM: a job ends after the item in its hands."""


class UnknownJobError(Exception):
    """There is no job of that name."""


class SchoolsSkippedError(Exception):
    """Some schools could not be judged; the others were."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something that runs by itself; running it twice does no harm."""

    summary: str
    run: Callable[[], str]
    """Does the work, commits, and says in a line what came of it."""


def remind() -> str:
    """School by school, so that one whose data cannot be judged does not silence the others."""
    at = clock.now()
    today = clock.local(at).date()
    queued, broken = 0, []
    for school_id in live_schools(today):
        if stopping.is_set():  # the next run finds the rest
            break
        try:
            due = due_at_school(school_id, today)
            db.session.rollback()  # reading ends before the write lock is taken
            with write_transaction():
                queued += queue_due(due, at=at)
                db.session.commit()
        except Exception:
            db.session.rollback()
            log.exception("reminders of school %s", school_id)
            broken.append(school_id)
    if broken:
        raise SchoolsSkippedError(f"生成提醒邮件 {queued} 封；{len(broken)} 所学校无法评定，详见运行日志")
    return f"生成提醒邮件 {queued} 封"


def send_waiting_mail() -> str:
    sent = 0
    try:
        while not stopping.is_set() and send_one(clock.now()):
            sent += 1
    except ServerUnreachableError as error:
        raise ServerUnreachableError(f"处理 {sent} 封后邮件服务器不可用，其余稍后重试：{error}") from error
    return f"处理 {sent} 封"


def keep_house() -> str:
    at = clock.now()
    with write_transaction():
        sign_ins = forget_old_sign_ins(at)
        old = delete(JobRun).where(JobRun.started_at < at - KEEP_RUNS).returning(JobRun.id)
        runs = len(db.session.scalars(old).all())
        db.session.commit()
    return f"清理过期登录 {sign_ins} 条、运行记录 {runs} 条"


JOBS = {
    "reminders": Job("生成到期提醒（每日 07:30，另每小时补查）", remind),
    "mail": Job("发送待发邮件（每 10 秒）", send_waiting_mail),
    "housekeeping": Job("清理过期登录和旧的运行记录（每日 03:10）", keep_house),
}


def run_job(name: str) -> str:
    """Run a job now and record that it ran.

    Raises:
        UnknownJobError: no job has that name.
    """
    if name not in JOBS:
        raise UnknownJobError(name)
    with write_transaction():
        run = JobRun(name=name, started_at=clock.now())
        db.session.add(run)
        db.session.flush()
        run_id = run.id
        db.session.commit()
    try:
        outcome = JOBS[name].run()
    except Exception as error:
        db.session.rollback()
        _finish(run_id, f"{FAILED}{error}")
        raise
    _finish(run_id, outcome)
    return outcome


def _finish(run_id: int, outcome: str) -> None:
    with write_transaction():
        run = db.session.get_one(JobRun, run_id)
        run.finished_at = clock.now()
        run.outcome = outcome
        db.session.commit()
