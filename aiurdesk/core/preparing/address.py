"""Addresses: the base address of a service, and addresses that a person types.

Source: RFC 3986 sections 2 and 3.
"""

import re
from collections.abc import Container, Iterable
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlsplit

from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.environments.environment import (
    CUSTOM_URLS,
    DEEPEST,
    LONGEST_TEXT,
    LONGEST_VALUE,
    OF_KEYRING,
    OF_PROCESS,
    Environment,
    Literal,
    circle_of,
    reference,
    resolve,
    used_names,
)
from aiurdesk.core.environments.route import is_localhost
from aiurdesk.core.preparing.availability import (
    is_available,
    is_sandbox_starting,
    no_address,
)
from aiurdesk.core.problem import FieldPlace, Fix, FixAction, Problem, make_credential
from aiurdesk.core.request.typed import is_socket_address
from aiurdesk.core.translation import tr, trn

_TO_HTTP = {"ws://": "http://", "wss://": "https://"}
_TO_SOCKET = {http: socket for socket, http in _TO_HTTP.items()}


def to_http(address: str) -> str:
    """Return an address with the scheme that the handshake is sent with."""
    return _with_scheme(address.lstrip(), _TO_HTTP) if is_socket_address(address) else address


def to_socket(address: str) -> str:
    """Return an address with the scheme of WebSocket, as it is shown."""
    return _with_scheme(address, _TO_SOCKET)


def _with_scheme(address: str, schemes: dict[str, str]) -> str:
    start = address[:8].lower()
    pairs = ((old, new) for old, new in schemes.items() if start.startswith(old))
    return next((new + address[len(old) :] for old, new in pairs), address)


_LEGAL = ":/?#[]@!$&'()*+,;=-._~%"
"""Legal in an address beside letters and digits; anything else is percent-encoded."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WITHOUT_SCHEME = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::(?:[0-9]|\{\{)[^/?#]*)?(?=[/?#]|$)")
LONGEST = 65_536
"""Characters of a typed address. Servers refuse a much shorter one, and the window lays it out as a
whole at each change of it."""
_LONGEST_HOST = 253
"""Characters. Source: RFC 1035 section 2.3.4, without the dot at the end."""
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WITH_WHOLE_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+[/?#]")
_FIRST_MARK = 0xF0000
"""Characters from here on have no meaning; one stands for each value that no host may hold."""


def base_address(service: Service, environment: Environment) -> str | Problem:
    """Return the base address of a service in an environment, without a slash at the end."""
    # The sandbox never falls back to the real address of a built-in service: nothing may leave the
    # computer there. Whether a service of the person may is asked before anything is sent.
    base = environment.base_urls.get(service.id)
    is_known = is_available(service, environment)
    if is_sandbox_starting(service, environment) or base is None and not is_known:
        return no_address(service, environment)
    resolved = _resolved(service.base_url if base is None else base, environment)
    address = resolved if isinstance(resolved, Problem) else _written_base(resolved)
    return address if isinstance(address, Problem) else address.rstrip("/")


def absolute_address(text: str, environment: Environment) -> str | Problem:
    """Return a typed address with its variables resolved, percent-encoded, without fragment.

    An address without a scheme gets the one of ``with_scheme``; a socket's gets the one that
    its handshake is sent with. Legal characters are kept byte for byte. Only ``.`` and ``..`` in
    the path are resolved, as every client does before sending.
    """
    resolved = _resolved(text, environment)
    return resolved if isinstance(resolved, Problem) else _written(resolved)


def length_problem(text: str) -> Problem | None:
    """Return why an address is too long, or None."""
    if len(text) <= LONGEST:
        return None
    words = tr(
        "The address has {length:,} characters, and {most:,} is the most. Send what it holds "
        "in a body."
    )
    return Problem(words.format(length=len(text), most=LONGEST))


def _resolved(text: str, environment: Environment) -> str | Problem:
    # First: what follows walks the address several times.
    if refused := length_problem(text) or host_problem(text, environment):
        return refused
    resolved = resolve(text.strip(), environment.variables)
    return why_unresolved(resolved, environment) if isinstance(resolved, tuple) else resolved


def host_problem(text: str, environment: Environment) -> Problem | None:
    """Return which variable must not be in the host of an address, or None.

    Those are the variables of the process and secrets: a name look-up would tell them to others.
    """
    if "{{" not in text:
        return None
    variables, secrets = environment.variables, {secret.reveal() for secret in environment.secrets}
    hidden = tuple(
        name
        for name in used_names((text,), variables)
        if name.startswith((OF_PROCESS, OF_KEYRING)) or _is_secret(variables.get(name), secrets)
    )
    marks = {name: Literal(chr(_FIRST_MARK + index)) for index, name in enumerate(hidden)}
    marked = resolve(text.strip(), {**variables, **marks}) if hidden else ""
    # Where another variable has no value, there is no address yet.
    if isinstance(marked, tuple):
        return None
    marked = with_scheme(marked)
    positions = ((marked.find(mark), name) for name, mark in marks.items() if mark in marked)
    first, name = min(positions, default=(0, ""))
    # All before the first mark is known without the values: the host has to end there.
    if not name or _WITH_WHOLE_HOST.match(marked[:first]):
        return None
    words = tr(
        "The host of the address holds {reference}, which name servers would "
        "see. Write the host itself, or another variable."
    )
    return Problem(words.format(reference=reference(name)))


def _is_secret(value: str | None, secrets: Container[str]) -> bool:
    # A whole address may be secret for what follows its host.
    return value is not None and value in secrets and "://" not in value


def typed_address(endpoint: Endpoint, service: Service | None, environment: Environment) -> str:
    """Return where a request goes, with its variables: a typed address, or the service's."""
    if service is None:
        return endpoint.path
    return environment.base_urls.get(service.id, service.base_url)


def _written(resolved: str) -> str | Problem:
    """Return an address without variables as it is sent."""
    resolved = to_http(with_scheme(resolved))
    try:
        split = urlsplit(resolved)
        trouble = _trouble(resolved, split)
        if trouble:
            return Problem(trouble)
        host = _ascii_host(split)
    except ValueError:
        return Problem(
            tr("{wanted} The host or the port is not valid.").format(wanted=_ENTER_ADDRESS)
        )
    # "%" is among the legal characters, so what is escaped already is not escaped twice.
    path = quote(_without_dots(split.path), safe=_LEGAL) or "/"
    # ``urlsplit`` does not tell "no query" from an empty one, and both are sent as they were typed.
    query = "?" + quote(split.query, safe=_LEGAL) if "?" in resolved.split("#")[0] else ""
    return f"{split.scheme.lower()}://{host}{path}{query}"


_written_base = lru_cache(maxsize=64)(_written)
"""The same for base addresses: they are few, and each request has one of them."""


def with_scheme(text: str) -> str:
    """Return a typed address with ``https://``, or ``http://`` before a loopback host.

    Text that has a scheme, or does not begin with a host, is returned as it is.
    """
    match = _WITHOUT_SCHEME.match(text.strip())
    if match is None:
        return text
    scheme = "http" if is_loopback(match.group(1).strip("[]")) else "https"
    return f"{scheme}://{text.strip()}"


def scheme_note(text: str, *, is_socket: bool = False) -> str:
    """Say which scheme a typed address gets, or return empty text where it has one."""
    completed = with_scheme(text)
    if completed == text or "https".startswith(text.strip().lower()):
        # The scheme itself may still be on its way.
        return ""
    because = tr(", because the host is this computer") if completed.startswith("http://") else ""
    scheme = (to_socket(completed) if is_socket else completed).partition("://")[0]
    return tr("No scheme was given: {scheme}:// is used{because}.").format(
        scheme=scheme, because=because
    )


def is_on_this_computer(environment: Environment) -> bool:
    """Tell whether an environment has addresses of its own, all of them on this computer."""
    try:
        hosts = [urlsplit(base).hostname or "" for base in environment.base_urls.values()]
    except ValueError:
        # Such as http://[, which is refused when it is used.
        return False
    return bool(hosts) and all(map(is_loopback, hosts))


@lru_cache(maxsize=64)
def is_loopback(host: str) -> bool:
    """Tell whether a host name or IP address is loopback, without a name lookup."""
    if is_localhost(host):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


_ENTER_ADDRESS = tr("Enter an address such as https://api.example.com/users.")


def _trouble(text: str, split: SplitResult) -> str:
    has_half = not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text)
    if has_half or _CONTROL.search(text):
        return tr(
            "{wanted} This one contains a character that is not allowed in an address."
        ).format(wanted=_ENTER_ADDRESS)
    if split.scheme.lower() not in {"http", "https"} or not split.hostname:
        return _ENTER_ADDRESS
    # A password in an address is deprecated, and the address is stored. RFC 3986 section 3.2.1.
    if "@" in split.netloc:
        return tr(
            "{wanted} Leave out user name and password: they would be stored with it."
        ).format(wanted=_ENTER_ADDRESS)
    if _BROKEN_ESCAPE.search(split.path + split.query):
        return tr("{wanted} Write a percent sign as %25.").format(wanted=_ENTER_ADDRESS)
    return ""


def _ascii_host(split: SplitResult) -> str:
    """Return host and port, without a default port; other alphabets in their ASCII form.

    Raises:
        ValueError: The host or the port is not valid.
    """
    host = split.hostname or ""
    if len(host) > _LONGEST_HOST:
        # Checked first: encoding a host of a megabyte would take seconds.
        raise ValueError(host[:_LONGEST_HOST])
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        # Only ASCII goes on the wire: "bücher.example" is "xn--bcher-kva.example".
        host = host.encode("idna").decode("ascii")
    if re.fullmatch(r"[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\]", host) is None:
        raise ValueError(host)
    usual = {"http": 80, "https": 443}[split.scheme.lower()]
    return host if split.port in {None, usual} else f"{host}:{split.port}"


def _without_dots(path: str) -> str:
    """Resolve ``.`` and ``..`` in a path. Source: RFC 3986 section 5.2.4."""
    kept: list[str] = []
    segments = path.split("/")
    for index, part in enumerate(segments):
        is_last = index == len(segments) - 1
        # Above the root there is nothing: "/../a" is "/a".
        if part == ".." and len(kept) > 1:
            kept.pop()
        elif part not in {".", ".."}:
            kept.append(part)
            continue
        if is_last:
            kept.append("")
    return "/".join(kept)


def query_of(address: str) -> str:
    """Return the query of an address, also of one that is not valid, such as ``http://[?a=1``."""
    return address.partition("#")[0].partition("?")[2]


_NOT_THERE = {
    OF_PROCESS: tr(
        "There is no environment variable {removeprefix}. Set it, then start aiurdesk again."
    ),
    OF_KEYRING: tr(
        "There is no credential {removeprefix} with one secret. Add one, or use "
        "the name of another one."
    ),
}
"""How the name of a variable begins → why it has no value."""


def why_unresolved(
    names: Iterable[str], environment: Environment, at: FieldPlace | None = None
) -> Problem:
    """Return for variables at a place why they have no value."""
    circles, missing, long, others = [], [], [], []
    fixes: list[Fix] = []
    for name in names:
        prefix = next((prefix for prefix in _NOT_THERE if name.startswith(prefix)), "")
        if prefix:
            own = name.removeprefix(prefix)
            others.append(_NOT_THERE[prefix].format(removeprefix=own))
            if prefix == OF_KEYRING:
                fixes.append(make_credential(own))
        elif circle := circle_of(name, environment.variables):
            circles.append(" → ".join(reference(member) for member in circle))
        elif name in environment.variables:
            long.append(reference(name))
        else:
            missing.append(reference(name))
            text = tr("Give {name} a value").format(name=name)
            fixes.append(Fix(text, FixAction.EDIT_VARIABLE, name))
    if missing:
        words = trn("{names} has no value {where}", "{names} have no value {where}", len(missing))
        where = _where_to_give_it(environment)
        others.insert(0, words.format(names=", ".join(missing), where=where))
    if long:
        others.append(
            tr(
                "The value of {names} cannot be put in: a value may have {most:,} characters, "
                "a whole text {whole:,}, and values may be nested {deepest} deep. Make it "
                "shorter, or send a long text from a file."
            ).format(names=", ".join(long), most=LONGEST_VALUE, whole=LONGEST_TEXT, deepest=DEEPEST)
        )
    others += [
        tr(
            "A variable refers to itself in the environment {name}: {circle}. Change one of them."
        ).format(name=environment.shown_name, circle=circle)
        for circle in circles
    ]
    return Problem(" ".join(others), at, tuple(dict.fromkeys(fixes)))


def _where_to_give_it(environment: Environment) -> str:
    # This one was not chosen, so its name says nothing.
    if environment.name == CUSTOM_URLS.name and environment.set_option:
        return tr(
            "here, and no environment is named. Name one that gives it a value, set "
            "it with {set_option}, or enter the value itself."
        ).format(set_option=environment.set_option)
    return tr("in the environment {name}. Give it one there, or enter the value itself.").format(
        name=environment.shown_name
    )


def is_request_local(endpoint: Endpoint, service: Service | None, environment: Environment) -> bool:
    """Tell whether a request goes to this computer; not while its address is not known."""
    origin = origin_of_request(endpoint, service, environment)
    return bool(origin) and is_loopback(urlsplit(origin).hostname or "")


def origin_outside_sandbox(
    endpoint: Endpoint, service: Service | None, environment: Environment
) -> str:
    """Return where a request to a service of the person leaves the sandbox; empty where it stays.

    An address that a person typed, or wrote into the environment, is meant.
    """
    if not environment.is_sandbox or service is None or service.id in environment.base_urls:
        return ""
    origin = origin_of_request(endpoint, service, environment)
    return "" if not origin or is_loopback(urlsplit(origin).hostname or "") else origin


def origin_of_request(endpoint: Endpoint, service: Service | None, environment: Environment) -> str:
    """Return the origin that a request goes to; empty while it is not known."""
    if service is None:
        address = absolute_address(endpoint.path, environment)
    else:
        address = base_address(service, environment)
    return origin_of(address) if isinstance(address, str) else ""


def unnamed_host(origin: str, named: Container[str]) -> str:
    """Return the host of an origin that a person has not named; empty for a named one.

    More than single requests, such as those of a load, go only to such hosts and to this computer.

    Args:
        origin: As ``origin_of`` writes it.
        named: In lower case.
    """
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:
        host = ""
    return "" if is_loopback(host) or host in named else host or origin or "?"
