"""The scheduler as real processes: one leads, the others wait to take over; and jobs by hand."""

import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.audit.models import JobRun
from app.extensions import db
from app.jobs.catalogue import JOBS, UnknownJobError, run_job
from app.jobs.scheduler import _scheduler
from tests.processes import start_flask
from tests.smtp import running_postbox


@pytest.fixture
def schedulers(app, tmp_path):
    """Start schedulers; whatever still runs at the end of the test is killed."""
    started = []
    with running_postbox() as postbox:

        def start():
            log = tmp_path / f"{len(started)}.log"
            started.append((start_flask(app, postbox, "scheduler", log=log), log))
            return started[-1]

        yield start
        for process, _log in started:
            process.kill()
            process.wait()


def wait_for(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def leads(scheduler):
    return "本进程为主进程" in scheduler[1].read_text()


def waits(scheduler):
    return "调度进程已启动" in scheduler[1].read_text() and not leads(scheduler)


def starts():
    """How often the jobs of a scheduler's start ran to their end."""
    db.session.rollback()
    runs = select(func.count()).where(JobRun.name == "housekeeping", JobRun.outcome.is_not(None))
    return db.session.scalar(runs)


def test_of_two_schedulers_one_leads_and_the_other_takes_over_when_it_is_killed(schedulers):
    first = schedulers()
    wait_for(lambda: leads(first) and starts() == 1)
    second = schedulers()
    wait_for(lambda: waits(second))
    time.sleep(2.5)  # the second has tried for the lock by now, more than once
    assert not leads(second)
    assert starts() == 1

    killed_at = time.monotonic()
    first[0].kill()
    wait_for(lambda: leads(second))
    assert time.monotonic() - killed_at < 15
    wait_for(lambda: starts() == 2)

    second[0].terminate()
    assert second[0].wait(timeout=120) == 0


def test_reminders_run_at_the_start_every_hour_and_each_morning_by_the_clock_in_china(app):
    scheduler = _scheduler(app)
    jobs = {job.id: job for job in scheduler.get_jobs()}
    assert set(jobs) == {"reminders", "housekeeping", "mail"}
    assert {job.next_run_time.date() for job in jobs.values()} == {clock.today()}
    fires, last = [], datetime(2026, 11, 26, 5, 59, tzinfo=clock.SHANGHAI)
    while len(fires) < 4:
        last = jobs["reminders"].trigger.get_next_fire_time(last, last + timedelta(seconds=1))
        fires.append(last)
    assert [f"{fire:%H:%M %z}" for fire in fires] == [
        "06:00 +0800", "07:00 +0800", "07:30 +0800", "08:00 +0800",
    ]  # fmt: skip


def test_every_run_is_recorded(app):
    outcome = run_job("housekeeping")
    run = db.session.scalar(select(JobRun))
    assert (run.name, run.outcome) == ("housekeeping", outcome)
    assert run.finished_at >= run.started_at


def test_a_failed_run_is_recorded_with_its_reason_and_raised(app, monkeypatch):
    broken = JOBS["housekeeping"].__class__("总是失败", lambda: 1 // 0)
    monkeypatch.setitem(JOBS, "housekeeping", broken)
    with pytest.raises(ZeroDivisionError):
        run_job("housekeeping")
    assert db.session.scalar(select(JobRun.outcome)).startswith("失败：")


def test_an_unknown_job_is_refused_before_anything_is_recorded(app):
    with pytest.raises(UnknownJobError):
        run_job("coffee")
    assert db.session.scalar(select(func.count(JobRun.id))) == 0


def test_the_command_lists_jobs_with_their_last_run_and_runs_one(app):
    runner = app.test_cli_runner()
    assert "housekeeping" in runner.invoke(args=["jobs", "list"]).output
    assert "从未运行" in runner.invoke(args=["jobs", "list"]).output
    result = runner.invoke(args=["jobs", "run", "housekeeping"])
    assert (result.exit_code, result.output) == (0, "清理过期登录 0 条、运行记录 0 条\n")
    assert "清理过期登录 0 条" in runner.invoke(args=["jobs", "list"]).output
    assert runner.invoke(args=["jobs", "run", "coffee"]).exit_code == 2
