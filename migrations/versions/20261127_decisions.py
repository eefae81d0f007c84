"""decisions of two people."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

OLD_KINDS = "('profile', 'year_basis', 'window', 'gate', 'adoption')"
KINDS = "('profile', 'year_basis', 'window', 'gate', 'adoption', 'notice_days', 'live_from')"
COLUMNS = ['school_id', 'kind', 'effective_from', 'value']
CHECKS = {
    'proposer_if_school': "(origin = 'default') = (proposed_by_id IS NULL)",
    'when_proposed': '(proposed_by_id IS NULL) = (proposed_at IS NULL)',
    'when_decided': "(status = 'proposed') = (decided_at IS NULL)",
    'second_person_if_school': "(origin = 'school' AND status <> 'proposed') = (decided_by_id IS NOT NULL)",
    'only_school_proposes': "origin = 'school' OR status = 'confirmed'",
    'not_ones_own': "status NOT IN ('confirmed', 'refused') OR decided_by_id IS NULL OR decided_by_id <> proposed_by_id",
    'answer_if_refused': "(status = 'refused') = (answer <> '')",
    'superseded_if_confirmed': "superseded_at IS NULL OR status = 'confirmed'",
}


def upgrade():
    with op.batch_alter_table('school_decision', schema=None) as batch_op:
        batch_op.drop_index('uq_school_decision_in_force')
        batch_op.drop_constraint(op.f('ck_school_decision_decider_if_school'), type_='check')
        batch_op.drop_constraint(op.f('ck_school_decision_kind'), type_='check')
        batch_op.drop_constraint(op.f('ck_school_decision_origin'), type_='check')
        batch_op.add_column(sa.Column('status', sa.String(length=20), nullable=False, server_default='confirmed'))
        batch_op.add_column(sa.Column('proposed_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('answer', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False))
        batch_op.alter_column('decided_at', existing_type=sa.DateTime(timezone=True), nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_school_decision_proposed_by_id_account'), 'account', ['proposed_by_id'], ['id'])
    # nobody is said to have confirmed what one person entered
    op.execute(
        "UPDATE school_decision SET origin = 'school_before', proposed_by_id = decided_by_id,"
        " proposed_at = decided_at, decided_by_id = NULL WHERE origin = 'school'"
    )
    with op.batch_alter_table('school_decision', schema=None) as batch_op:
        batch_op.alter_column('status', existing_type=sa.String(length=20), existing_nullable=False, server_default=None)
        batch_op.alter_column('answer', existing_type=sa.Text(), existing_nullable=False, server_default=None)
        batch_op.create_check_constraint(op.f('ck_school_decision_kind'), f'kind IN {KINDS}')
        batch_op.create_check_constraint(op.f('ck_school_decision_origin'), "origin IN ('default', 'school', 'school_before')")
        batch_op.create_check_constraint(op.f('ck_school_decision_status'), "status IN ('proposed', 'confirmed', 'refused', 'withdrawn')")
        for name, check in CHECKS.items():
            batch_op.create_check_constraint(op.f(f'ck_school_decision_{name}'), check)
    in_force, waiting = sa.text("superseded_at IS NULL AND status = 'confirmed'"), sa.text("status = 'proposed'")
    op.create_index('uq_school_decision_in_force', 'school_decision', COLUMNS, unique=True, sqlite_where=in_force, postgresql_where=in_force)
    op.create_index('uq_school_decision_waiting', 'school_decision', COLUMNS, unique=True, sqlite_where=waiting, postgresql_where=waiting)


def downgrade():
    op.execute(f"DELETE FROM school_decision WHERE status <> 'confirmed' OR kind NOT IN {OLD_KINDS}")
    op.drop_index('uq_school_decision_waiting', 'school_decision')
    op.drop_index('uq_school_decision_in_force', 'school_decision')
    with op.batch_alter_table('school_decision', schema=None) as batch_op:
        for name in (*CHECKS, 'status', 'origin', 'kind'):
            batch_op.drop_constraint(op.f(f'ck_school_decision_{name}'), type_='check')
    op.execute("UPDATE school_decision SET origin = 'school', decided_by_id = proposed_by_id WHERE origin <> 'default'")
    with op.batch_alter_table('school_decision', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_school_decision_proposed_by_id_account'), type_='foreignkey')
        for name in ('version', 'answer', 'proposed_at', 'proposed_by_id', 'status'):
            batch_op.drop_column(name)
        batch_op.alter_column('decided_at', existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_check_constraint(op.f('ck_school_decision_kind'), f'kind IN {OLD_KINDS}')
        batch_op.create_check_constraint(op.f('ck_school_decision_origin'), "origin IN ('default', 'school')")
        batch_op.create_check_constraint(op.f('ck_school_decision_decider_if_school'), "(origin = 'school') = (decided_by_id IS NOT NULL)")
    standing = sa.text('superseded_at IS NULL')
    op.create_index('uq_school_decision_in_force', 'school_decision', COLUMNS, unique=True, sqlite_where=standing, postgresql_where=standing)
