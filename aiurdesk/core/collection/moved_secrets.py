"""Replaces secrets that are written out in a request by references."""

import re
from collections.abc import Callable

import msgspec

from aiurdesk.core.credentials.named_secrets import replaced
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.request_secrets import TextSecret, secrets_in
from aiurdesk.core.request.request_text import RequestText, TextChange, Texts, changed
from aiurdesk.core.request.request_texts import T, address_texts, request_texts

_IN_TEST = re.compile(r"test (\d+)")


class SecretChoice(msgspec.Struct, frozen=True):
    """What is to be done with the secrets of a request."""

    moved: tuple[tuple[str, str], ...]
    """Places, each with the name in the keyring."""
    not_secret: tuple[str, ...]
    """Places that hold no secret."""


def reference(name: str) -> str:
    """Return what stands in a request for a secret of the keyring."""
    return f"{{{{secret:{name}}}}}"


def secret_at(request: Request, location: str) -> str:
    """Return the secret at a place that ``literal_secrets`` found; empty if it cannot be moved."""
    return _first(request_texts(request), location)


def with_reference(request: Request, location: str, name: str) -> Request:
    """Return the request with a reference instead of a secret.

    Args:
        location: As ``literal_secrets`` names it.
        name: The name of the secret in the keyring.
    """
    return _moved(lambda: request_texts(request), location, name)


def secret_in_address(address: str) -> str:
    """Return the secret in an address; empty without one, or where it cannot be moved."""
    return _first(address_texts(address))


def address_with_reference(address: str, name: str) -> str:
    """Return an address with a reference instead of its secret.

    Args:
        name: The name of the secret in the keyring.
    """
    return _moved(lambda: address_texts(address), "", name)


def _first(texts: Texts[T], location: str = "") -> str:
    return next((secret.value for text in texts for secret in _movable(text, location)), "")


def _movable(text: RequestText, location: str) -> tuple[TextSecret, ...]:
    # User name and password, for example, become a Basic credential.
    if not text.is_movable:
        return ()
    secrets = secrets_in(text, surely=False)
    return tuple(secret for secret in secrets if location in ("", secret.label))


def _moved(texts: Callable[[], Texts[T]], location: str, name: str) -> T:
    secret, written = _first(texts(), location), reference(name)

    def change(text: RequestText) -> TextChange:
        spans = [one.span for one in _movable(text, location) if one.value == secret]
        return text.written(replaced(text.plain, spans, written)) if spans else None

    return changed(texts(), change)


def suggested_name(request: Request, location: str) -> str:
    """Return a name for a secret: made of its place, and of what it is sent to."""
    name = re.sub(r"^(url parameter|value|header|body|message \d+) ", "", location)
    test = _IN_TEST.fullmatch(location)
    if test and int(test[1]) <= len(request.tests):
        name = request.tests[int(test[1]) - 1].subject or location
    target = request.endpoint.service_id or _host(request.endpoint.path)
    # No braces and line breaks, which end a reference.
    plain = re.sub(r"[{}\s]+", " ", f"{target} {name}").strip()
    return plain[:60]


def _host(address: str) -> str:
    return re.sub(r"^[a-z]+://", "", address, flags=re.IGNORECASE).split("/")[0].split("@")[-1]
