"""The cookie jars of credentials and environments, each under its name, in memory only.

They exist before the first request, and load what reads cookies with the first of them.
"""

from typing import TYPE_CHECKING

from aiurdesk import transport
from aiurdesk.core.preparing.cookie import is_environment_jar
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.transport import SendFailure

if TYPE_CHECKING:
    from aiurdesk.core.preparing.cookie import Cookie
    from aiurdesk.transport.cookies import Jar


class CookieJars:
    """Cookies, in jars that have names; a jar without cookies need not be made."""

    def __init__(self) -> None:
        self._jars: dict[str, Jar] = {}

    def opened(self, name: str) -> "Jar":
        """Return a jar, which is made where it is missing."""
        if name not in self._jars:
            is_of_origins = not is_environment_jar(name)
            self._jars[name] = transport.cookies.Jar(is_of_origins=is_of_origins)
        return self._jars[name]

    def cookies(self, name: str) -> "tuple[Cookie, ...]":
        """Return the cookies of a jar."""
        return self._jars[name].cookies() if name in self._jars else ()

    def pairs(self, name: str, url: str) -> tuple[str, ...]:
        """Return the cookies that a jar has for a URL, each as ``name=value``."""
        if name not in self._jars:
            return ()
        try:
            return self._jars[name].pairs(parse_address(url))
        except SendFailure:  # such as plain HTTP, where nothing is sent at all
            return ()

    def rename(self, name: str, new: str) -> None:
        """Give a jar another name; what had that name before is deleted."""
        self._jars.pop(new, None)
        if name in self._jars:
            self._jars[new] = self._jars.pop(name)

    def erase_cookies(self, name: str) -> None:
        """Delete a jar. Requests that are still running store nothing in the new one."""
        self._jars.pop(name, None)

    def erase_cookie(self, name: str, cookie: "Cookie") -> None:
        """Delete one cookie of a jar."""
        if name in self._jars:
            self._jars[name].erase(cookie)
