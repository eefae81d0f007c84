"""Person (the human), Account (a sign-in of theirs), its roles, and live sign-ins."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.roles import Role
from app.extensions import Base, enum_of

if TYPE_CHECKING:
    from app.schools.models import Department, School
    from app.teachers.models import Teacher


class Person(Base):
    """A human being at a school. Nobody decides a case of the person they are."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default=text("1"))

    accounts: Mapped[list["Account"]] = relationship(back_populates="person")
    teacher: Mapped["Teacher | None"] = relationship(back_populates="person")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class Account(Base):
    """A way to sign in. ``username`` is lower case and unique in the installation."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("username = lower(username)", name="username_is_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=True)
    password_changed_at: Mapped[datetime]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    person: Mapped[Person] = relationship(back_populates="accounts")
    school: Mapped["School"] = relationship()
    grants: Mapped[list["AccountRole"]] = relationship(back_populates="account", cascade="all, delete-orphan")
    stands_in: Mapped[list["StandIn"]] = relationship(
        back_populates="account", foreign_keys="StandIn.account_id", order_by="StandIn.id"
    )
    """What the account does for somebody else, past and to come."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling

    # What Flask-Login asks of a user. The id it keeps is the token of a sign-in on the server.
    is_authenticated = True
    is_anonymous = False
    sign_in_token = ""

    def get_id(self) -> str:
        return self.sign_in_token

    @property
    def is_active(self) -> bool:
        return self.active

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def headed_department_ids(self) -> frozenset[int]:
        return frozenset(g.department_id for g in self.grants if g.role is Role.HEAD and g.department_id)

    def has(self, *roles: Role) -> bool:
        """Whether the account holds one of the roles."""
        return not self.roles.isdisjoint(roles)

    def endorses_in(self, on: date) -> frozenset[int]:
        """Departments whose records the account endorses on a day: its own, and as a stand-in."""
        lent = {one.department_id for one in self.stands_in if one.holds(on) and one.department_id}
        return self.headed_department_ids | lent

    def decides_on(self, on: date) -> bool:
        """Whether the account decides as HR on a day: as HR, or as a stand-in for it."""
        return self.has(Role.HR) or any(one.role is Role.HR and one.holds(on) for one in self.stands_in)

    def reviews_on(self, on: date) -> bool:
        """Whether records may wait for the account on a day."""
        return self.has(Role.HEAD, Role.HR, Role.ADMIN) or any(one.holds(on) for one in self.stands_in)


class AccountRole(Base):
    """One role of an account; a head's names the department."""

    __tablename__ = "account_role"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "department_id"),
        CheckConstraint("(role = 'head') = (department_id IS NOT NULL)", name="department_if_head"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_of(Role, "role"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)

    account: Mapped[Account] = relationship(back_populates="grants")
    department: Mapped["Department | None"] = relationship()


class StandIn(Base):
    """For some days an account reviews in the place of another; it gets nothing else of that role."""

    __tablename__ = "stand_in"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("role IN ('head', 'hr')", name="only_reviewers"),
        CheckConstraint("(role = 'head') = (department_id IS NOT NULL)", name="department_if_head"),
        CheckConstraint("account_id <> for_account_id", name="not_oneself"),
        Index("ix_stand_in_school", "school_id", "role", "department_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    for_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_of(Role, "role"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Ended before its last day, or before its first."""

    account: Mapped[Account] = relationship(back_populates="stands_in", foreign_keys=[account_id])
    for_account: Mapped[Account] = relationship(foreign_keys=[for_account_id])
    department: Mapped["Department | None"] = relationship()

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.ended_at is None and self.first_day <= on <= self.last_day

    def open(self, on: date) -> bool:
        """Whether it is in force on a day, or still to come."""
        return self.ended_at is None and on <= self.last_day


class SignIn(Base):
    """A live session on the server; only a hash of its token is kept."""

    __tablename__ = "sign_in"
    __table_args__ = (CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="reason_if_ended"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(String(20))
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(200))

    account: Mapped[Account] = relationship()
