"""rulings."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

ONLY_ONE = {
    'uq_ruling_record': (['record_id', 'rule'], "kind IN ('counts', 'does_not_count')"),
    'uq_ruling_pair': (['record_id', 'other_record_id'], "kind = 'stands'"),
    'uq_ruling_year': (['teacher_id', 'rule', 'year'], 'year IS NOT NULL'),
    'uq_ruling_always': (['teacher_id', 'rule'], "kind IN ('exempt', 'refused') AND year IS NULL"),
}


def upgrade():
    op.create_table('ruling',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('teacher_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.Enum('exempt', 'counts', 'does_not_count', 'refused', 'stands', name='kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=True),
    sa.Column('record_id', sa.Integer(), nullable=True),
    sa.Column('other_record_id', sa.Integer(), nullable=True),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_by_id', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoke_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(kind IN ('exempt', 'refused')) = (record_id IS NULL)", name=op.f('ck_ruling_record_unless_exemption')),
    sa.CheckConstraint("(kind = 'stands') = (rule IS NULL)", name=op.f('ck_ruling_rule_unless_stands')),
    sa.CheckConstraint("year IS NULL OR kind IN ('exempt', 'refused')", name=op.f('ck_ruling_year_only_of_exemption')),
    sa.CheckConstraint("other_record_id IS NULL OR kind IN ('stands', 'does_not_count')", name=op.f('ck_ruling_pair_only_of_overlap')),
    sa.CheckConstraint("kind <> 'stands' OR other_record_id IS NOT NULL", name=op.f('ck_ruling_pair_if_stands')),
    sa.CheckConstraint("document <> '' AND reason <> ''", name=op.f('ck_ruling_document_and_reason')),
    sa.CheckConstraint('(revoked_at IS NULL) = (revoked_by_id IS NULL)', name=op.f('ck_ruling_revoker_if_revoked')),
    sa.CheckConstraint("(revoked_at IS NULL) = (revoke_reason = '')", name=op.f('ck_ruling_reason_if_revoked')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_ruling_decided_by_id_account')),
    sa.ForeignKeyConstraint(['other_record_id'], ['practice_record.id'], name=op.f('fk_ruling_other_record_id_practice_record')),
    sa.ForeignKeyConstraint(['record_id'], ['practice_record.id'], name=op.f('fk_ruling_record_id_practice_record')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['account.id'], name=op.f('fk_ruling_revoked_by_id_account')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_ruling_school_id_school')),
    sa.ForeignKeyConstraint(['teacher_id'], ['teacher.id'], name=op.f('fk_ruling_teacher_id_teacher')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ruling')),
    sa.UniqueConstraint('school_id', 'number', name=op.f('uq_ruling_school_id_number'))
    )
    with op.batch_alter_table('ruling', schema=None) as batch_op:
        for name, (columns, where) in ONLY_ONE.items():
            in_force = sa.text(f'revoked_at IS NULL AND {where}')
            batch_op.create_index(name, columns, unique=True, sqlite_where=in_force, postgresql_where=in_force)
        batch_op.create_index('ix_ruling_school', ['school_id', 'decided_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_ruling_record_id'), ['record_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ruling_teacher_id'), ['teacher_id'], unique=False)

    op.create_table('ruling_counter',
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_ruling_counter_school_id_school')),
    sa.PrimaryKeyConstraint('school_id', 'year', name=op.f('pk_ruling_counter'))
    )


def downgrade():
    op.drop_table('ruling_counter')
    op.drop_table('ruling')
