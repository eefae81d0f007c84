"""Settings, read once from the environment; a bad value stops the start and names itself."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

MIN_SECRET_LENGTH = 32
MIN_DIFFERENT_CHARACTERS = 10
WEAK_SECRETS = ("secret", "changeme", "development", "password")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MODES = ("development", "demo", "testing", "production")


class ConfigError(ValueError):
    """A setting that cannot be used; the message names it and what it should be."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where mail goes; without them mail stays readable on HR's page and as files."""

    host: str
    port: int
    sender: str
    username: str | None
    password: str | None
    starttls: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides."""

    mode: str
    secret_key: str
    database_url: str
    instance_dir: Path
    public_base_url: str
    smtp: SmtpSettings | None
    max_upload_bytes: int
    argon2_fast: bool
    """Cheap hashing for tests; refused in production."""

    @property
    def is_production(self) -> bool:
        return self.mode == "production"

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"

    @property
    def https(self) -> bool:
        return self.public_base_url.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises:
        ConfigError: a value is missing, malformed or, in production, too weak.
    """
    env = os.environ if environ is None else environ
    mode = env.get("APP_MODE", "development")
    if mode not in MODES:
        raise ConfigError(f"APP_MODE={mode!r}: must be one of {', '.join(MODES)}")
    instance = Path(env.get("INSTANCE_DIR", "instance")).resolve()
    settings = Settings(
        mode=mode,
        secret_key=_secret(env, mode, instance),
        database_url=_database_url(env, instance),
        instance_dir=instance,
        public_base_url=_base_url(env, mode),
        smtp=_smtp(env),
        max_upload_bytes=_integer(env, "MAX_UPLOAD_MB", default=20, low=1, high=100) * 1024 * 1024,
        argon2_fast=_boolean(env, "ARGON2_FAST", default=False),
    )
    if settings.is_production and settings.argon2_fast:
        raise ConfigError("ARGON2_FAST: not allowed in production")
    return settings


def _secret(env: Mapping[str, str], mode: str, instance: Path) -> str:
    secret = env.get("SECRET_KEY", "")
    if mode != "production":
        return secret or _own_secret(instance)
    plain = len(set(secret)) < MIN_DIFFERENT_CHARACTERS or secret.lower().startswith(WEAK_SECRETS)
    if len(secret) < MIN_SECRET_LENGTH or plain:
        raise ConfigError(f"SECRET_KEY: production needs at least {MIN_SECRET_LENGTH} random characters")
    return secret


def _own_secret(instance: Path) -> str:
    """A random secret of this installation, made at the first start outside production."""
    path = instance / "secret.key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process was first; its secret holds
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text()


def _database_url(env: Mapping[str, str], instance: Path) -> str:
    url = env.get("DATABASE_URL", f"sqlite:///{instance / 'app.db'}")
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ConfigError(
            f"DATABASE_URL: must start with sqlite:/// or postgresql://, not {url.split(':')[0]}"
        )
    return url


def _base_url(env: Mapping[str, str], mode: str) -> str:
    url = env.get("PUBLIC_BASE_URL", "" if mode == "production" else "http://127.0.0.1:5000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(
            f"PUBLIC_BASE_URL={url!r}: must be an address such as https://dangan.example.edu.cn"
        )
    if mode != "production" and parts.hostname not in LOOPBACK:
        raise ConfigError(f"PUBLIC_BASE_URL={url!r}: a public address needs APP_MODE=production")
    return url


def _smtp(env: Mapping[str, str]) -> SmtpSettings | None:
    host = env.get("SMTP_HOST")
    if not host:
        return None
    sender = env.get("SMTP_FROM", "")
    if "@" not in sender:
        raise ConfigError(f"SMTP_FROM={sender!r}: must be a mail address when SMTP_HOST is set")
    if bool(env.get("SMTP_USERNAME")) is not bool(env.get("SMTP_PASSWORD")):
        raise ConfigError("SMTP_USERNAME and SMTP_PASSWORD: set both or neither")
    return SmtpSettings(
        host=host,
        port=_integer(env, "SMTP_PORT", default=25, low=1, high=65535),
        sender=sender,
        username=env.get("SMTP_USERNAME") or None,
        password=env.get("SMTP_PASSWORD") or None,
        starttls=_boolean(env, "SMTP_STARTTLS", default=False),
    )


def _integer(env: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    text = env.get(name)
    if text is None:
        return default
    try:
        value = int(text)
    except ValueError:
        raise ConfigError(f"{name}={text!r}: must be a whole number") from None
    if not low <= value <= high:
        raise ConfigError(f"{name}={value}: must be from {low} to {high}")
    return value


def _boolean(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = env.get(name)
    if text is None:
        return default
    if text not in {"0", "1"}:
        raise ConfigError(f"{name}={text!r}: must be 0 or 1")
    return text == "1"
