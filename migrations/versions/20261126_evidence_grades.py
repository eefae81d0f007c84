"""evidence grades."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

WORDS = "('asked', 'confirmed', 'corrected', 'refused')"


def upgrade():
    with op.batch_alter_table('practice_record', schema=None) as batch_op:
        batch_op.add_column(sa.Column('imported', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('confirmation', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('original_seen_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('original_seen_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_practice_record_original_seen_by_id_account'), 'account', ['original_seen_by_id'], ['id'])
        batch_op.create_check_constraint(batch_op.f('ck_practice_record_confirmation'), f'confirmation IN {WORDS}')
        batch_op.create_check_constraint(batch_op.f('ck_practice_record_original_seen_when'), '(original_seen_by_id IS NULL) = (original_seen_at IS NULL)')
        batch_op.create_check_constraint(batch_op.f('ck_practice_record_original_seen_by_other'), 'original_seen_by_id <> entered_by_id')
    with op.batch_alter_table('practice_record', schema=None) as batch_op:
        batch_op.alter_column('imported', existing_type=sa.Boolean(), existing_nullable=False, server_default=None)

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stamped', sa.Boolean(), nullable=False, server_default=sa.true()))
    # as the forms take them to be: of practice the stamped form, of a training a certificate without a word of seals
    op.execute("UPDATE evidence SET stamped = false WHERE record_id IN (SELECT id FROM practice_record WHERE kind = 'training')")
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.alter_column('stamped', existing_type=sa.Boolean(), existing_nullable=False, server_default=None)

    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.alter_column('person_id', existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(batch_op.f('ck_mail_has_a_reader'), 'person_id IS NOT NULL OR recipient IS NOT NULL')

    op.create_table('confirmation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('nonce_hash', sa.String(length=64), nullable=False),
    sa.Column('mentor_name', sa.String(length=60), nullable=False),
    sa.Column('mentor_post', sa.String(length=60), nullable=False),
    sa.Column('mentor_email', sa.String(length=254), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('enterprise', sa.String(length=80), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Enum('asked', 'confirmed', 'corrected', 'refused', name='answer', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('corrected', sa.JSON(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("answer <> 'asked'", name=op.f('ck_confirmation_answer_is_one')),
    sa.CheckConstraint("answer <> 'refused' OR comment <> ''", name=op.f('ck_confirmation_reason_if_refused')),
    sa.CheckConstraint('(answer IS NULL) = (answered_at IS NULL)', name=op.f('ck_confirmation_moment_if_answered')),
    sa.CheckConstraint('answer IS NULL OR ended_at IS NULL', name=op.f('ck_confirmation_answered_or_ended')),
    sa.CheckConstraint('expires_at > asked_at', name=op.f('ck_confirmation_expires_later')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_confirmation_asked_by_id_account')),
    sa.ForeignKeyConstraint(['record_id'], ['practice_record.id'], name=op.f('fk_confirmation_record_id_practice_record')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_confirmation_school_id_school')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirmation')),
    sa.UniqueConstraint('nonce_hash', name=op.f('uq_confirmation_nonce_hash'))
    )
    with op.batch_alter_table('confirmation', schema=None) as batch_op:
        batch_op.create_index('ix_confirmation_record', ['record_id', 'id'], unique=False)
        batch_op.create_index('uq_confirmation_open', ['record_id'], unique=True, sqlite_where=sa.text('answer IS NULL AND ended_at IS NULL'), postgresql_where=sa.text('answer IS NULL AND ended_at IS NULL'))


def downgrade():
    op.drop_table('confirmation')
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_mail_has_a_reader'), type_='check')
    op.execute('DELETE FROM mail WHERE person_id IS NULL')
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.alter_column('person_id', existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_column('stamped')
    with op.batch_alter_table('practice_record', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_practice_record_original_seen_by_other'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_practice_record_original_seen_when'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_practice_record_confirmation'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_practice_record_original_seen_by_id_account'), type_='foreignkey')
        batch_op.drop_column('original_seen_at')
        batch_op.drop_column('original_seen_by_id')
        batch_op.drop_column('confirmation')
        batch_op.drop_column('imported')
