"""Password hashing (argon2id) and one-time passwords."""

import secrets
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import ARGON2_VERSION

MIN_LENGTH = 10
MAX_LENGTH = 128
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_STRONG = PasswordHasher()
_FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_COMMON = frozenset({"1234567890", "0123456789", "password123", "qwertyuiop", "woaini1314", "a123456789"})


class WeakPasswordError(Exception):
    """A password that is not accepted; the message says why, in Chinese."""


def check_strength(password: str, *, username: str) -> None:
    """Raise WeakPasswordError for a password that is too short, too long, too plain or the user's name."""
    if len(password) < MIN_LENGTH:
        raise WeakPasswordError(f"新密码至少 {MIN_LENGTH} 个字符，现在是 {len(password)} 个")
    if len(password) > MAX_LENGTH:
        raise WeakPasswordError(f"新密码最多 {MAX_LENGTH} 个字符")
    plain = password.lower()
    if plain in _COMMON or len(set(plain)) < 4:  # noqa: PLR2004 - fewer than four different characters
        raise WeakPasswordError("新密码太容易猜到，请换一个")
    if username in plain:
        raise WeakPasswordError("新密码不能包含登录名")


def hash_password(password: str, *, fast: bool = False) -> str:
    """The argon2id hash; ``fast`` only in tests."""
    return (_FAST if fast else _STRONG).hash(password)


def _fits_nothing(hasher: PasswordHasher) -> str:
    """A well-formed hash that no password fits, written down rather than computed: that takes its time."""
    salt, digest = (
        b64encode(secrets.token_bytes(length)).rstrip(b"=").decode()
        for length in (hasher.salt_len, hasher.hash_len)
    )
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"


_NOBODY = _fits_nothing(_STRONG)


def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether the password fits; without a hash the same work is done, so that nobody learns who exists."""
    try:
        return _STRONG.verify(password_hash or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def one_time_password() -> str:
    """Twelve readable characters in groups, to hand over on paper; it must be changed at first sign-in."""
    letters = [secrets.choice(_READABLE) for _ in range(12)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 12, 4))
