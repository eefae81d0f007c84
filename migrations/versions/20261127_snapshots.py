"""snapshots."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('snapshot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('supersedes_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=False),
    sa.Column('ground', sa.JSON(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('teachers', sa.Integer(), nullable=False),
    sa.CheckConstraint("(edition = 1) = (reason = '')", name=op.f('ck_snapshot_reason_if_restated')),
    sa.CheckConstraint('(edition = 1) = (supersedes_id IS NULL)', name=op.f('ck_snapshot_restates_if_later')),
    sa.CheckConstraint('edition >= 1', name=op.f('ck_snapshot_edition_counts')),
    sa.CheckConstraint('first_day < as_of', name=op.f('ck_snapshot_days_in_order')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_snapshot_school_id_school')),
    sa.ForeignKeyConstraint(['supersedes_id'], ['snapshot.id'], name=op.f('fk_snapshot_supersedes_id_snapshot')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['account.id'], name=op.f('fk_snapshot_taken_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snapshot')),
    sa.UniqueConstraint('school_id', 'first_day', 'as_of', 'edition', name=op.f('uq_snapshot_school_id_first_day_as_of_edition'))
    )
    op.create_table('snapshot_row',
    sa.Column('snapshot_id', sa.Integer(), nullable=False),
    sa.Column('teacher_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('staff_number', sa.String(length=20), nullable=False),
    sa.Column('department', sa.String(length=60), nullable=False),
    sa.Column('category', sa.Enum('specialized', 'practical', 'general', 'external', name='category', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('year_standing', sa.Enum('NO_RULE', 'NOT_BOUND', 'EXEMPT', 'MET', 'NOT_YET_DUE', 'OPEN', 'NEEDS_RULING', 'PENDING', 'NOT_MET', name='year_standing', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('year_credited', sa.Integer(), nullable=True),
    sa.Column('year_required', sa.Integer(), nullable=True),
    sa.Column('five_standing', sa.Enum('NO_RULE', 'NOT_BOUND', 'EXEMPT', 'MET', 'NOT_YET_DUE', 'OPEN', 'NEEDS_RULING', 'PENDING', 'NOT_MET', name='five_standing', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('five_credited', sa.Integer(), nullable=True),
    sa.Column('five_required', sa.Integer(), nullable=True),
    sa.Column('gate_passes', sa.Boolean(), nullable=True),
    sa.Column('frozen', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshot.id'], name=op.f('fk_snapshot_row_snapshot_id_snapshot')),
    sa.ForeignKeyConstraint(['teacher_id'], ['teacher.id'], name=op.f('fk_snapshot_row_teacher_id_teacher')),
    sa.PrimaryKeyConstraint('snapshot_id', 'teacher_id', name=op.f('pk_snapshot_row'))
    )
    with op.batch_alter_table('snapshot_row', schema=None) as batch_op:
        batch_op.create_index('ix_snapshot_row_teacher', ['teacher_id'], unique=False)
    op.create_table('snapshot_use',
    sa.Column('snapshot_id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('teacher_id', sa.Integer(), nullable=False),
    sa.Column('half_hours', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['practice_record.id'], name=op.f('fk_snapshot_use_record_id_practice_record')),
    sa.ForeignKeyConstraint(['snapshot_id', 'teacher_id'], ['snapshot_row.snapshot_id', 'snapshot_row.teacher_id'], name=op.f('fk_snapshot_use_snapshot_id_teacher_id_snapshot_row')),
    sa.PrimaryKeyConstraint('snapshot_id', 'record_id', name=op.f('pk_snapshot_use'))
    )
    with op.batch_alter_table('snapshot_use', schema=None) as batch_op:
        batch_op.create_index('ix_snapshot_use_record', ['record_id'], unique=False)


def downgrade():
    op.drop_table('snapshot_use')
    op.drop_table('snapshot_row')
    op.drop_table('snapshot')
