"""Addresses that a person types to say where a credential may go."""

import re
import shlex
from urllib.parse import urlsplit

from aiurdesk.core.credentials.credential import IN_SANDBOX, origin_of
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.environments.proxies import proxy_problem, proxy_url
from aiurdesk.core.preparing.address import absolute_address, is_loopback
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

_NO_VARIABLES = Environment("")
_SCHEME = re.compile(r"(?i)(https?|wss?|proxy)://")


def allowed_origin(text: str) -> str | Problem:
    """Return the origin of a typed address, or why a credential cannot go there.

    A host without a scheme gets ``https://``, one of this computer ``http://``. Another one is
    bound without encryption only where ``http://`` is typed; a person is asked before it is used.
    """
    text = text.strip()
    if "://" not in text:
        text = f"https://{text}"
        if _is_of_this_computer(text):
            text = text.replace("https", "http", 1)
    match = _SCHEME.match(text)
    # Only the host counts. The rest could hold what an address as such must not hold.
    host = re.split(r"[/?#\\]", text[match.end() :], maxsplit=1)[0] if match else ""
    if match is None or not host or "{" in host:
        return _not_an_address(text)
    origin = origin_of(f"{match.group()}{host}")
    # A credential goes there as the login of a proxy only, over HTTP or SOCKS.
    if origin.startswith("proxy:") and not proxy_problem(host):
        return f"proxy://{proxy_url(host).partition('://')[2]}"
    address = absolute_address(origin, _NO_VARIABLES)
    if "@" in host or isinstance(address, Problem):
        return _not_an_address(text)
    return origin_of(address)


def encrypted_origin(text: str) -> str:
    """Return the origin of an address; empty where it is none, or where others could read along."""
    origin = allowed_origin(text)
    return origin if isinstance(origin, str) and not plain_host(origin) else ""


def binding_hint(name: str, origin: str, environment: Environment) -> str:
    """Return a sentence on how a credential is bound to an origin for one run, if it can be.

    It follows another sentence.
    """
    option = environment.secret_option
    if not option or not origin:
        return ""
    _, _, host = origin.partition("://")
    if origin in environment.sandbox_origins:
        host = IN_SANDBOX
    elif allowed_origin(host) != origin:
        # Without a scheme, it would mean another one.
        host = origin
    binding = shlex.quote(f"{name}@{host}")
    giving = shlex.quote(f"{name}@{host}=env:VARIABLE")
    return tr(
        " {option} {binding} binds it to the address for one run; {option} {giving} gives its "
        "secret, too."
    ).format(option=option, binding=binding, giving=giving)


def _not_an_address(text: str) -> Problem:
    return Problem(
        tr(
            "{text} is not an address. Enter scheme, host and port, such as https://example.com."
        ).format(text=text)
    )


def _is_of_this_computer(address: str) -> bool:
    try:
        return is_loopback(urlsplit(address).hostname or "")
    except ValueError:
        return False
