"""practice plans."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('department_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('first_year', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('first_year BETWEEN 2000 AND 2100', name=op.f('ck_department_plan_year_of_this_century')),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_department_plan_department_id_department')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_department_plan_school_id_school')),
    sa.ForeignKeyConstraint(['updated_by_id'], ['account.id'], name=op.f('fk_department_plan_updated_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department_plan')),
    sa.UniqueConstraint('department_id', 'first_year', name=op.f('uq_department_plan_department_id_first_year'))
    )
    with op.batch_alter_table('department_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_department_plan_school_id'), ['school_id'], unique=False)

    op.create_table('practice_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('late_reason', sa.Text(), nullable=False),
    sa.Column('mentor_name', sa.String(length=60), nullable=False),
    sa.Column('mentor_phone', sa.String(length=30), nullable=False),
    sa.Column('transfer', sa.Text(), nullable=False),
    sa.Column('agreement', sa.Enum('signed', 'to_sign', name='agreement', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('agreement_number', sa.String(length=80), nullable=False),
    sa.Column('agreement_file_id', sa.Integer(), nullable=True),
    sa.Column('agreement_name', sa.String(length=200), nullable=False),
    sa.Column('insurance', sa.String(length=120), nullable=False),
    sa.Column('safety', sa.String(length=120), nullable=False),
    sa.Column('own_company', sa.Enum('clear', 'conflict', name='own_company', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('paid_work', sa.Enum('clear', 'conflict', name='paid_work', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('teaching_clash', sa.Enum('clear', 'conflict', name='teaching_clash', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('secrecy', sa.Enum('clear', 'conflict', name='secrecy', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('conflict_note', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('summed_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('appraisal', sa.Enum('excellent', 'qualified', 'unqualified', name='appraisal', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('course', sa.String(length=120), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('close_reason', sa.Text(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('venue', sa.Enum('enterprise_post', 'station', 'practice_base', 'training_base', 'practicum_base', 'own_school', 'virtual', 'visit', 'student_escort', 'research', 'other', name='venue', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('host', sa.Enum('enterprise', 'school', name='host', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('pattern', sa.Enum('workdays', 'daily', 'weekdays', name='pattern', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('weekdays', sa.String(length=7), nullable=False),
    sa.Column('half_hours', sa.Integer(), nullable=False),
    sa.Column('absent', sa.String(), nullable=False),
    sa.Column('attended_rest_days', sa.String(), nullable=False),
    sa.Column('post', sa.String(length=60), nullable=False),
    sa.Column('tasks', sa.Text(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('teacher_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('draft', 'submitted', 'endorsed', 'approved', 'returned', 'rejected', 'withdrawn', 'revoked', name='status', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('endorsement', sa.Enum('given', 'waived', name='endorsement', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('endorsed_by_id', sa.Integer(), nullable=True),
    sa.Column('endorsed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by_id', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(agreement_file_id IS NULL) = (agreement_name = '')", name=op.f('ck_practice_plan_file_has_name')),
    sa.CheckConstraint("(closed_at IS NULL) = (close_reason = '')", name=op.f('ck_practice_plan_reason_if_closed')),
    sa.CheckConstraint("(endorsement = 'given') = (endorsed_by_id IS NOT NULL) OR endorsement IS NULL", name=op.f('ck_practice_plan_endorser_if_given')),
    sa.CheckConstraint("(pattern = 'weekdays') = (weekdays <> '')", name=op.f('ck_practice_plan_weekdays_if_pattern')),
    sa.CheckConstraint("(status = 'revoked') = (revoked_at IS NOT NULL)", name=op.f('ck_practice_plan_moment_if_revoked')),
    sa.CheckConstraint("(status = 'revoked') = (revoked_by_id IS NOT NULL)", name=op.f('ck_practice_plan_revoker_if_revoked')),
    sa.CheckConstraint("(status IN ('approved', 'rejected', 'returned', 'revoked')) = (decided_at IS NOT NULL)", name=op.f('ck_practice_plan_moment_if_answered')),
    sa.CheckConstraint("(status IN ('approved', 'rejected', 'returned', 'revoked')) = (decided_by_id IS NOT NULL)", name=op.f('ck_practice_plan_decider_if_answered')),
    sa.CheckConstraint("(status IN ('draft', 'withdrawn')) = (submitted_at IS NULL)", name=op.f('ck_practice_plan_submitted_if_sent')),
    sa.CheckConstraint("(summary = '') = (summed_up_at IS NULL)", name=op.f('ck_practice_plan_moment_if_summed_up')),
    sa.CheckConstraint("closed_at IS NULL OR status IN ('approved', 'revoked')", name=op.f('ck_practice_plan_closed_after_approval')),
    sa.CheckConstraint("status IN ('draft', 'returned', 'withdrawn') OR (own_company IS NOT NULL AND paid_work IS NOT NULL AND teaching_clash IS NOT NULL AND secrecy IS NOT NULL)", name=op.f('ck_practice_plan_answered_if_sent')),
    sa.CheckConstraint("status IN ('draft', 'returned', 'withdrawn') OR conflict_note <> '' OR (own_company <> 'conflict' AND paid_work <> 'conflict' AND teaching_clash <> 'conflict' AND secrecy <> 'conflict')", name=op.f('ck_practice_plan_conflict_explained')),
    sa.CheckConstraint("status NOT IN ('draft', 'submitted', 'withdrawn') OR endorsement IS NULL", name=op.f('ck_practice_plan_not_endorsed_yet')),
    sa.CheckConstraint("status NOT IN ('endorsed', 'approved', 'rejected', 'revoked') OR endorsement IS NOT NULL", name=op.f('ck_practice_plan_endorsed_before_hr')),
    sa.CheckConstraint("status NOT IN ('rejected', 'returned', 'revoked') OR reason <> ''", name=op.f('ck_practice_plan_reason_if_refused')),
    sa.CheckConstraint('(closed_at IS NULL) = (closed_by_id IS NULL)', name=op.f('ck_practice_plan_closer_if_closed')),
    sa.CheckConstraint('(endorsed_by_id IS NULL) = (endorsed_at IS NULL)', name=op.f('ck_practice_plan_endorsed_when')),
    sa.CheckConstraint('endorsement IS NOT NULL OR endorsed_by_id IS NULL', name=op.f('ck_practice_plan_endorser_needs_endorsement')),
    sa.CheckConstraint('first_day <= last_day', name=op.f('ck_practice_plan_days_in_order')),
    sa.CheckConstraint('half_hours BETWEEN 1 AND 16', name=op.f('ck_practice_plan_hours_of_a_day')),
    sa.ForeignKeyConstraint(['agreement_file_id'], ['stored_file.id'], name=op.f('fk_practice_plan_agreement_file_id_stored_file')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['account.id'], name=op.f('fk_practice_plan_closed_by_id_account')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_practice_plan_decided_by_id_account')),
    sa.ForeignKeyConstraint(['endorsed_by_id'], ['account.id'], name=op.f('fk_practice_plan_endorsed_by_id_account')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_practice_plan_entered_by_id_account')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['account.id'], name=op.f('fk_practice_plan_revoked_by_id_account')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_practice_plan_school_id_school')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_practice_plan_site_id_site')),
    sa.ForeignKeyConstraint(['teacher_id'], ['teacher.id'], name=op.f('fk_practice_plan_teacher_id_teacher')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_plan'))
    )
    with op.batch_alter_table('practice_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_plan_agreement_file_id'), ['agreement_file_id'], unique=False)
        batch_op.create_index('ix_practice_plan_queue', ['school_id', 'status', 'submitted_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_plan_site_id'), ['site_id'], unique=False)
        batch_op.create_index('ix_practice_plan_teacher', ['teacher_id', 'first_day'], unique=False)

    op.create_table('department_plan_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('teacher_id', sa.Integer(), nullable=False),
    sa.Column('days_1', sa.Integer(), nullable=False),
    sa.Column('days_2', sa.Integer(), nullable=False),
    sa.Column('days_3', sa.Integer(), nullable=False),
    sa.Column('days_4', sa.Integer(), nullable=False),
    sa.Column('days_5', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.CheckConstraint('days_1 BETWEEN 0 AND 366', name=op.f('ck_department_plan_line_days_1_of_a_year')),
    sa.CheckConstraint('days_2 BETWEEN 0 AND 366', name=op.f('ck_department_plan_line_days_2_of_a_year')),
    sa.CheckConstraint('days_3 BETWEEN 0 AND 366', name=op.f('ck_department_plan_line_days_3_of_a_year')),
    sa.CheckConstraint('days_4 BETWEEN 0 AND 366', name=op.f('ck_department_plan_line_days_4_of_a_year')),
    sa.CheckConstraint('days_5 BETWEEN 0 AND 366', name=op.f('ck_department_plan_line_days_5_of_a_year')),
    sa.ForeignKeyConstraint(['plan_id'], ['department_plan.id'], name=op.f('fk_department_plan_line_plan_id_department_plan')),
    sa.ForeignKeyConstraint(['teacher_id'], ['teacher.id'], name=op.f('fk_department_plan_line_teacher_id_teacher')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department_plan_line')),
    sa.UniqueConstraint('plan_id', 'teacher_id', name=op.f('uq_department_plan_line_plan_id_teacher_id'))
    )
    with op.batch_alter_table('department_plan_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_department_plan_line_teacher_id'), ['teacher_id'], unique=False)

    op.create_table('plan_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('way', sa.Enum('visit', 'phone', 'video', name='way', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('inspector', sa.String(length=60), nullable=False),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['practice_plan.id'], name=op.f('fk_plan_check_plan_id_practice_plan')),
    sa.ForeignKeyConstraint(['written_by_id'], ['account.id'], name=op.f('fk_plan_check_written_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_check'))
    )
    with op.batch_alter_table('plan_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_check_plan_id'), ['plan_id'], unique=False)

    op.create_table('plan_week',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('monday', sa.Date(), nullable=False),
    sa.Column('done', sa.Text(), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('half_hours', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('days BETWEEN 0 AND 7', name=op.f('ck_plan_week_days_of_a_week')),
    sa.CheckConstraint('half_hours BETWEEN 0 AND 112', name=op.f('ck_plan_week_hours_of_a_week')),
    sa.ForeignKeyConstraint(['plan_id'], ['practice_plan.id'], name=op.f('fk_plan_week_plan_id_practice_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_week')),
    sa.UniqueConstraint('plan_id', 'monday', name=op.f('uq_plan_week_plan_id_monday'))
    )
    with op.batch_alter_table('practice_record', schema=None) as batch_op:
        batch_op.add_column(sa.Column('plan_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_practice_record_plan_id'), ['plan_id'], unique=False)
        batch_op.create_index('uq_practice_record_plan_living', ['plan_id'], unique=True, sqlite_where=sa.text("status NOT IN ('rejected', 'revoked')"), postgresql_where=sa.text("status NOT IN ('rejected', 'revoked')"))
        batch_op.create_foreign_key(batch_op.f('fk_practice_record_plan_id_practice_plan'), 'practice_plan', ['plan_id'], ['id'])


def downgrade():
    with op.batch_alter_table('practice_record', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_practice_record_plan_id_practice_plan'), type_='foreignkey')
        batch_op.drop_index('uq_practice_record_plan_living', sqlite_where=sa.text("status NOT IN ('rejected', 'revoked')"), postgresql_where=sa.text("status NOT IN ('rejected', 'revoked')"))
        batch_op.drop_index(batch_op.f('ix_practice_record_plan_id'))
        batch_op.drop_column('plan_id')

    op.drop_table('plan_week')
    with op.batch_alter_table('plan_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_check_plan_id'))

    op.drop_table('plan_check')
    with op.batch_alter_table('department_plan_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_department_plan_line_teacher_id'))

    op.drop_table('department_plan_line')
    with op.batch_alter_table('practice_plan', schema=None) as batch_op:
        batch_op.drop_index('ix_practice_plan_teacher')
        batch_op.drop_index(batch_op.f('ix_practice_plan_site_id'))
        batch_op.drop_index('ix_practice_plan_queue')
        batch_op.drop_index(batch_op.f('ix_practice_plan_agreement_file_id'))

    op.drop_table('practice_plan')
    with op.batch_alter_table('department_plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_department_plan_school_id'))

    op.drop_table('department_plan')
