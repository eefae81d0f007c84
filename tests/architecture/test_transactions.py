"""How a request's transaction starts, and that no update is lost."""

import threading

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.models import Account
from app.audit.models import AuditEvent
from app.audit.operations import record_event
from app.extensions import DateSet, UTCDateTime, db, write_transaction
from app.immutable import FrozenForeverError
from app.schools.models import School
from tests.builders import AT, make_school, sign_in, token


def statements_of(app: Flask, run) -> list[str]:
    """Every statement that the server is sent while ``run`` runs."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return seen


def test_a_writing_request_takes_the_write_lock_before_it_loads_the_user(app, cast):
    if db.engine.dialect.name != "sqlite":
        assert "BEGIN" not in "".join(statements_of(app, lambda: sign_in(app, cast.teacher)))
        return
    client = sign_in(app, cast.teacher)
    csrf = token(client)
    seen = statements_of(app, lambda: client.post("/password", data={"csrf_token": csrf}))
    assert seen[0] == "BEGIN IMMEDIATE"
    assert any("sign_in" in statement for statement in seen)


def test_only_what_draws_files_or_looks_for_a_place_first_takes_the_lock_later(app):
    """These read an upload or try a form before they write, and read anew under the lock."""
    later = {name for name, view in app.view_functions.items() if getattr(view, "locks_later", False)}
    assert later == {
        "practice.new", "practice.new_for", "practice.add_evidence", "plans.new", "plans.edit",
    }  # fmt: skip


def test_a_reading_request_takes_no_write_lock(app, cast):
    client = sign_in(app, cast.teacher)
    seen = statements_of(app, lambda: client.get("/me"))
    assert "BEGIN IMMEDIATE" not in seen


def test_read_modify_write_in_eight_threads_loses_nothing(app):
    school = make_school(signatory="0")
    school_id = school.id
    db.session.commit()

    def add_ten() -> None:
        for _ in range(10):
            with app.app_context(), write_transaction():
                row = db.session.scalar(select(School).where(School.id == school_id).with_for_update())
                row.signatory = str(int(row.signatory) + 1)
                db.session.commit()

    threads = [threading.Thread(target=add_ten) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.refresh(school)
    assert school.signatory == "80"


def test_of_two_who_saw_the_same_version_the_second_fails(app, cast):
    def rename(name: str) -> None:
        with app.app_context():
            db.session.get(Account, cast.teacher.id).username = name
            db.session.commit()

    late = db.session.get(Account, cast.teacher.id)
    assert late.version == 1
    db.session.expunge(late)
    db.session.rollback()
    rename("first")
    with app.app_context():
        db.session.add(late)
        late.username = "second"
        with pytest.raises(StaleDataError):
            db.session.commit()


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a time zone"):
        UTCDateTime().process_bind_param(AT.replace(tzinfo=None), None)


def test_moments_come_back_aware(app):
    school = make_school()
    db.session.commit()
    assert db.session.get(School, school.id).created_at == AT
    assert db.session.get(School, school.id).created_at.tzinfo is not None


def test_days_are_kept_in_order_as_readable_text():
    kept = DateSet().process_bind_param(frozenset({AT.date()}), None)
    assert kept == "2026-11-20"
    assert DateSet().process_result_value(None, None) == frozenset()


def test_the_log_cannot_be_changed(app, cast):
    record_event("test:done", "school", cast.school.id, school_id=cast.school.id, actor=cast.hr, at=AT)
    db.session.commit()
    row = db.session.scalar(select(AuditEvent))
    row.reason = "someone else"
    with pytest.raises(FrozenForeverError):
        db.session.flush()
    db.session.rollback()
    db.session.delete(db.session.scalar(select(AuditEvent)))
    with pytest.raises(FrozenForeverError):
        db.session.flush()


def test_a_broken_foreign_key_is_refused(app):
    db.session.execute(text("SELECT 1"))
    db.session.add(Account(
        school_id=999, person_id=999, username="x", password_hash="x", password_changed_at=AT, created_at=AT
    ))  # fmt: skip
    with pytest.raises(IntegrityError):
        db.session.flush()
