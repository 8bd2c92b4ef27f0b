"""The addresses of a service, and how its callers authenticate."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from aiurdesk.core.api.endpoint import SecurityScheme, Server
from aiurdesk.core.auth.fields import BY_HAND, CLIENT, CODE, DEVICE, DISCOVERY
from aiurdesk.core.credentials.user_info import without_user_info
from aiurdesk.core.preparing.header import is_token
from aiurdesk.core.translation import tr
from aiurdesk.importers.openapi.parameters import wire
from aiurdesk.importers.openapi.refs import Node

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_MOST_ALTERNATIVES = 20
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]+")
_OAUTH = {"oauth2": tr("OAuth 2"), "openIdConnect": tr("OpenID Connect")}
_GRANTS = {
    "authorizationCode": CODE,
    "accessCode": CODE,
    "clientCredentials": CLIENT,
    "application": CLIENT,
    "deviceAuthorization": DEVICE,
}
"""Flows, the one first that is taken if there are several."""
_ADDRESS_FIELDS = {
    "authorizationUrl": "authorize_address",
    "deviceAuthorizationUrl": "device_address",
    "tokenUrl": "token_address",
}
_ADDRESSES = ("authorizationUrl", "tokenUrl", "deviceAuthorizationUrl", "refreshUrl")


def servers_of(document: Node, service_id: str, address: str) -> Iterator[Server]:
    """Yield the servers of a description.

    Args:
        document: The description.
        service_id: Names the variable that stands for an address that is not known.
        address: Where the description came from; empty where that is not a URL.
    """
    names: set[str] = set()
    for number, node in enumerate(document.entries("servers"), start=1):
        url, variables = _templated(node)
        url = without_user_info(_absolute(url, service_id, address) or "")
        if not url:
            node.leave_out(tr("a server whose address cannot be read"))
            continue
        name = node.text("name") or node.text("description").partition("\n")[0] or url
        name = name[:60].strip() or tr("Server {number}").format(number=number)
        if name in names:
            name = f"{name} {number}"
        names.add(name)
        yield Server(name, url, tuple(variables.items()))


def filled(server: Server) -> str:
    """Return the address of a server with the defaults of its variables."""
    url = server.url
    for name, value in server.variables:
        url = url.replace(f"{{{{{name}}}}}", value)
    return url.rstrip("/")


def base_url_of(service_id: str, address: str) -> str:
    """Return the address of a service whose description names none."""
    return _absolute("/", service_id, address) or "/"


def variable_of(service_id: str) -> str:
    """Return the variable that stands for the address of a service."""
    return f"{_NO_NAME.sub('_', service_id)}_url"


def _templated(node: Node) -> tuple[str, dict[str, str]]:
    """Return an address with its variables as ours, and their defaults.

    All other braces are escaped: a description must not name variables of ours, such as those of
    the process, neither at once nor in what a default makes of an address.
    """
    variables: dict[str, str] = {}
    given = node.object("variables")
    # A text and the name of a variable take turns.
    pieces = _VARIABLE.split(node.text("url").strip())
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            pieces[index] = _without_braces(piece)
            continue
        name = _NO_NAME.sub("_", piece) or "_"
        name = name if name[0].isascii() and name[0].isalpha() or name[0] == "_" else f"_{name}"
        one = given.object(piece)
        default = wire(one.raw("default").value) or (*one.texts("enum"), "")[0]
        variables[name] = _without_braces(default)
        pieces[index] = f"{{{{{name}}}}}"
    return "".join(pieces), variables


def _without_braces(text: str) -> str:
    return text.replace("{", "%7B").replace("}", "%7D")


def _absolute(url: str, service_id: str, address: str) -> str | None:
    try:
        if not urlsplit(url).scheme and not url.startswith(("{{", "//")):
            # Relative to the description; "urljoin" would read the braces of a variable well, too.
            if address:
                return urljoin(address, url).rstrip("/")
            slash = "" if url.startswith("/") else "/"
            return f"{{{{{variable_of(service_id)}}}}}{slash}{url}".rstrip("/")
    except ValueError:
        return None
    url = f"https:{url}" if url.startswith("//") else url
    return url.rstrip("/") or None


def schemes_of(document: Node) -> Node:
    """Return the ways to authenticate of a description, by their names."""
    if "securityDefinitions" in document:
        return document.object("securityDefinitions")
    return document.object("components").object("securitySchemes")


def security_of(schemes: Node) -> Iterator[SecurityScheme]:
    """Yield the ways to authenticate of which a credential can be made."""
    for name, _ in schemes.members():
        node = schemes.object(name)
        made = _scheme(name, node)
        if made is None:
            words = tr("the way to authenticate {name}: {why}")
            node.leave_out(words.format(name=name, why=_why(node)))
            continue
        yield made
        if made.values == (("header", "Cookie"),):
            words = tr(
                "the name of the cookie of {name}: write {text}=VALUE as the secret of "
                "its credential"
            )
            node.leave_out(words.format(name=name, text=node.text("name")))


def _scheme(name: str, node: Node) -> SecurityScheme | None:
    type_, location = node.text("type"), node.text("in")
    http = node.text("scheme").lower()
    if not name.strip():
        return None
    if type_ == "basic" or type_ == "http" and http == "basic":
        return SecurityScheme(name, "basic")
    if type_ == "http" and http in ("bearer", "digest"):
        return SecurityScheme(name, http)
    if node.text("x-amazon-apigateway-authtype").lower() == "awssigv4":
        return SecurityScheme(name, "aws")
    if type_ == "apiKey" and location in ("header", "query") and node.text("name"):
        return SecurityScheme(name, "api-key", (("place", location), ("name", node.text("name"))))
    if type_ == "apiKey" and location == "cookie":
        return SecurityScheme(name, "header", (("header", "Cookie"),))
    values = _oauth_values(node) if type_ in _OAUTH else ()
    return SecurityScheme(name, "oauth2", values) if values else None


def _oauth_values(node: Node) -> tuple[tuple[str, str], ...]:
    """Return the fields of a credential for the first flow that there is here; none without one."""
    if address := node.text("openIdConnectUrl"):
        return (("server", DISCOVERY), ("issuer", address)) if _is_absolute(address) else ()
    several = node.object("flows")
    # Swagger 2 has one flow, in the scheme itself.
    flows = {flow: several.object(flow) for flow, _ in several.members()} | {
        node.text("flow"): node
    }
    for name, grant in _GRANTS.items():
        flow = flows.get(name)
        if flow is not None and _is_absolute(flow.text("tokenUrl")):
            addresses = ((field, flow.text(key)) for key, field in _ADDRESS_FIELDS.items())
            given = (pair for pair in addresses if _is_absolute(pair[1]))
            scopes = " ".join(scope for scope, _ in flow.object("scopes").members())
            asked_for = (("scopes", scopes),) if scopes else ()
            return (("grant", grant), ("server", BY_HAND), *given, *asked_for)
    return ()


def _is_absolute(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def _why(node: Node) -> str:
    type_ = node.text("type")
    if type_ not in _OAUTH:
        return f"{type_ or tr('without a type')} {node.text('scheme')}".strip() + tr(
            " is not supported"
        )
    flows = node.object("flows")
    holders = (node, *(flows.object(flow) for flow, _ in flows.members()))
    urls = (node.text("openIdConnectUrl"), *(h.text(key) for h in holders for key in _ADDRESSES))
    addresses = ", ".join(dict.fromkeys(filter(None, urls)))
    words = tr("{value} is not set up by importing").format(value=_OAUTH[type_])
    return f"{words} ({addresses})" if addresses else words


def places_of(schemes: Node) -> dict[str, str]:
    """Return where a request has the credential of each way, as ``Endpoint.security`` says it."""
    places = ((name, _place(schemes.object(name))) for name, _ in schemes.members())
    return {name: place for name, place in places if place}


def _place(node: Node) -> str:
    type_, location, http = node.text("type"), node.text("in"), node.text("scheme").casefold()
    if node.text("x-amazon-apigateway-authtype").casefold() == "awssigv4":
        return "aws4-hmac-sha256"
    if type_ in _OAUTH:
        return "bearer"
    if type_ == "basic":
        return "basic"
    if type_ == "apiKey" and location in ("header", "query", "cookie") and node.text("name"):
        return f"{location}:{node.text('name')}"
    return http if type_ == "http" and is_token(http) else ""


def security_places(
    operation: Node, document: Node, places: Mapping[str, str]
) -> tuple[tuple[str, ...], ...]:
    """Return where an operation has credentials; nothing where it may do without.

    Args:
        operation: Says it, or else its description does for all.
        document: The description.
        places: As ``places_of`` returns them.
    """
    holder = operation if "security" in operation else document
    alternatives = []
    for option in holder.entries("security")[:_MOST_ALTERNATIVES]:
        names = [name for name, _ in option.members()]
        # Such as a client certificate, of which a request itself shows nothing.
        if any(name not in places for name in names) or not names:
            return ()
        alternatives.append(tuple(dict.fromkeys(places[name] for name in names)))
    return tuple(dict.fromkeys(alternatives))


def security_words(operation: Node, document: Node) -> str:
    """Return which ways to authenticate an operation takes, in a sentence."""
    holder = operation if "security" in operation else document
    options = holder.entries("security")
    alternatives = [_together(option) for option in options]
    if not alternatives or "" in alternatives and len(alternatives) == 1:
        return ""
    needed = tr(", or ").join(words for words in alternatives if words)
    words = tr("Optionally {needed}.") if "" in alternatives else tr("Needs {needed}.")
    return words.format(needed=needed)


def _together(option: Node) -> str:
    return tr(" and ").join(
        f"{name} ({', '.join(option.texts(name))})" if option.texts(name) else name
        for name, _ in option.members()
    )
