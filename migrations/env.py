"""Alembic's environment: the application's database, batch mode, SQLite foreign keys off.

With foreign keys on, a batch migration of a parent table on SQLite fails or, with a
cascade, silently deletes the children; so they are off while migrating and checked after.
"""

from alembic import context
from flask import current_app
from sqlalchemy import types

from app.extensions import DateSet, UTCDateTime

db = current_app.extensions["migrate"].db


def render_item(kind, item, autogen_context):
    """Keep the application's own types out of migrations: they are frozen history."""
    del autogen_context
    if kind == "type":
        if isinstance(item, UTCDateTime):
            return "sa.DateTime(timezone=True)"
        if isinstance(item, DateSet):
            return "sa.String()"
        if isinstance(item, types.Enum):
            members = ", ".join(repr(value) for value in item.enums)
            options = "native_enum=False, create_constraint=True, length=20"
            return f"sa.Enum({members}, name={item.name!r}, {options})"
    return False


def run():
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        driver = connection.connection.driver_connection
        if sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            broken = driver.execute("PRAGMA foreign_key_check").fetchall()
            driver.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"migration left rows without their parent: {broken[:5]}")


run()
