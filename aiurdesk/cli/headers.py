"""Reads ``--header NAME:VALUE`` arguments as headers of a request."""

import argparse
import re
from collections.abc import Iterable

from aiurdesk.cli.arguments import FROM_VARIABLE, SecretSource, WrongUsage
from aiurdesk.cli.command import add_option
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.preparing.header import check_header
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import OF_PROCESS, reference

_SCHEME = re.compile(r"(?:Bearer|Basic|Token)[ \t]+", re.IGNORECASE)
"""What may stand before the secret of a header. RFC 9110 section 11.4."""


def add_header_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--header``, which may be given several times."""
    add_option(
        parser,
        "--header NAME:VALUE",
        tr("add a header; a secret such as 'Authorization:Bearer env:VARIABLE' has a source"),
        action="append",
        default=[],
    )


def checked_headers(texts: Iterable[str]) -> tuple[Header, ...]:
    """Return headers as they were typed, sources of secrets included.

    Raises:
        WrongUsage: A text is not a header, or the connection writes that header itself.
    """
    headers = tuple(_header(text) for text in texts)
    for header in headers:
        # What comes of variables in the value is checked when the request is prepared.
        if trouble := check_header(Header(header.name, "")):
            raise WrongUsage(trouble)
    return headers


def read_headers(headers: Iterable[Header], secrets: SecretSource) -> tuple[Header, ...]:
    """Return headers with their secrets.

    Raises:
        WrongUsage: A source does not exist, or an argument is the secret itself.
    """
    return tuple(_read(header, secrets) for header in headers)


def _read(header: Header, secrets: SecretSource) -> Header:
    scheme, text = _scheme_and_text(header)
    if not is_secret_name(header.name) or not text:
        return header
    return Header(header.name, scheme + secrets.read(header.name, text, between=":"))


def referring_header(typed: Header) -> Header | None:
    """Return a header with a reference instead of an environment variable, for saving.

    None where the value does not come from one.
    """
    scheme, text = _scheme_and_text(typed)
    if not is_secret_name(typed.name) or not text.startswith(FROM_VARIABLE):
        return None
    variable = text.removeprefix(FROM_VARIABLE)
    return Header(typed.name, scheme + reference(OF_PROCESS + variable))


def _scheme_and_text(header: Header) -> tuple[str, str]:
    match = _SCHEME.match(header.value)
    scheme = match.group() if match else ""
    return scheme, header.value.removeprefix(scheme)


def _header(text: str) -> Header:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise WrongUsage(tr("Write headers as NAME:VALUE, not as {text!r}.").format(text=text))
    return Header(name.strip(), value.strip())
