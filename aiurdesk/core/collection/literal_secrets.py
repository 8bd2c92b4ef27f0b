"""Finds secrets that are written out in what is to be saved; only references may be saved.

A secret is known by the kind of its parameter, by the endpoint's authentication, by the name of a
header or parameter, by its looks, or because the program knows it. The text of the secret itself
never gets into a sentence.
"""

from collections.abc import Iterable, Iterator

import msgspec

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.collection.saved_request import saved_texts
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_names import without_references
from aiurdesk.core.credentials.secret_search import contains_secret
from aiurdesk.core.request.field import NAMES, TextKind
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.request.request_secrets import TextSecret, is_given, secrets_in
from aiurdesk.core.request.request_text import RequestText
from aiurdesk.core.request.request_texts import NO_ENDPOINT, address_texts
from aiurdesk.core.translation import tr


class LiteralSecret(msgspec.Struct, frozen=True):
    """A place where a secret is written out."""

    location: str
    """``value AccessToken``, ``header Authorization``, ``url``; also what ``not_secret`` lists."""
    reason: str
    """Why it is taken for a secret, without the secret."""
    is_by_name: bool = False
    """Whether only its name says so; otherwise it looks like one."""
    secrets: tuple[Secret, ...] = ()
    """What is written out there."""

    @property
    def sentence(self) -> str:
        """The reason of the refusal, and what to do instead."""
        return tr(
            "The {location} {reason}, and a collection must not hold secrets. Write "
            "{{{{env:VARIABLE}}}} for an environment variable, or leave it out and "
            "use a credential."
        ).format(location=self.location, reason=self.reason)


_HEADS = {
    "value": tr("value"),
    "header": tr("header"),
    "url parameter": tr("query parameter"),
    "frame test": tr("frame test"),
}


def place_words(location: str) -> str:
    """Return the location of a secret in the language of the person; ``not_secret`` keeps it."""
    for head, words in _HEADS.items():
        if location.startswith(f"{head} "):
            return words + location[len(head) :]
    return location


def literal_secrets(
    saved: SavedRequest, endpoint: Endpoint, known_secrets: Iterable[Secret] = ()
) -> tuple[LiteralSecret, ...]:
    """Return the places of a request in which a secret is written out.

    Args:
        saved: What is to be saved. Places in its ``not_secret`` are not looked at.
        endpoint: The endpoint of the request.
        known_secrets: Secrets that the program knows, such as those given for this request.
    """
    known_secrets = tuple(secret for secret in known_secrets if secret.reveal())
    return _one_each(
        (secret.label, secret.reason, secret)
        for text in saved_texts(saved, endpoint)
        for secret in _secrets(text, known_secrets)
        if not is_given(secret, text, saved.not_secret)
    )


def _one_each(found: Iterable[tuple[str, str, TextSecret]]) -> tuple[LiteralSecret, ...]:
    """Return each location with the first reason, which is enough, and all of its secrets."""
    first: dict[str, tuple[str, bool]] = {}
    secrets: dict[str, dict[str, None]] = {}
    for location, reason, secret in found:
        first.setdefault(location, (reason, secret.is_by_name))
        secrets.setdefault(location, {})[secret.value] = None
    return tuple(
        LiteralSecret(location, *first[location], tuple(map(Secret, values)))
        for location, values in secrets.items()
    )


def folder_secrets(settings: FolderSettings) -> tuple[LiteralSecret, ...]:
    """Return the places in the settings of a folder in which a secret is written out."""
    # Read like the texts of a request: the same names are secret, and the same texts look like one.
    saved = SavedRequest(
        method="GET",
        headers=settings.headers,
        values=settings.variables,
        not_secret=settings.not_secret,
    )
    return literal_secrets(saved, NO_ENDPOINT)


def _secrets(text: RequestText, known_secrets: tuple[Secret, ...]) -> Iterator[TextSecret]:
    if text.kind in NAMES:
        return
    if known_secrets and contains_secret(without_references(text.plain), known_secrets):
        yield TextSecret(text.label, tr("contains a secret"), "", 0, 0)
        return
    yield from secrets_in(text, surely=False)


def secret_addresses(
    base_urls: Iterable[tuple[str, str]], not_secret: Iterable[str] = ()
) -> tuple[LiteralSecret, ...]:
    """Return the base addresses of services in which a secret is written out.

    Args:
        base_urls: Ids of services and their addresses.
        not_secret: Places, as ``address_location`` names them, that are not looked at.
    """
    passed_over = frozenset(not_secret)
    return tuple(
        LiteralSecret(address_location(service), reason)
        for service, url in base_urls
        if address_location(service) not in passed_over and (reason := _reason_of_address(url))
    )


def address_location(service: str) -> str:
    """Return what the place of a base address is called."""
    return f"address of {service}"


def _reason_of_address(url: str) -> str:
    secret = next((secret for text in address_texts(url) for secret in _secrets(text, ())), None)
    if secret is None:
        return ""
    has = tr("has a {label} that {reason}")
    is_named = secret.label != "url"
    return has.format(label=secret.label, reason=secret.reason) if is_named else secret.reason


def secret_variables(
    variables: Iterable[tuple[str, str]], not_secret: Iterable[str] = ()
) -> tuple[LiteralSecret, ...]:
    """Return the variables whose value is a secret written out, or holds one.

    Args:
        variables: Names and values.
        not_secret: Places, as ``variable_location`` names them, that are not looked at.
    """
    passed_over = frozenset(not_secret)
    texts = (RequestText(TextKind.VALUE, variable_location(n), value, n) for n, value in variables)
    return _one_each(
        (text.label, _reason(secret, secret.label.removeprefix(text.label).strip()), secret)
        for text in texts
        if text.label not in passed_over
        for secret in secrets_in(text, surely=False)
    )


def _reason(secret: TextSecret, inner: str) -> str:
    holds = tr("holds {inner}, which {reason}")
    return holds.format(inner=inner, reason=secret.reason) if inner else secret.reason


def variable_location(name: str) -> str:
    """Return what the place of a variable is called."""
    return f"variable {name}"
