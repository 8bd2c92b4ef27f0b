"""Links that a page or a document opens the window with, such as ``aiurdesk:open?endpoint=…``.

The author of the page chose what is in a link. So a link only fills a form in: a person reads it,
and sends it or not. It holds no variables, which would put secrets of this computer into a request
to any server, and it chooses no file that a request sends.
"""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Request, Value
from aiurdesk.core.translation import printable, tr

SCHEME = "aiurdesk:"
"""What a link begins with."""
_ACTION = "open"
_LONGEST = 8_192
"""Characters; browsers hand over more."""
_MOST_VALUES = 100
_URL = re.compile(r"(?i)(?:https?|wss?)://")
_ABSOLUTE = re.compile(r"/(?![/\\])|[A-Za-z]:[\\/]")
"""The begin of an absolute path. Not one of a file server: Windows signs in there at once."""

_FILES = (".request.toml", "/collection.toml", "\\collection.toml")
"""Not any folder, which could be the whole disk and would be read as a collection."""
_FORM = tr(
    "Write aiurdesk:open?endpoint=NAME, aiurdesk:open?url=ADDRESS or aiurdesk:open?file=PATH."
)
_NO_TARGET = tr("The link does not say what to open. {form}").format(form=_FORM)


class Link(msgspec.Struct, frozen=True):
    """Target of a link into the program: one of the three members, or an empty request."""

    endpoint: str = ""
    url: str = ""
    file: str = ""
    values: tuple[tuple[str, str], ...] = ()
    """Names and texts for the form of the endpoint."""


def is_link(text: str) -> bool:
    """Tell whether a text is a link to this program."""
    return text[: len(SCHEME)].lower() == SCHEME


def read_link(text: str) -> Link | Problem:
    """Return what a link opens, or that it is too long or says something else."""
    if len(text) > _LONGEST:
        return Problem(
            tr("The link is longer than {longest:,} characters, so it is not opened.").format(
                longest=_LONGEST
            )
        )
    action, _, query = text[len(SCHEME) :].partition("?")
    # Some browsers write "aiurdesk://open/?…".
    if action.strip("/").lower() != _ACTION:
        return Problem(_NO_TARGET)
    if not query:
        return Link()
    pairs = _pairs(query)
    if isinstance(pairs, Problem):
        return pairs
    (kind, target), *values = pairs
    if kind == "endpoint":
        return Link(endpoint=target, values=tuple(values))
    if values:
        return Problem(
            tr("Only an endpoint takes values from a link. Write & in an address as %26.")
        )
    return _link_to(kind, target)


def _link_to(kind: str, target: str) -> Link | Problem:
    match kind:
        case "url" if _URL.match(target):
            return Link(url=target)
        case "url":
            return Problem(
                tr("The address in the link does not begin with http, https, ws or wss.")
            )
        case "file" if _ABSOLUTE.match(target) and target.endswith(_FILES):
            return Link(file=target)
        case "file":
            return Problem(
                tr(
                    "The link does not name a saved request of this computer, or the file "
                    "collection.toml of a collection, by its path."
                )
            )
    return Problem(_NO_TARGET)


def _pairs(query: str) -> list[tuple[str, str]] | Problem:
    try:
        pairs = parse_qsl(
            query,
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MOST_VALUES + 1,
        )
    except ValueError:
        return Problem(
            tr(
                "The link cannot be read. It takes at most {most_values} values, as "
                "name=value with & between them, in UTF-8."
            ).format(most_values=_MOST_VALUES)
        )
    for text in (text for pair in pairs for text in pair):
        if "{{" in text:
            return Problem(
                tr(
                    "The link uses variables, so it is not opened: they could hold secrets. "
                    "If you trust who wrote it, enter them yourself."
                )
            )
        if printable(text) != text:
            return Problem(tr("The link has control characters, so it is not opened."))
    return pairs


def request_of(link: Link, endpoint: Endpoint) -> tuple[Request, tuple[str, ...]]:
    """Return a request with the values of a link, and the names of values it does not accept.

    It takes neither secrets nor files, nor names that the endpoint does not have.
    """
    values: dict[str, Value] = {}
    left_out: dict[str, None] = {}
    for name, text in link.values:
        parameter = endpoint.parameter(name)
        if parameter is None or parameter.traits.is_secret or parameter.traits.is_file:
            left_out[name] = None
            continue
        before = values.get(parameter.name, ())
        if parameter.traits.is_list and isinstance(before, tuple):
            values[parameter.name] = (*before, text)
        else:
            values[parameter.name] = text
    return Request(endpoint, values=tuple(values.items())), tuple(left_out)


def typed_path(text: str) -> str | Problem:
    """Return the path of a file or folder that was typed or pasted where an address could be.

    Returns:
        Empty text where it is no path; a problem as for ``path_of_uri``.
    """
    # File managers of Windows copy a path with quotation marks.
    text = text.strip().strip("\"'")
    if text.startswith("file:"):
        return path_of_uri(text)
    is_path = _ABSOLUTE.match(text) or text.startswith(("~/", "~\\", "\\\\"))
    return text if is_path else ""


def path_of_uri(uri: str) -> str | Problem:
    """Return the path of a ``file:`` address, as a file manager hands one over.

    Returns:
        A problem where it is on another computer, or cannot be read.
    """
    try:
        address = urlsplit(uri)
        path = unquote(address.path, errors="strict")
        host = address.netloc.lower()
    except ValueError:
        host, path = "", ""
    if host not in ("", "localhost") or not _ABSOLUTE.match(path) or "\0" in path:
        return Problem(tr("Only files of this computer can be opened, by their path."))
    return path
