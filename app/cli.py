"""Commands of the ``flask`` program."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the commands."""
    del app
