"""What the mail of reminders says."""

from typing import Any

from app.accounts.models import Person
from app.reminders.queries import Due
from app.reminders.wording import fact, ground, short_fact
from app.web.links import page_address


def reminder(person: Person, due: Due) -> dict[str, Any]:
    """To a teacher: everything that fell due on one day, in one mail."""
    reminders = due.reminders
    return {
        "name": person.name,
        "subject": short_fact(reminders[0]),
        "more": len(reminders) - 1,
        "facts": [fact(each, due.as_of) for each in reminders],
        "grounds": list(dict.fromkeys(ground(each) for each in reminders)),
        "action_label": "查看我的达标情况",
        "action_url": page_address("standing.home"),
    }
