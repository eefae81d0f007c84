"""How many examples a property with a database tries: the usual number, or five times that in `make deep`."""

import os

TIMES = 5 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 1


def examples(usual: int) -> int:
    return usual * TIMES
