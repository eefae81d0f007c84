"""What somebody sends who does not use the pages as they are meant: values, and every field there is."""

from io import BytesIO

from flask.testing import FlaskClient

from tests.builders import token

HUGE = "99999999999999999999"
"""More than any integer column holds."""
VALUES = {
    "nothing": "",
    "NUL": "a\0b",
    "a huge number": HUGE,
    "a negative number": "-1",
    "five thousand digits": "9" * 5000,
    "a word": "x" * 5000,
    "markup": "<script>alert(1)</script>",
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "an impossible year": "99999999999-01-01",
    "an endless number": "9e999999",
    "not a number": "sNaN",
    "odd letters": "\u202e\ud83d\ude00＝ß\u0130\ufdfa".encode("utf-16", "surrogatepass").decode("utf-16"),
}
ONE_DATABASE = frozenset(
    {
        "nothing", "a word", "five thousand digits", "markup", "an endless number", "not a number",
        "the first day", "an impossible year", "a negative number", "odd letters",
    }
)  # fmt: skip
"""Values that are refused, or kept, before a database sees them."""
FIELDS = (
    "absent", "active", "again", "attended_rest_days", "category", "certificate_number", "class_title",
    "common", "credit_code", "criteria", "cycle_start", "department", "document", "effective_from", "email",
    "enterprise", "ethics_result", "ethics_year", "first_day", "half_hours", "headed", "hired_on", "host",
    "kind", "last_day", "left_on", "level", "live_from", "name", "new", "notice_first", "notice_last", "old",
    "organiser", "password", "pattern", "post", "reason", "records_complete_from", "roles", "same_as",
    "seal_place", "seen", "signatory", "site_id", "specialty", "staff_number", "steps_done", "tasks",
    "training_hours", "transition", "username", "valid_from", "valid_to", "value", "venue", "version",
    "action", "days", "held", "r", "item", "cell", "leave", "overlap", "what",
    "become", "weekdays",
    "annual", "category_annual", "category_five_year", "clause", "column", "dated", "document_number",
    "effective_from_assumed", "effective_to", "five_year", "ground", "issued_on", "minimum_months",
    "number", "population", "quote", "rule_id", "source", "systems", "text", "title", "window",
)  # fmt: skip
ARGUMENTS = ("as_of", "before", "category", "code", "department", "first_day", "kind", "last_day", "like",
             "next", "page", "past", "q", "record", "role", "site", "sort", "standing", "state", "status",
             "teacher_id", "action", "flags", "part", "r", "venue", "waited", "host", "item",
             "a", "b", "year", "cycle_start", "effective_from", "gate", "half_hours", "profile", "rows",
             "value", "waiting", "weekdays", "window", "year_basis", "p1-first_day", "p1-half_hours",
             "p1-host", "p1-last_day", "p1-pattern", "p1-site_id", "p1-venue", "p1-weekdays")  # fmt: skip


def send_everywhere(client: FlaskClient, path: str, value: str) -> int:
    """Post one value in every field there is; the status of the answer."""
    data = dict.fromkeys(FIELDS, value)
    answer = client.post(path, data={**data, "csrf_token": token(client)})
    answer.close()
    return answer.status_code


def send_files_everywhere(client: FlaskClient, path: str) -> int:
    """Post a file where a text is asked for."""
    data = {name: (BytesIO(b"x"), "x.pdf") for name in FIELDS}
    answer = client.post(path, data={**data, "csrf_token": token(client)})
    answer.close()
    return answer.status_code
