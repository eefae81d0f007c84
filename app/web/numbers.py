"""Numbers in addresses: only those that a row's key can have."""

from flask import request
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""Of an integer column; the databases refuse a larger one in words of their own."""


class RowNumber(IntegerConverter):
    """A key in a path; a larger number is a page that does not exist."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - Werkzeug passes it by this name
        super().__init__(map, max=LARGEST)


def row_number(text: str) -> int:
    """A key in a query, for ``args.get(…, type=row_number)``.

    Raises:
        ValueError: it is not a number, or larger than any key.
    """
    number = int(text)
    if not 0 <= number <= LARGEST:
        raise ValueError(text)
    return number


def page_asked(argument: str = "page") -> int:
    """The page of a list that the address asks for; the first where it asks for none there can be."""
    return request.args.get(argument, 1, type=row_number)
