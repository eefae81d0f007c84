"""The product's commands as real processes, on a test's database and mail server."""

import os
import subprocess
import sys
from pathlib import Path

from flask import Flask

from tests.smtp import Postbox

ROOT = Path(__file__).parents[1]


def environment(app: Flask, postbox: Postbox):
    settings = app.config["SETTINGS"]
    return os.environ | {
        "APP_MODE": "testing",
        "INSTANCE_DIR": str(settings.instance_dir),
        "DATABASE_URL": settings.database_url,
        "PUBLIC_BASE_URL": settings.public_base_url,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(postbox.port),
        "SMTP_FROM": "dangan@school.example",
    }


def start_flask(app: Flask, postbox: Postbox, *arguments: str, log: Path | None = None) -> subprocess.Popen:
    """Start ``flask …``; what it says goes to the log."""
    with (log or Path(os.devnull)).open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT,
            env=environment(app, postbox),
            stdout=output,
            stderr=output,
        )
