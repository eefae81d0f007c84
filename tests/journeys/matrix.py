"""Who may open what: one row for every route and method. A route without a row fails.

Columns, in this order: anonymous, the teacher herself, a colleague, her own department head,
another department's head, HR, another school's HR.

Answers: ``S`` is sent to sign in · ``2`` gets the page or the action · ``3`` is forbidden (403) ·
``4`` is told that there is nothing (404).
"""

COLUMNS = ("anonymous", "teacher", "colleague", "head", "other_head", "hr", "other_hr")

EVERYBODY = "2222222"
SIGNED_IN = "S222222"
OFFICE = "S333322"
"""HR's pages without an object: each HR sees their own school's."""
OFFICE_OBJECT = "S333324"
"""An object of the office: others may not, another school's HR cannot know of it."""

MATRIX: dict[str, str] = {
    "GET /static/<path:filename>": EVERYBODY,
    "GET /sign-in": EVERYBODY,
    "POST /sign-in": EVERYBODY,
    "POST /sign-out": SIGNED_IN,
    "GET /password": SIGNED_IN,
    "POST /password": SIGNED_IN,
    "GET /me": SIGNED_IN,
}
