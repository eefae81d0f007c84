"""That a recommendation was checked again and stands without what has fallen."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('recheck',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('gone', sa.JSON(), nullable=False),
    sa.Column('verdict', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('checked_by_id', sa.Integer(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_recheck_reason_given')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['account.id'], name=op.f('fk_recheck_checked_by_id_account')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_recheck_proposal_id_proposal')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_recheck_school_id_school')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recheck'))
    )
    with op.batch_alter_table('recheck', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recheck_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_recheck_school_id'), ['school_id'], unique=False)


def downgrade():
    op.drop_table('recheck')
