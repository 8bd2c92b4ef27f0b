"""Redirect addresses at which this computer can receive a browser.

Source: RFC 8252 section 7.3.
"""

from urllib.parse import urlsplit

_HOSTS = frozenset({"127.0.0.1", "localhost"})


def is_received_here(address: str) -> bool:
    """Tell whether a redirect address leads to this computer, without TLS."""
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError:
        return False
    return split.scheme == "http" and split.hostname in _HOSTS and port != 0


def with_port(address: str, port: int) -> str:
    """Return a redirect address with a port, where it has none."""
    split = urlsplit(address)
    # A server has to allow any port of loopback, so the registered address need not have one.
    host = split.netloc if split.port else f"{split.hostname}:{port}"
    return split._replace(netloc=host).geturl()
