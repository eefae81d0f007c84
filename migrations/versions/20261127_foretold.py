"""Which reminders rest on a decision or a version of the law that is still to come."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('foretold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mail_id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('cycle', sa.String(length=40), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('addition_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(decision_id IS NULL) <> (addition_id IS NULL)', name=op.f('ck_foretold_of_one_cause')),
    sa.ForeignKeyConstraint(['addition_id'], ['law_addition.id'], name=op.f('fk_foretold_addition_id_law_addition')),
    sa.ForeignKeyConstraint(['decision_id'], ['school_decision.id'], name=op.f('fk_foretold_decision_id_school_decision')),
    sa.ForeignKeyConstraint(['mail_id'], ['mail.id'], name=op.f('fk_foretold_mail_id_mail')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_foretold'))
    )
    with op.batch_alter_table('foretold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_foretold_addition_id'), ['addition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_foretold_decision_id'), ['decision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_foretold_mail_id'), ['mail_id'], unique=False)


def downgrade():
    op.drop_table('foretold')
