"""The scheduler: a process of its own, never inside a web worker; a second copy waits to take over."""

import logging
import signal

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from app import clock
from app.jobs.catalogue import run_job, stopping
from app.jobs.leader import LeaderLock, leader_lock
from app.mail.smtp import has_waiting

log = logging.getLogger(__name__)

POLL_SECONDS = 1
MAIL_SECONDS = 10


def run_scheduler(app: Flask) -> None:
    """Lead, or wait to lead, until SIGTERM; the item in hand is finished first."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with app.app_context():
        lock = leader_lock(app)
    log.info("调度进程已启动")
    while not stopping.is_set():
        if lock.acquire():
            _lead(app, lock)
            lock.release()
        stopping.wait(POLL_SECONDS)


def _lead(app: Flask, lock: LeaderLock) -> None:
    """Run the jobs for as long as this process leads."""
    scheduler = _scheduler(app)
    log.info("本进程为主进程，开始执行任务")
    scheduler.start()
    try:
        while lock.held() and not stopping.wait(POLL_SECONDS):
            pass
    finally:
        scheduler.shutdown(wait=True)


def _scheduler(app: Flask) -> BackgroundScheduler:
    """A missed start is made up once, however late; every job also runs at the start."""
    scheduler = BackgroundScheduler(
        timezone=clock.SHANGHAI,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    def start(name: str) -> None:
        with app.app_context():
            try:
                log.info("%s：%s", name, run_job(name))
            except Exception:  # one bad run must not end the scheduler; it is recorded
                log.exception("%s", name)

    def send_if_waiting() -> None:
        with app.app_context():
            waiting = has_waiting(clock.now())
        if waiting:
            start("mail")

    daily = CronTrigger(hour=7, minute=30, timezone=clock.SHANGHAI)
    hourly = CronTrigger(minute=0, timezone=clock.SHANGHAI)
    night = CronTrigger(hour=3, minute=10, timezone=clock.SHANGHAI)
    now = clock.now()
    scheduler.add_job(start, OrTrigger([daily, hourly]), ["reminders"], id="reminders", next_run_time=now)
    scheduler.add_job(start, night, ["housekeeping"], id="housekeeping", next_run_time=now)
    scheduler.add_job(send_if_waiting, IntervalTrigger(seconds=MAIL_SECONDS), id="mail", next_run_time=now)
    return scheduler
