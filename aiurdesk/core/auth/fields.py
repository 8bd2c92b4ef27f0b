"""The fields of schemes, which a person fills in for a credential."""

from functools import partial
from urllib.parse import parse_qsl, urlsplit

from aiurdesk.core.api.endpoint import Choice, Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.api.expectation import ONE_LINE
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.address import query_of
from aiurdesk.core.translation import tr

text_field = partial(Parameter, kind=ParameterKind.TEXT, location=Location.FORM)
"""Return a field for text that is stored in a file."""
secret_field = partial(
    Parameter,
    kind=ParameterKind.SECRET,
    location=Location.FORM,
    required=True,
    description=tr("Stored in the system keyring."),
)
"""Return a field for text that is stored in the keyring."""
secret_line = partial(
    secret_field,
    # No line break: it would end a header and begin another one.
    pattern=r"[^\x00-\x1f\x7f]+",
    pattern_hint=ONE_LINE,
)
"""Return the field of a secret that goes into a header or query as it is typed."""
header_name_field = partial(
    text_field,
    required=True,
    # The token of RFC 9110 section 5.6.2, which suits a query as well.
    pattern=r"[!#$%&'*+.^_`|~0-9A-Za-z-]+",
    pattern_hint=tr("a word without spaces and colons"),
    example="X-Api-Key",
)
"""Return a field for the name of a header."""
USER_AND_PASSWORD = (
    text_field(
        "user",
        required=True,
        # The first colon ends the name, in a header and in what is hashed.
        pattern=r"[^:\x00-\x1f\x7f]+",
        pattern_hint=tr("a name without colons"),
        example="ann",
        description=tr("Name of the user."),
        title=tr("User"),
    ),
    secret_line("password", title=tr("Password")),
)


def choice_field(name: str, title: str, description: str, *choices: tuple[str, str]) -> Parameter:
    """Return a field for one of some values, the first of which is the default.

    Args:
        choices: Value and name of each.
    """
    return Parameter(
        name,
        ParameterKind.CHOICE,
        Location.FORM,
        required=True,
        default=choices[0][0],
        choices=tuple(Choice(*choice) for choice in choices),
        description=description,
        title=title,
    )


CODE, CLIENT, DEVICE, REFRESH, JWT = "code", "client", "device", "refresh", "jwt"
"""Grants."""
DISCOVERY, BY_HAND = "discovery", "addresses"
"""Where the addresses of the server come from."""
BASIC, ENCODED, BODY, NO_SECRET = "basic", "encoded", "body", "none"
"""How the client authenticates; ``ENCODED`` is Basic with id and secret as in a form."""
TOKEN_HOSTS = "token_hosts"
"""Field of the hosts that a person has allowed beside the issuer's."""
REFRESH_TOKEN, GIVEN_TOKEN = "refresh_token", "given_token"
"""Names of the refresh token in the keyring: the one that a server issued, and the one that a
person entered."""


def named_values(
    endpoint: Endpoint, values: tuple[tuple[str, Secret], ...]
) -> tuple[tuple[str, Secret], ...]:
    """Return the values that an endpoint has a parameter for, under the endpoint's own names.

    ``AccessToken``, ``accessToken`` and ``access_token`` are the same. A custom URL has no
    parameters but those that were typed: it takes all values that its query does not hold yet.
    """
    names = {bare_name(parameter.name): parameter.name for parameter in endpoint.parameters}
    if endpoint.is_typed:
        typed = {bare_name(name) for name, _ in parse_qsl(query_of(endpoint.path), True)}
        left = ((name, value) for name, value in values if bare_name(name) not in typed)
        return tuple((names.get(bare_name(name), name), value) for name, value in left)
    return tuple((names[bare_name(n)], value) for n, value in values if bare_name(n) in names)


def has_parameter(endpoint: Endpoint, name: str) -> bool:
    """Tell whether an endpoint has a parameter of that name, however it is spelled."""
    return any(bare_name(parameter.name) == bare_name(name) for parameter in endpoint.parameters)


def bare_name(name: str) -> str:
    """Return a name without case and underscores: ``appId`` and ``app_id`` are the same."""
    return name.replace("_", "").casefold()


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
