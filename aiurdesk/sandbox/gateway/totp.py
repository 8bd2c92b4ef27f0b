"""Time-based one-time passwords (TOTP) of an authenticator app."""

import base64
import hmac
import secrets
import struct

STEP_S = 30
"""Time for which one code is valid."""
DIGITS = 6
_KEY_BYTES = 20
_ACCEPTED_STEPS = 2


def new_key() -> str:
    """Return a new secret of 160 bits in base32, the format of authenticator apps."""
    return base64.b32encode(secrets.token_bytes(_KEY_BYTES)).decode("ascii")


def code_at(key: str, at_s: float) -> str:
    """Return the code that an authenticator shows at a given time.

    Args:
        at_s: Seconds since 1970.

    Source:
        RFC 6238 (time steps) over RFC 4226 5.3 (truncation), with SHA-1.
    """
    counter = struct.pack(">Q", int(at_s) // STEP_S)
    digest = hmac.digest(base64.b32decode(key), counter, "sha1")
    # RFC 4226, 5.3: the last four bits are the offset of the number, whose sign bit is dropped.
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def is_valid(key: str, code: str, at_s: float) -> bool:
    """Return whether a code is valid now or within one minute before or after."""
    steps = range(-_ACCEPTED_STEPS, _ACCEPTED_STEPS + 1)
    # Accept codes around the current one, because the clock of a phone may be wrong.
    return any(hmac.compare_digest(code_at(key, at_s + STEP_S * step), code) for step in steps)


def in_groups_of_four(key: str) -> str:
    """Return a key in groups of four characters, which are easier to read and type."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
