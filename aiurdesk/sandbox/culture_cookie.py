"""The cookie in which the sites remember a language."""

from datetime import datetime
from email.utils import format_datetime

COOKIE = ".AspNetCore.Culture"


def culture_cookie(culture: str, now: datetime) -> str:
    """Return the value of a Set-Cookie header that lasts for a year."""
    try:
        expires = now.replace(year=now.year + 1)
    except ValueError:
        expires = now.replace(year=now.year + 1, day=28)
    value = f"c%3D{culture}%7Cuic%3D{culture}"
    date = format_datetime(expires, usegmt=True)
    return f"{COOKIE}={value}; expires={date}; path=/; samesite=none"
