"""Personal data as far as a stranger may see it."""

SHOWS_BOTH_ENDS = 3
"""Names from this length on keep their last character too."""


def mask_name(name: str) -> str:
    """``王小明`` → ``王*明``, ``王明`` → ``王*``: enough to compare, not to learn."""
    if len(name) < SHOWS_BOTH_ENDS:
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]
