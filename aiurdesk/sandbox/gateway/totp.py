"""Six-digit codes of an authenticator app, for the two-factor calls of the sandbox."""

import base64
import hmac
import secrets
import struct

STEP_S = 30
"""How long one code is shown."""
DIGITS = 6
_KEY_BYTES = 20
_ACCEPTED_STEPS = 2


def new_key() -> str:
    """Make a secret of 160 bits, spelled in base 32 as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(_KEY_BYTES)).decode("ascii")


def code_at(key: str, at_s: float) -> str:
    """Compute the code that an authenticator shows at a moment.

    Args:
        at_s: Seconds since 1970.

    Source:
        RFC 6238 (time steps) over RFC 4226 5.3 (truncation), with SHA-1.
    """
    counter = struct.pack(">Q", int(at_s) // STEP_S)
    digest = hmac.digest(base64.b32decode(key), counter, "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def is_valid(key: str, code: str, at_s: float) -> bool:
    """Say whether a code is right now, or was or will be within a minute."""
    steps = range(-_ACCEPTED_STEPS, _ACCEPTED_STEPS + 1)
    return any(hmac.compare_digest(code_at(key, at_s + STEP_S * step), code) for step in steps)


def in_groups_of_four(key: str) -> str:
    """Spell a key in groups of four for reading aloud."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
