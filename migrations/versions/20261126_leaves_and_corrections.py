"""leaves and corrections."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

VERSIONED = ('school', 'department', 'person', 'teacher')


def upgrade():
    for table in VERSIONED:
        # The default stays: SQLite could drop it only by writing the whole table anew.
        op.add_column(table, sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False))

    op.create_table('teacher_leave',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('teacher_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('document', sa.String(length=80), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('first_day <= last_day', name=op.f('ck_teacher_leave_days_in_order')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_teacher_leave_entered_by_id_account')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_teacher_leave_school_id_school')),
    sa.ForeignKeyConstraint(['teacher_id'], ['teacher.id'], name=op.f('fk_teacher_leave_teacher_id_teacher')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_teacher_leave')),
    sa.UniqueConstraint('teacher_id', 'first_day', name=op.f('uq_teacher_leave_teacher_id_first_day'))
    )
    with op.batch_alter_table('teacher_leave', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_teacher_leave_school_id'), ['school_id'], unique=False)

    op.create_table('correction_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('fact', sa.Enum('name', 'staff_number', 'department', 'specialty', 'hired_on', 'categories', 'leaves', 'roles', name='fact', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('held', sa.Text(), nullable=False),
    sa.Column('wanted', sa.String(length=200), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('open', 'done', 'declined', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f('ck_correction_request_moment_if_closed')),
    sa.CheckConstraint("(state IN ('done', 'declined')) = (answered_by_id IS NOT NULL)", name=op.f('ck_correction_request_answerer_if_answered')),
    sa.CheckConstraint("state <> 'declined' OR answer <> ''", name=op.f('ck_correction_request_reason_if_declined')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_correction_request_answered_by_id_account')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_correction_request_person_id_person')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_correction_request_school_id_school')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_request'))
    )
    with op.batch_alter_table('correction_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_correction_request_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_correction_request_school', ['school_id', 'state'], unique=False)
        batch_op.create_index('uq_correction_request_open', ['person_id', 'fact'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))


def downgrade():
    op.drop_table('correction_request')
    op.drop_table('teacher_leave')
    for table in VERSIONED:
        op.drop_column(table, 'version')
