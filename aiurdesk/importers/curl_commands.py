"""A file with several command lines of curl, such as a shell script or what a browser copied."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.environments.route import DIRECT, Route
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.importers.authentication import with_credential
from aiurdesk.importers.collection_reading import CredentialNames
from aiurdesk.importers.curl import is_curl, parse_curl
from aiurdesk.importers.curl_words import here_document_of, is_end_of
from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedEnvironment,
    ImportedFolder,
    ImportedRequest,
)
from aiurdesk.importers.left_out import LeftOut, LeftOutKind, LeftOutList

_COMMENT = re.compile(r"\s*(?:#|//|::|REM\s)\s*(.*)", re.IGNORECASE)
_GOES_ON = re.compile(r"[\\^`][ \t]*$")
_ENDS = re.compile(r"(?:[;&]|&&)[ \t]*$")
_ENVIRONMENT = "curl"
_IN_ENVIRONMENT = tr(
    "its proxy or address is in the environment {environment}; choose that to send it."
).format(environment=_ENVIRONMENT)
_NOT_IN_ENVIRONMENT = tr(
    "it has another proxy or address than the environment {environment}, and that was not imported."
).format(environment=_ENVIRONMENT)
_MOST_ADDRESSES = 100
_MARK = re.compile(r"\\.|['\"]")
"""A quote, or a character behind a backslash."""


def is_curl_file(text: str) -> bool:
    """Tell whether a text has several commands, or one behind comments."""
    lines = [line for line in text.lstrip("\ufeff")[:200_000].splitlines() if line.strip()]
    starts = [line for line in lines if not _COMMENT.match(line)]
    if not starts or not is_curl(starts[0]):
        return False
    return _COMMENT.match(lines[0]) is not None or sum(map(is_curl, starts)) > 1


def parse_curl_file(text: str) -> ImportedCollection | Problem:
    """Return a request for each command."""
    left_out = LeftOutList()
    requests = []
    route = DIRECT
    names, credentials = CredentialNames(), dict[str, OfferedCredential]()
    for command, comment in _commands(text.lstrip("\ufeff")):
        if not is_curl(command):
            continue
        imported = parse_curl(_ENDS.sub("", command), has_environment=True)
        if isinstance(imported, ImportedRequest):
            name = comment or imported.name
            imported, offered = with_credential(imported, name, names)
            credentials |= {offered.name: offered} if offered is not None else {}
            requests.append(ImportedRequest(name, imported.request))
            for entry in imported.left_out:
                left_out.append(replace(entry, title=name))
            if imported.route != DIRECT:
                route = _joined(route, imported.route)
                has_proxy = imported.route.proxy in (None, route.proxy)
                is_whole = has_proxy and set(imported.route.addresses) <= set(route.addresses)
                left_out.add(_IN_ENVIRONMENT if is_whole else _NOT_IN_ENVIRONMENT, name)
        else:
            words = tr("a command. {text}").format(text=imported.sentence)
            left_out.append(LeftOut(words, comment, kind=LeftOutKind.REQUEST))
    if not requests:
        return Problem(tr("None of the curl commands in this file can be read."))
    root = ImportedFolder("curl", tuple(requests))
    environments = () if route == DIRECT else (ImportedEnvironment(_ENVIRONMENT, route=route),)
    return ImportedCollection(
        root,
        environments=environments,
        left_out=left_out.entries,
        credentials=tuple(credentials.values()),
    )


def _joined(route: Route, other: Route) -> Route:
    """Return a route with what another one adds to it."""
    targets = {override.target for override in route.addresses}
    added = (override for override in other.addresses if override.target not in targets)
    return Route(route.proxy or other.proxy, (*route.addresses, *added)[:_MOST_ADDRESSES])


def _commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield commands, each with the comment before it."""
    lines: list[str] = []
    comment = quote = ""
    here = None
    for line in text.splitlines():
        if here is not None:
            lines.append(line)
            here = None if is_end_of(here, line) else here
            continue
        if lines and not quote and not _GOES_ON.search(lines[-1]):
            yield "\n".join(lines), comment
            lines, comment = [], ""
        if lines or line.strip() and not _COMMENT.match(line):
            lines.append(line)
            quote = _quote_after(line, quote)
            if not quote and not _GOES_ON.search(line):
                here = here_document_of("\n".join(lines))
        elif named := _COMMENT.match(line):
            comment = "" if named[1].startswith("!") else named[1].strip()
    yield "\n".join(lines), comment


def _quote_after(line: str, quote: str) -> str:
    """Return the quote that is open at the end of a line; empty where there is none.

    Args:
        quote: The one that is open at its start.
    """
    for mark in _MARK.findall(line):
        if mark[0] != "\\" and mark == (quote or mark):
            quote = "" if quote else mark
    return quote
