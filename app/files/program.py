"""Runs ``draw``, the program that reads files which others made."""

import json
import subprocess
import sys
import threading
from typing import Any

from app.files import draw

WALL = 3
"""On a busy machine seconds of the processor may take so many times as long by the clock."""
MEGABYTES = 768
"""Of address space: a photo of 50 million pixels is drawn in less."""


class ProgramFailedError(Exception):
    """It crashed, went over its limits or could not be started; the message is a line for the log."""


def run(
    order: dict[str, Any], *, seconds: int, megabytes: int, at_once: threading.Semaphore, data: bytes = b""
) -> bytes:
    """What the program prints; ``seconds`` are of the processor, and so many at once run as agreed.

    Raises:
        ProgramFailedError: as it says.
    """
    limited = order | {"seconds": seconds, "megabytes": megabytes}
    with at_once:
        try:
            return subprocess.run(  # noqa: S603 - our own program; what it is told is JSON of ours
                [sys.executable, "-I", draw.__file__, json.dumps(limited)],
                capture_output=True,
                input=data,
                timeout=seconds * WALL,
                check=True,
            ).stdout
        except (subprocess.SubprocessError, OSError) as error:
            raise ProgramFailedError(_why(error)) from error


def _why(error: Exception) -> str:
    """One line for the log: the last that the program said."""
    said = getattr(error, "stderr", None) or b""
    return (said.decode(errors="replace").strip().splitlines() or [str(error)])[-1]
