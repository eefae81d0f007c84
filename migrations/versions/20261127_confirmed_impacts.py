"""What a decision or an addition to the law was said to change when it was confirmed."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('confirmed_impact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('addition_id', sa.Integer(), nullable=True),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('teachers', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.CheckConstraint('(decision_id IS NULL) <> (addition_id IS NULL)', name=op.f('ck_confirmed_impact_of_one_cause')),
    sa.CheckConstraint('told <= changed AND changed <= teachers', name=op.f('ck_confirmed_impact_numbers_in_order')),
    sa.ForeignKeyConstraint(['addition_id'], ['law_addition.id'], name=op.f('fk_confirmed_impact_addition_id_law_addition')),
    sa.ForeignKeyConstraint(['decision_id'], ['school_decision.id'], name=op.f('fk_confirmed_impact_decision_id_school_decision')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_confirmed_impact_school_id_school')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirmed_impact')),
    sa.UniqueConstraint('addition_id', name=op.f('uq_confirmed_impact_addition_id')),
    sa.UniqueConstraint('decision_id', name=op.f('uq_confirmed_impact_decision_id'))
    )
    with op.batch_alter_table('confirmed_impact', schema=None) as batch_op:
        batch_op.create_index(op.f('ix_confirmed_impact_school_id'), ['school_id'], unique=False)


def downgrade():
    with op.batch_alter_table('confirmed_impact', schema=None) as batch_op:
        batch_op.drop_index(op.f('ix_confirmed_impact_school_id'))
    op.drop_table('confirmed_impact')
