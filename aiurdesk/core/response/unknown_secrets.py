"""Replaces by dots what is secret by its name or looks, also where nobody knows the secret yet."""

from typing import Any

from aiurdesk.core.credentials.named_secrets import redact_elements
from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.credentials.secret_looks import without_keys
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.response.redaction import redact_named


def redact_unknown(text: str) -> str:
    """Return a text without what its names and looks say is secret."""
    return without_keys(redact_elements(redact_named(text), DOTS))


def redact_unknown_in(value: Any) -> Any:
    """Return a value of JSON without such secrets in any text of it."""
    match value:
        case str():
            return redact_unknown(value)
        case dict():
            return {key: redact_unknown_in(each) for key, each in value.items()}
        case list():
            return [redact_unknown_in(each) for each in value]
    return value


def redact_unknown_headers(headers: list[list[str]]) -> list[list[str]]:
    """Return pairs of names and values with dots for the values of headers with secret names."""
    # "Bearer ••••" says more than dots alone.
    return [
        [name, DOTS if is_secret_name(name) and DOTS not in value else value]
        for name, value in headers
    ]
