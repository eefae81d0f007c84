"""The days of the year that a ruling decides on, in place of its number."""

from datetime import UTC, date, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

CHINA = timezone(timedelta(hours=8))
ONE_OF_A_YEAR = ['teacher_id', 'rule']
ONLY_ONE = {
    'uq_ruling_record': (['record_id', 'rule'], "kind IN ('counts', 'does_not_count')"),
    'uq_ruling_pair': (['record_id', 'other_record_id'], "kind = 'stands'"),
    'uq_ruling_year': ([*ONE_OF_A_YEAR, '{year}'], '{year} IS NOT NULL'),
    'uq_ruling_always': (ONE_OF_A_YEAR, "kind IN ('exempt', 'refused') AND {year} IS NULL"),
}

ruling = sa.table(
    'ruling',
    sa.column('id', sa.Integer), sa.column('school_id', sa.Integer), sa.column('number', sa.String),
    sa.column('year', sa.Integer), sa.column('first_day', sa.Date), sa.column('last_day', sa.Date),
    sa.column('decided_at', sa.DateTime(timezone=True)),
)
decision = sa.table(
    'school_decision',
    sa.column('id', sa.Integer), sa.column('school_id', sa.Integer), sa.column('kind', sa.String),
    sa.column('value', sa.String), sa.column('status', sa.String), sa.column('effective_from', sa.Date),
    sa.column('decided_at', sa.DateTime(timezone=True)), sa.column('superseded_at', sa.DateTime(timezone=True)),
)


def upgrade():
    drop_indexes()
    with op.batch_alter_table('ruling', schema=None) as batch_op:
        batch_op.add_column(sa.Column('first_day', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('last_day', sa.Date(), nullable=True))
    fill_days()
    with op.batch_alter_table('ruling', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_ruling_year_only_of_exemption'), type_='check')
        batch_op.drop_column('year')
        batch_op.create_check_constraint(op.f('ck_ruling_year_only_of_exemption'), "first_day IS NULL OR kind IN ('exempt', 'refused')")
        batch_op.create_check_constraint(op.f('ck_ruling_year_in_full'), '(first_day IS NULL) = (last_day IS NULL)')
        batch_op.create_check_constraint(op.f('ck_ruling_days_in_order'), 'first_day < last_day')
    create_indexes('first_day')


def fill_days():
    """The year of each ruling as its school counted years when it ruled, by what was confirmed by then."""
    connection = op.get_bind()
    bases = connection.execute(
        sa.select(decision)
        .where(decision.c.kind == 'year_basis', decision.c.status == 'confirmed')
        .order_by(decision.c.effective_from, decision.c.id)
    ).all()
    for row in connection.execute(sa.select(ruling.c.id, ruling.c.school_id, ruling.c.number, ruling.c.year, ruling.c.decided_at).where(ruling.c.year.is_not(None))).all():
        at = aware(row.decided_at)
        day = at.astimezone(CHINA).date()
        held = [
            one.value
            for one in bases
            if one.school_id == row.school_id
            and one.effective_from <= day
            and aware(one.decided_at) <= at
            and (one.superseded_at is None or aware(one.superseded_at) > at)
        ]
        first_day, last_day = days_of(row.year, held[-1] if held else 'calendar', row.number)
        connection.execute(sa.update(ruling).where(ruling.c.id == row.id).values(first_day=first_day, last_day=last_day))


def aware(moment):
    """SQLite forgets that moments are kept in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def days_of(year, basis, number):
    if basis == 'calendar':
        return date(year, 1, 1), date(year, 12, 31)
    if basis == 'academic':
        return date(year, 9, 1), date(year + 1, 8, 31)
    raise RuntimeError(f'ruling {number}: no days of the year {year} can be told from the year basis {basis!r}')


def downgrade():
    drop_indexes()
    with op.batch_alter_table('ruling', schema=None) as batch_op:
        batch_op.add_column(sa.Column('year', sa.Integer(), nullable=True))
    op.execute(sa.update(ruling).values(year=sa.extract('year', ruling.c.first_day)))
    with op.batch_alter_table('ruling', schema=None) as batch_op:
        for name in ('days_in_order', 'year_in_full', 'year_only_of_exemption'):
            batch_op.drop_constraint(op.f(f'ck_ruling_{name}'), type_='check')
        batch_op.drop_column('last_day')
        batch_op.drop_column('first_day')
        batch_op.create_check_constraint(op.f('ck_ruling_year_only_of_exemption'), "year IS NULL OR kind IN ('exempt', 'refused')")
    # Two rulings of one number under two year bases cannot both be kept: then this refuses.
    create_indexes('year')


def drop_indexes():
    for name in ONLY_ONE:
        op.drop_index(name, 'ruling')


def create_indexes(year):
    for name, (columns, where) in ONLY_ONE.items():
        in_force = sa.text(f'revoked_at IS NULL AND {where}'.format(year=year))
        columns = [column.format(year=year) for column in columns]
        op.create_index(name, 'ruling', columns, unique=True, sqlite_where=in_force, postgresql_where=in_force)
