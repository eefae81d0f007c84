"""what a school adds to the law."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('law_addition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('rule', 'counting', name='kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('entered', 'published', 'retracted', 'refused', 'withdrawn', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('retraction_by_id', sa.Integer(), nullable=True),
    sa.Column('retraction_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('retraction_reason', sa.Text(), nullable=False),
    sa.Column('retracted_by_id', sa.Integer(), nullable=True),
    sa.Column('retracted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'entered') = (decided_at IS NULL)", name=op.f('ck_law_addition_moment_if_decided')),
    sa.CheckConstraint("(state = 'entered') = (decided_by_id IS NULL)", name=op.f('ck_law_addition_decider_if_decided')),
    sa.CheckConstraint("document <> '' AND reason <> ''", name=op.f('ck_law_addition_grounds_given')),
    sa.CheckConstraint("state <> 'refused' OR answer <> ''", name=op.f('ck_law_addition_answer_if_refused')),
    sa.CheckConstraint("state NOT IN ('published', 'refused', 'retracted') OR decided_by_id <> entered_by_id", name=op.f('ck_law_addition_second_account_decides')),
    sa.CheckConstraint(
        "(retraction_by_id IS NULL) = (retraction_at IS NULL)"
        " AND (retraction_by_id IS NULL) = (retraction_reason = '')"
        " AND (retraction_by_id IS NULL OR state IN ('published', 'retracted'))",
        name=op.f('ck_law_addition_retraction_in_full'),
    ),
    sa.CheckConstraint(
        "(state = 'retracted') = (retracted_by_id IS NOT NULL)"
        " AND (state = 'retracted') = (retracted_at IS NOT NULL)"
        " AND (state <> 'retracted' OR retraction_by_id IS NOT NULL)"
        " AND (state <> 'retracted' OR retracted_by_id <> retraction_by_id)",
        name=op.f('ck_law_addition_two_retract'),
    ),
    sa.ForeignKeyConstraint(['retraction_by_id'], ['account.id'], name=op.f('fk_law_addition_retraction_by_id_account')),
    sa.ForeignKeyConstraint(['retracted_by_id'], ['account.id'], name=op.f('fk_law_addition_retracted_by_id_account')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_law_addition_decided_by_id_account')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_law_addition_entered_by_id_account')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_law_addition_school_id_school')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_law_addition'))
    )
    with op.batch_alter_table('law_addition', schema=None) as batch_op:
        batch_op.create_index('ix_law_addition_school', ['school_id', 'state'], unique=False)
        batch_op.create_index(
            'uq_law_addition_published',
            ['school_id', 'kind', 'subject', 'number'],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )


def downgrade():
    op.drop_table('law_addition')
