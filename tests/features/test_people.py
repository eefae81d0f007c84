"""The office takes on people and looks after their posts and accounts."""

import threading
from contextvars import Context
from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.guards import NotAllowedError
from app.accounts.models import Account
from app.accounts.passwords import verify_password
from app.audit.models import AuditEvent
from app.domain.facts import Category
from app.domain.roles import Role
from app.extensions import db, write_transaction
from app.teachers import account_operations, operations
from app.teachers.account_operations import Grants, LastHolderError, UsernameTakenError, grants_of
from app.teachers.operations import CategoryDayError, Details, Post, PostMissingError, StaffNumberTakenError
from app.teachers.queries import Filter, category_on, people
from tests.builders import AT, make_account

TEACHER = Grants(frozenset({Role.TEACHER}))
HR = Grants(frozenset({Role.HR}))
ADMIN = Grants(frozenset({Role.ADMIN}))


def post_of(cast, **values):
    values = {
        "staff_number": "020001", "department_id": cast.department.id, "hired_on": date(2020, 9, 1),
    } | values  # fmt: skip
    return Post(**values)


def open_account(person, username="neu", grants=TEACHER, **values):
    return account_operations.open_account(person, username, grants, at=AT, fast_hash=True, **values)


# Operations


def test_a_new_teacher_has_a_post_a_category_and_a_one_time_password(cast):
    person = operations.add_person(
        cast.school, Details("示例新人", "neu@example.edu"), post=post_of(cast), category=Category.PRACTICAL,
        actor=cast.hr, at=AT,
    )  # fmt: skip
    account, password = open_account(person, "NEU", actor=cast.hr)
    assert account.username == "neu"
    assert account.must_change_password
    assert verify_password(password, account.password_hash)
    assert category_on(person.teacher, date(2020, 9, 1)) is Category.PRACTICAL
    assert category_on(person.teacher, date(2020, 8, 31)) is None


def test_somebody_may_work_at_the_school_without_teaching(cast):
    person = operations.add_person(cast.school, Details("示例人事", None), actor=cast.admin, at=AT)
    account, _ = open_account(person, "renshi", HR, actor=cast.admin)
    assert person.teacher is None
    assert account.roles == {Role.HR}


def test_a_staff_number_is_given_once_in_a_school_and_again_in_another(cast):
    taken = post_of(cast, staff_number="010001")
    with pytest.raises(StaffNumberTakenError):
        operations.add_person(cast.school, Details("示例新人", None), post=taken, actor=cast.hr, at=AT)
    assert cast.other_teacher_post.staff_number == "010001"


def test_a_sign_in_name_is_given_once_in_the_installation(cast):
    with pytest.raises(UsernameTakenError):
        open_account(cast.teacher.person, "OtherTeacher", actor=cast.hr)


def test_a_department_of_another_school_is_neither_worked_in_nor_headed(cast):
    foreign = cast.other_teacher_post.department_id
    with pytest.raises(NotAllowedError):
        operations.add_person(
            cast.school,
            Details("示例", None),
            post=post_of(cast, department_id=foreign),
            actor=cast.hr,
            at=AT,
        )
    with pytest.raises(NotAllowedError):
        account_operations.set_roles(
            cast.teacher, Grants(frozenset(), frozenset({foreign})), actor=cast.hr, at=AT
        )


@pytest.mark.parametrize("grants", [HR, ADMIN])
def test_hr_cannot_make_hr_or_an_administrator(cast, grants):
    with pytest.raises(NotAllowedError, match="由学校管理员办理"):
        account_operations.set_roles(cast.teacher, grants, actor=cast.hr, at=AT)
    with pytest.raises(NotAllowedError):
        open_account(cast.teacher.person, "zweit", grants, actor=cast.hr)


def test_hr_cannot_take_over_an_administrators_account(cast):
    with pytest.raises(NotAllowedError):
        account_operations.reset_password(cast.admin, actor=cast.hr, at=AT)
    with pytest.raises(NotAllowedError):
        account_operations.set_active(cast.hr2, active=False, actor=cast.hr, at=AT)
    with pytest.raises(NotAllowedError):
        account_operations.set_roles(cast.admin, TEACHER, actor=cast.hr, at=AT)


@pytest.mark.parametrize("who", ["teacher", "head", "other_hr"])
def test_others_change_nobody(cast, who):
    actor = getattr(cast, who)
    person = cast.colleague.person
    with pytest.raises(NotAllowedError):
        account_operations.set_roles(cast.colleague, Grants(frozenset()), actor=actor, at=AT)
    with pytest.raises(NotAllowedError):
        operations.edit_person(person, Details("改名", None), post=post_of(cast), actor=actor, at=AT)
    with pytest.raises(NotAllowedError):
        operations.set_category(person.teacher, Category.GENERAL, date(2026, 1, 1), actor=actor, at=AT)


def test_the_last_administrator_stays(cast):
    for change in (
        lambda: account_operations.set_roles(cast.admin, TEACHER, actor=cast.admin, at=AT),
        lambda: account_operations.set_active(cast.admin, active=False, actor=cast.admin, at=AT),
    ):
        with pytest.raises(LastHolderError, match="最后一位学校管理员"):
            change()


def test_the_last_hr_stays_and_a_closed_account_does_not_count(cast):
    account_operations.set_active(cast.hr2, active=False, actor=cast.admin, at=AT)
    with pytest.raises(LastHolderError, match="最后一位人事处"):
        account_operations.set_roles(cast.hr, TEACHER, actor=cast.admin, at=AT)
    account_operations.set_active(cast.hr2, active=True, actor=cast.admin, at=AT)
    account_operations.set_roles(cast.hr, TEACHER, actor=cast.admin, at=AT)
    assert cast.hr.roles == {Role.TEACHER}


def test_new_roles_replace_the_old_ones_and_count_as_a_new_version(cast):
    before = cast.head.version
    both = Grants(frozenset({Role.TEACHER}), frozenset({cast.department.id, cast.other_department.id}))
    account_operations.set_roles(cast.head, both, actor=cast.hr, at=AT)
    db.session.flush()
    db.session.expire(cast.head)
    assert grants_of(cast.head) == both
    assert cast.head.version == before + 1


def test_a_category_holds_from_its_day_and_the_same_day_is_corrected(cast):
    post = cast.teacher_post
    day = date(2024, 9, 1)
    for category in (Category.GENERAL, Category.PRACTICAL, Category.PRACTICAL):
        operations.set_category(post, category, day, actor=cast.hr, at=AT)
    db.session.commit()
    assert [(one.category, one.first_day) for one in post.categories] == [
        (Category.SPECIALIZED, date(2015, 9, 1)), (Category.PRACTICAL, day),
    ]  # fmt: skip
    with pytest.raises(CategoryDayError):
        operations.set_category(post, Category.GENERAL, date(2015, 8, 31), actor=cast.hr, at=AT)


def test_the_first_category_follows_a_corrected_day_of_hire(cast):
    post = cast.teacher_post
    corrected = post_of(cast, staff_number=post.staff_number, hired_on=date(2014, 9, 1))
    operations.edit_person(post.person, Details("示例王明", None), post=corrected, actor=cast.hr, at=AT)
    assert post.categories[0].first_day == date(2014, 9, 1)


def test_a_post_cannot_be_emptied_but_can_be_given_later(cast):
    with pytest.raises(PostMissingError):
        operations.edit_person(cast.teacher.person, Details("示例", None), post=None, actor=cast.hr, at=AT)
    staff = cast.hr2.person
    operations.edit_person(staff, Details(staff.name, None), post=post_of(cast), actor=cast.admin, at=AT)
    assert staff.teacher.staff_number == "020001"


def test_the_log_says_what_changed_and_nothing_else(cast):
    post = cast.teacher_post
    same = post_of(cast, staff_number=post.staff_number, hired_on=post.hired_on, specialty="数控技术")
    details = Details(post.person.name, post.person.email)
    for _ in range(2):
        operations.edit_person(post.person, details, post=same, actor=cast.hr, at=AT)
    db.session.flush()
    event = db.session.query(AuditEvent).one()
    assert (event.tag, event.before, event.after) == (
        "teacher:changed", {"specialty": ""}, {"specialty": "数控技术"},
    )  # fmt: skip


def found(cast, **values):
    return [one.name for one in db.session.scalars(people(cast.school.id, Filter(**values)))]


def test_the_list_is_of_one_school_and_narrows(cast):
    everyone = found(cast)
    assert len(everyone) == 7
    assert "示例郑人事" not in everyone
    assert found(cast, text="王明") == found(cast, text="010001") == found(cast, text="TEACHER")[:1]
    assert found(cast, text="%") == []
    assert found(cast, department_id=cast.other_department.id) == ["示例钱主任", "示例孙人事"]
    assert found(cast, role=Role.HR) == ["示例孙人事", "示例周人事"]
    account_operations.set_active(cast.colleague, active=False, actor=cast.hr, at=AT)
    assert found(cast, closed=True) == ["示例李华"]


def test_of_two_administrators_who_close_each_other_one_remains(app, cast):
    second = make_account(cast.hr2.person, Role.ADMIN, username="admin2")
    db.session.commit()
    pair = [(cast.admin.id, second.id), (second.id, cast.admin.id)]
    db.session.rollback()
    together = threading.Barrier(2)
    refused = []

    def close(actor_id, other_id):
        with app.app_context(), write_transaction() if app_is_sqlite else app.app_context():
            actor, other = (db.session.get_one(Account, one) for one in (actor_id, other_id))
            if not app_is_sqlite:
                together.wait()
            try:
                account_operations.set_active(other, active=False, actor=actor, at=AT)
                db.session.commit()
            except (LastHolderError, NotAllowedError) as error:
                db.session.rollback()
                refused.append(error)

    app_is_sqlite = db.engine.dialect.name == "sqlite"
    threads = [threading.Thread(target=Context().run, args=(close, *one)) for one in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    left = db.session.scalars(
        select(Account).where(Account.id.in_([one for one, _ in pair]), Account.active)
    ).all()
    assert len(left) == 1
