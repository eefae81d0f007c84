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
OWN_POST = "S222223"
"""Everybody's own, who holds a post as a teacher."""
READERS = "S242424"
"""A record: its owner, the head of her department, HR of her school."""
OWNER = "S243434"
"""A record again: only its owner may, those who read it may not, others cannot know of it."""

MATRIX: dict[str, str] = {
    "GET /static/<path:filename>": EVERYBODY,
    "GET /sign-in": EVERYBODY,
    "POST /sign-in": EVERYBODY,
    "POST /sign-out": SIGNED_IN,
    "GET /password": SIGNED_IN,
    "POST /password": SIGNED_IN,
    "GET /me": SIGNED_IN,
    "GET /school": OFFICE,
    "GET /school/profile": OFFICE,
    "POST /school/profile": OFFICE,
    "GET /school/start": OFFICE,
    "POST /school/start": OFFICE,
    "GET /school/decisions/<kind>": OFFICE,
    "POST /school/decisions/<kind>": OFFICE,
    "POST /school/departments": OFFICE,
    "GET /school/departments/<int:department_id>": OFFICE_OBJECT,
    "POST /school/departments/<int:department_id>": OFFICE_OBJECT,
    "GET /people": OFFICE,
    "GET /people/new": OFFICE,
    "POST /people/new": OFFICE,
    "GET /people/<int:teacher_id>": OFFICE_OBJECT,
    "POST /people/<int:teacher_id>/category": OFFICE_OBJECT,
    "GET /people/staff/<int:person_id>": OFFICE_OBJECT,
    "GET /people/staff/<int:person_id>/edit": OFFICE_OBJECT,
    "POST /people/staff/<int:person_id>/edit": OFFICE_OBJECT,
    "GET /people/accounts/<int:account_id>/roles": OFFICE_OBJECT,
    "POST /people/accounts/<int:account_id>/roles": OFFICE_OBJECT,
    "POST /people/accounts/<int:account_id>/password": OFFICE_OBJECT,
    "POST /people/accounts/<int:account_id>/close": OFFICE_OBJECT,
    "POST /people/accounts/<int:account_id>/open": OFFICE_OBJECT,
    "GET /recommendations": SIGNED_IN,
    "GET /recommendations/new": OFFICE,
    "POST /recommendations/new": OFFICE,
    "GET /recommendations/<int:proposal_id>": OFFICE_OBJECT,
    "POST /recommendations/<int:proposal_id>/approve": OFFICE_OBJECT,
    "POST /recommendations/<int:proposal_id>/reject": OFFICE_OBJECT,
    "POST /recommendations/<int:proposal_id>/withdraw": OFFICE_OBJECT,
    "GET /certificates/<int:certificate_id>.pdf": "S244424",
    "POST /certificates/<int:certificate_id>/revoke": OFFICE_OBJECT,
    "GET /v/<code>": EVERYBODY,
    "GET /verify": EVERYBODY,
    "GET /reviews": "S332222",
    "POST /records/<int:record_id>/review/<action>": "S342424",
    "GET /sites": OFFICE,
    "GET /sites/new": OFFICE,
    "POST /sites/new": OFFICE,
    "GET /sites/<int:site_id>/edit": OFFICE_OBJECT,
    "POST /sites/<int:site_id>/edit": OFFICE_OBJECT,
    "GET /records": OWN_POST,
    "GET /records/new": OWN_POST,
    "POST /records/new": OWN_POST,
    "GET /records/preview": OWN_POST,
    "GET /records/<int:record_id>": READERS,
    "GET /records/appraisal.pdf": SIGNED_IN,
    "GET /records/<int:record_id>/appraisal.pdf": READERS,
    "GET /records/<int:record_id>/edit": OWNER,
    "POST /records/<int:record_id>/edit": OWNER,
    "POST /records/<int:record_id>/submit": OWNER,
    "POST /records/<int:record_id>/withdraw": OWNER,
    "POST /records/<int:record_id>/copy": OWNER,
    "POST /records/<int:record_id>/evidence": OWNER,
    "POST /evidence/<int:evidence_id>/remove": OWNER,
    "GET /evidence/<int:evidence_id>": READERS,
    # a mentor's confirmation, evidence grades
    # evidence pictures
    # plans
    "GET /plans": SIGNED_IN,
    # stand-ins, writing for a teacher, undo, bulk
    "GET /reviews/together": "S332222",
    "POST /reviews/together": "S332222",
    # leaves, corrections, own profile
    # the rest
    "GET /": SIGNED_IN,
    "GET /law": SIGNED_IN,
    "GET /reminders": SIGNED_IN,
    "GET /mail": OFFICE,
    "GET /mail/<int:mail_id>": "S244424",
    "GET /school/standing": "S332222",
    "GET /school/standing.csv": "S332222",
    "GET /standing/<int:teacher_id>": "S242424",
    "GET /standing/<int:teacher_id>/dossier.pdf": READERS,
    "GET /standing/<int:teacher_id>/<rule>/<first_day>": "S242424",
}
