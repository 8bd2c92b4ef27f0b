"""Settings of proxies: which one requests go through, and the hosts that are called directly."""

import re
from collections.abc import Iterable
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.setting import Setting
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

DEFAULT_PORTS = {"http": 80, "https": 443, "socks5": 1080}
"""Scheme of a proxy → the port that it has if none is given."""
PROXY_CREDENTIALS = "proxy credentials"
"""Names that the settings dialog offers."""
EXAMPLE = "http://host:3128 or socks5://host:1080"
_NOT_A_PROXY = tr("should be the address of a proxy, such as {example}").format(example=EXAMPLE)
_SAME_SCHEME = {"socks5h": "socks5", "socks": "socks5"}
"""Names are looked up by the proxy in any case, which curl calls ``socks5h``."""
_HOST = re.compile(r"[^\x00-\x20\x7f-\x9f/?#@%\\:\[\]{}<>\"^`|]+|\[[0-9A-Fa-f:.]+\]")
_PAC = re.compile(r"(?i)^pac\+|\.(?:pac|dat)$")


class ProxyMode(StrEnum):
    """Source of the address of the proxy."""

    SYSTEM = "system"
    """The variables ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY``, or the system's settings."""
    NONE = "none"
    MANUAL = "manual"


class ProxyChoice(msgspec.Struct, frozen=True):
    """The proxy that was chosen; it holds no password."""

    mode: ProxyMode = ProxyMode.SYSTEM
    url: str = ""
    """Of a manual proxy, as ``proxy_url`` returns it; empty if the settings lack it."""
    credential: str = ""
    """Name of the Basic credential with user name and password for the proxy; empty for none."""
    exceptions: tuple[str, ...] = ()
    """Hosts that are called without it, as ``is_exception`` reads them."""
    covers_loopback: bool = True
    """Whether a proxy on this computer is used for servers on this computer, too."""

    @property
    def text(self) -> str:
        """The setting as it was typed: ``system``, ``none`` or an address."""
        return self.url or str(self.mode)

    @property
    def origin(self) -> str:
        """The origin that the proxy's credential is bound to, such as ``proxy://host:3128``."""
        return f"proxy://{urlsplit(self.url).netloc}"


SYSTEM = ProxyChoice()


class ProxySettings(msgspec.Struct, frozen=True):
    """The proxy of requests whose environment names none."""

    mode: Annotated[
        ProxyMode,
        Setting(
            tr("Proxy"),
            tr(
                "Used where the environment does not name a proxy. The system's proxy is "
                "the one in HTTPS_PROXY, ALL_PROXY and NO_PROXY, or in the settings of "
                "Windows or macOS."
            ),
            choices={
                ProxyMode.SYSTEM: tr("Same as the system"),
                ProxyMode.NONE: tr("None"),
                ProxyMode.MANUAL: tr("Manual"),
            },
        ),
    ] = ProxyMode.SYSTEM
    url: Annotated[
        str,
        Setting(
            tr("Proxy address"),
            tr("Of the manual proxy, such as {example}. PAC files are not understood.").format(
                example=EXAMPLE
            ),
            check=lambda text: proxy_problem(text) if text.strip() else None,
        ),
    ] = ""
    credential: Annotated[
        str,
        Setting(
            tr("Proxy credential"),
            tr(
                "A Basic credential with user name and password for the manual "
                "proxy. Bind the credential to proxy://host:port."
            ),
            names=PROXY_CREDENTIALS,
        ),
    ] = ""
    exceptions: Annotated[
        str,
        Setting(
            tr("Hosts without proxy"),
            tr(
                "Hosts that are called without the manual proxy, with commas between "
                "them, such as *.internal, 10.0.0.0/8. Servers on this computer never "
                "use it."
            ),
        ),
    ] = ""

    @property
    def choice(self) -> ProxyChoice:
        """What is chosen; a manual proxy may have no address."""
        if self.mode is not ProxyMode.MANUAL:
            return ProxyChoice(self.mode, covers_loopback=False)
        exceptions = split_exceptions(self.exceptions)
        # What is not an address has been refused where the settings were read or typed.
        url = proxy_url(self.url) if self.url.strip() else ""
        return ProxyChoice(self.mode, url, self.credential.strip(), exceptions, False)


def proxy_choice(
    text: str, credential: str = "", exceptions: Iterable[str] = ()
) -> ProxyChoice | None:
    """Return the proxy that a text names; None for empty text.

    Args:
        text: ``system``, ``none`` or an address.
        credential: Name of the credential for a manual proxy.
        exceptions: Hosts that are called without a manual proxy.

    Raises:
        ProblemError: It is anything else.
    """
    word = text.strip()
    if not word:
        return None
    if word.casefold() in (ProxyMode.SYSTEM, ProxyMode.NONE):
        return ProxyChoice(ProxyMode(word.casefold()))
    return ProxyChoice(
        ProxyMode.MANUAL, proxy_url(word), credential.strip(), tuple(filter(None, exceptions))
    )


def proxy_url(text: str) -> str:
    """Return the address of a proxy with scheme, host and port.

    Raises:
        ProblemError: It is not one; the phrase does not repeat it, because it may hold a password.
    """
    word = text.strip()
    # curl and others accept the address of a proxy without a scheme, so it is accepted here too.
    word = word if "://" in word else f"http://{word}"
    try:
        split = urlsplit(word)
        port = split.port
    except ValueError:
        raise ProblemError(_NOT_A_PROXY) from None
    scheme = _SAME_SCHEME.get(split.scheme, split.scheme)
    host = split.netloc.rpartition("@")[2]
    host = host.removesuffix(f":{port}") if port is not None else host.removesuffix(":")
    _check_url(scheme, split.path, is_secret="@" in split.netloc)
    if not _HOST.fullmatch(host) or port == 0 or split.query or split.fragment:
        raise ProblemError(_NOT_A_PROXY)
    return f"{scheme}://{host.lower()}:{port or DEFAULT_PORTS[scheme]}"


def proxy_problem(text: str) -> Problem | None:
    """Return why a text is not the address of a proxy, as a part of a sentence, or None."""
    try:
        proxy_url(text)
    except ProblemError as mistake:
        return mistake.problem
    return None


def _check_url(scheme: str, path: str, *, is_secret: bool) -> None:
    if _PAC.search(scheme) or _PAC.search(path):
        raise ProblemError(
            tr(
                "is a PAC file, and those are not understood; enter the proxy itself, "
                "such as {example}"
            ).format(example=EXAMPLE)
        )
    if scheme not in DEFAULT_PORTS:
        raise ProblemError(
            tr("should begin with http://, https:// or socks5://, such as {example}").format(
                example=EXAMPLE
            )
        )
    if is_secret:
        raise ProblemError(
            tr(
                "should have no user name or password in its address; name a Basic "
                "credential for them"
            )
        )
    if path not in ("", "/"):
        raise ProblemError(
            tr("should be a host and a port without a path, such as {example}").format(
                example=EXAMPLE
            )
        )


def split_exceptions(text: str) -> tuple[str, ...]:
    """Return the hosts of a text with commas or blanks between them."""
    return tuple(filter(None, re.split(r"[,;\s]+", text)))


def is_exception(host: str, port: int, exceptions: Iterable[str]) -> bool:
    """Tell whether a host is called without the proxy.

    An entry is a host with all that lies below it (``example.com``, ``.example.com`` and
    ``*.example.com`` mean the same), an IP address, a network such as ``10.0.0.0/8``, or ``*``; a
    port may follow.
    """
    return any(_is_in(host.casefold(), port, entry.strip().casefold()) for entry in exceptions)


def _is_in(host: str, port: int, entry: str) -> bool:
    name, _, number = entry.rpartition(":")
    # An IPv6 address has more colons, unless it is in brackets.
    if name and number.isdecimal() and (":" not in name or name.endswith("]")):
        if int(number[:6]) != port:
            return False
        entry = name
    entry = entry.strip("[]")
    if entry == "*":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        domain = entry.removeprefix("*").removeprefix(".")
        return bool(domain) and (host == domain or host.endswith(f".{domain}"))
    try:
        return address in ip_network(entry, strict=False)
    except ValueError:
        return False
