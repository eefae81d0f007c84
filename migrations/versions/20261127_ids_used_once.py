"""ids used once: what is deleted never lends its number to what comes after."""

from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

TABLES = ('practice_record', 'practice_plan', 'confirmation')


def upgrade():
    _recreate({'sqlite_autoincrement': True})


def downgrade():
    _recreate({})


def _recreate(table_kwargs):
    """PostgreSQL's sequences never go back."""
    if op.get_bind().dialect.name != 'sqlite':
        return
    for table in TABLES:
        with op.batch_alter_table(table, recreate='always', table_kwargs=table_kwargs):
            pass
