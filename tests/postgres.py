"""A PostgreSQL server of the tests' own: started on a free port, thrown away at the end."""

import contextlib
import os
import pwd
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server."""

    port: int

    def create_database(self, name: str) -> str:
        """An empty database, whatever was in one of that name; returns its URL."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise RuntimeError("PostgreSQL is not installed; `make setup-test` installs it")
    return found[-1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def start_server() -> Iterator[PostgresServer]:
    """Run a server for as long as the block lasts; as user postgres when we are root."""
    binaries, port = _binaries(), free_port()
    with tempfile.TemporaryDirectory(prefix="pg") as home:
        as_user: dict[str, object] = {"cwd": home, "check": True, "stdout": subprocess.DEVNULL}
        if os.geteuid() == 0:
            entry = pwd.getpwnam("postgres")
            os.chown(home, entry.pw_uid, entry.pw_gid)
            as_user |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        data = f"{home}/data"
        subprocess.run(  # noqa: PLW1510 - check is in as_user
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--encoding=UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            **as_user,
        )  # fmt: skip
        options = (
            f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={home} "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=80 -c jit=off"
        )
        control = [binaries / "pg_ctl", "-D", data, "-l", f"{home}/log", "-w"]
        subprocess.run([*control, "-o", options, "start"], **as_user)  # noqa: PLW1510 - check is among them
        try:
            yield PostgresServer(port)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **as_user)  # noqa: PLW1510 - check is among them
