"""What all journeys share."""

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture
def menu_without_numbers(app: Flask) -> Iterator[None]:
    """For thousands of pages whose menu is not what is looked at: it would ask more than the page does."""
    counters = app.extensions["nav_counters"]
    app.extensions["nav_counters"] = lambda _account: {}
    yield
    app.extensions["nav_counters"] = counters
