"""stand-ins."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('stand_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('for_account_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('teacher', 'head', 'hr', 'admin', name='role', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(role = 'head') = (department_id IS NOT NULL)", name=op.f('ck_stand_in_department_if_head')),
    sa.CheckConstraint("role IN ('head', 'hr')", name=op.f('ck_stand_in_only_reviewers')),
    sa.CheckConstraint('account_id <> for_account_id', name=op.f('ck_stand_in_not_oneself')),
    sa.CheckConstraint('first_day <= last_day', name=op.f('ck_stand_in_days_in_order')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_stand_in_account_id_account')),
    sa.ForeignKeyConstraint(['created_by_id'], ['account.id'], name=op.f('fk_stand_in_created_by_id_account')),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_stand_in_department_id_department')),
    sa.ForeignKeyConstraint(['for_account_id'], ['account.id'], name=op.f('fk_stand_in_for_account_id_account')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_stand_in_school_id_school')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stand_in'))
    )
    with op.batch_alter_table('stand_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stand_in_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stand_in_for_account_id'), ['for_account_id'], unique=False)
        batch_op.create_index('ix_stand_in_school', ['school_id', 'role', 'department_id'], unique=False)
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_mail_status'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_mail_status'),
            "status IN ('pending', 'claimed', 'sent', 'failed', 'filed', 'cancelled')",
        )


def downgrade():
    op.execute("UPDATE mail SET status = 'failed' WHERE status = 'cancelled'")
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_mail_status'), type_='check')
        batch_op.create_check_constraint(
            op.f('ck_mail_status'),
            "status IN ('pending', 'claimed', 'sent', 'failed', 'filed')",
        )
    op.drop_table('stand_in')
