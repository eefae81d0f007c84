"""Codes of schools in capitals, and which of them issued numbers begin with."""

import re

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

CODE = re.compile(r'([A-Z0-9]{2,16})-')

school = sa.table('school', sa.column('id', sa.Integer), sa.column('code', sa.String))
printed = sa.table('printed_code', sa.column('code', sa.String), sa.column('school_id', sa.Integer))


def numbers_of(table, at):
    issued = sa.table(table, sa.column('school_id', sa.Integer), sa.column('number', sa.String), sa.column(at, sa.DateTime))
    return sa.select(issued.c.school_id, issued.c.number, issued.c[at].label('at'))


def upgrade():
    rows = op.get_bind().execute(sa.select(school).order_by(school.c.id)).all()
    capitals, codes = in_capitals(rows), printed_codes()
    refuse_printed_by_others(rows, codes)
    for school_id, code in capitals.items():
        op.execute(sa.update(school).where(school.c.id == school_id).values(code=code))
    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.create_check_constraint(op.f('ck_school_code_in_capitals'), 'code = upper(code)')
    op.create_table('printed_code',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_printed_code_school_id_school')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_printed_code'))
    )
    if codes:
        op.bulk_insert(printed, [{'code': code, 'school_id': school_id} for code, school_id in codes.items()])


def in_capitals(rows):
    """The codes that change; two schools that would have the same one are for people to tell apart."""
    codes = {row.id: row.code.upper() for row in rows}
    twice = sorted({code for code in codes.values() if list(codes.values()).count(code) > 1})
    if twice:
        raise RuntimeError(f'two schools have one code but for capitals, give one of them another: {", ".join(twice)}')
    return {row.id: codes[row.id] for row in rows if codes[row.id] != row.code}


def refuse_printed_by_others(rows, codes):
    """A school whose code another one's numbers begin with could not issue any: people must give it another."""
    taken = sorted(row.code for row in rows if codes.get(row.code.upper(), row.id) != row.id)
    if taken:
        raise RuntimeError(f'numbers of another school begin with these codes, give their schools others: {", ".join(taken)}')


def printed_codes():
    """Which school has a code: whoever issued the first number that begins with it."""
    numbers = sa.union_all(numbers_of('certificate', 'issued_at'), numbers_of('ruling', 'decided_at')).subquery()
    codes = {}
    for row in op.get_bind().execute(sa.select(numbers).order_by(numbers.c.at)):
        if begins := CODE.match(row.number):
            codes.setdefault(begins[1], row.school_id)
    return codes


def downgrade():
    op.drop_table('printed_code')
    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_school_code_in_capitals'), type_='check')
