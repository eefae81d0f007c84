"""The day on which rulings are made, and a school that has decided nothing of its own."""

import pytest

from app.extensions import db
from tests.builders import AT, give_default_decisions
from tests.features.ruling_cast import TODAY


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr("app.clock.today", lambda: TODAY)
    monkeypatch.setattr("app.clock.now", lambda: AT)


@pytest.fixture
def school(cast):
    give_default_decisions(cast.school)
    db.session.commit()
    return cast
