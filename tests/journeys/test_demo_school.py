"""The school of ``make run`` is made by the operations of everybody, and its people can look around."""

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.domain.facts import RecordStatus
from app.extensions import db
from app.practice.models import PracticeRecord
from app.web.nav import ENTRIES
from seeds.demo import is_empty, seed_demo
from tests.builders import sign_in
from tests.conftest import on_one_database

pytestmark = pytest.mark.long


@on_one_database
def test_the_demo_school_is_made_and_each_menu_opens(app, fonts):
    del fonts  # prepared, so that its recommendations can be printed
    assert is_empty()
    said = seed_demo(clock.now())
    assert said.startswith("示例学校已建立：40 位教师")
    assert set(db.session.scalars(select(PracticeRecord.status))) == set(RecordStatus)
    with app.test_request_context():
        address = {entry.endpoint: app.url_for(entry.endpoint) for entry in ENTRIES}
    for name in ("teacher", "head", "hr", "hr2", "admin"):
        account = db.session.scalars(select(Account).filter_by(username=name)).one()
        browser = sign_in(app, account)
        shown = browser.get("/").get_data(as_text=True)
        mine = [path for path in address.values() if f'href="{path}"' in shown]
        assert len(mine) > 3
        assert {path: browser.get(path).status_code for path in mine} == dict.fromkeys(mine, 200)
