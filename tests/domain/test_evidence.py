"""The grade of a record's proof."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.evidence import ConfirmationState, Grade, Proof, grade

PROOFS = st.builds(
    Proof,
    imported=st.booleans(),
    stamped_scan=st.booleans(),
    original_seen=st.booleans(),
    confirmation=st.sampled_from([None, *ConfirmationState]),
)
STRONGER = (
    {"stamped_scan": True},
    {"original_seen": True},
    {"confirmation": ConfirmationState.CONFIRMED},
)


@given(PROOFS, st.sampled_from(STRONGER))
def test_better_proof_never_lowers_the_grade(proof, more):
    assert grade(replace(proof, **more)) >= grade(proof)


@given(PROOFS, st.sampled_from([None, *ConfirmationState]))
def test_only_a_confirmation_lifts_the_grade_no_other_answer_does(proof, answer):
    asked, silent = grade(replace(proof, confirmation=answer)), grade(replace(proof, confirmation=None))
    if answer is ConfirmationState.CONFIRMED:
        assert asked is Grade.ENTERPRISE_CONFIRMED
    else:
        assert asked is silent


@given(PROOFS)
def test_where_it_came_from_matters_only_without_any_proof(proof):
    here, taken_over = grade(replace(proof, imported=False)), grade(replace(proof, imported=True))
    assert here is taken_over or (here, taken_over) == (Grade.SELF_REPORT, Grade.IMPORTED)


def test_the_grades_in_order():
    assert sorted(Grade, reverse=True) == [
        Grade.ENTERPRISE_CONFIRMED,
        Grade.ORIGINAL_SEEN,
        Grade.STAMPED_SCAN,
        Grade.SELF_REPORT,
        Grade.IMPORTED,
    ]


def test_each_proof_has_its_grade():
    assert grade(Proof()) is Grade.SELF_REPORT
    assert grade(Proof(imported=True)) is Grade.IMPORTED
    assert grade(Proof(stamped_scan=True)) is Grade.STAMPED_SCAN
    assert grade(Proof(original_seen=True)) is Grade.ORIGINAL_SEEN
    assert grade(Proof(confirmation=ConfirmationState.CONFIRMED)) is Grade.ENTERPRISE_CONFIRMED
