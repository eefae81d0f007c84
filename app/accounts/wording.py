"""Words about accounts that are only said on their pages."""

from app.accounts.models import StandIn
from app.domain.roles import ROLE_LABELS, Role


def capacity(stand_in: StandIn) -> str:
    """What is done in somebody's place: ``机电系负责人``, ``人事处``."""
    if stand_in.department is not None:
        return f"{stand_in.department.name}负责人"
    return ROLE_LABELS[Role.HR]
