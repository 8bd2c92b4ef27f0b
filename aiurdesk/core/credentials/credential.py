"""Credentials: accounts at services, without their secrets."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.credentials.secret_source import OutsideSource, source_of
from aiurdesk.core.formats.schema import SomeText, read_struct
from aiurdesk.core.translation import tr

IN_SANDBOX = "sandbox"
"""Among the origins of a credential: every address of the sandbox of this program, which has
other ports each time it starts."""
NO_CREDENTIAL = ""
"""As the name in a request: send it without one, although one is chosen for other requests."""
_USUAL_PORTS = {"http": 80, "https": 443}


class Credential(msgspec.Struct, frozen=True):
    """An account, its scheme, and where it may go; nothing in it is secret."""

    id: str
    """Random, and never changed; the secrets lie in the keyring under it."""
    name: str
    """Chosen by a person, unique without regard to case; requests refer to it."""
    scheme: str
    """``AuthScheme.id``, such as ``app``."""
    origins: tuple[str, ...] = ()
    """Where it may go, each as ``origin_of`` writes it, or ``IN_SANDBOX``; nowhere else."""
    values: tuple[tuple[str, str], ...] = ()
    """The fields of the scheme that are not secrets, such as the id of the app."""
    sources: tuple[tuple[str, str], ...] = ()
    """Secret fields that do not come from the keyring, each with its source, such as ``env:TOKEN``.
    Only a person sets them: an import, or a file of a collection, never does."""

    def source(self, field: str) -> OutsideSource | None:
        """Return where a secret comes from; None where it is in the keyring."""
        return next((source_of(text) for name, text in self.sources if name == field), None)

    def value(self, field: str) -> str:
        """Return the value of a plain field, or empty text."""
        return next((value for name, value in self.values if name == field), "")


def allowed_words(origins: Iterable[str]) -> str:
    """Return where a credential may go, as the end of a sentence: "allowed only for …"."""
    named = tr(" and ").join(origins)
    if not named:
        return tr("not yet allowed for any host")
    return tr("allowed only for {origins}").format(origins=named)


def origin_of(address: str) -> str:
    """Return scheme, host and unusual port of an address, such as ``https://127.0.0.1:8443``.

    Empty where the address has none. Source: RFC 6454 section 6.2.
    """
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError:
        return ""
    scheme, host = split.scheme.lower(), split.hostname or ""
    if not scheme or not host:
        return ""
    # A WebSocket begins as an HTTP request to the same server. RFC 6455 section 1.3.
    scheme = {"ws": "http", "wss": "https"}.get(scheme, scheme)
    host = f"[{host}]" if ":" in host else host
    is_usual = port is None or port == _USUAL_PORTS.get(scheme)
    return f"{scheme}://{host}" if is_usual else f"{scheme}://{host}:{port}"


# The file of a later version may say more; an earlier version must not call that a mistake.


class _Entry(msgspec.Struct, frozen=True):
    id: SomeText
    name: SomeText
    scheme: SomeText
    origins: tuple[str, ...] = ()
    values: Mapping[str, str] = msgspec.field(default_factory=dict)
    sources: Mapping[str, str] = msgspec.field(default_factory=dict)


class _File(msgspec.Struct, frozen=True):
    credentials: tuple[_Entry, ...] = ()


def credential_record(credential: Credential) -> dict[str, Any]:
    """Return a credential as plain values."""
    record = {**msgspec.to_builtins(credential), "values": dict(credential.values)}
    record["sources"] = dict(credential.sources)
    # As in files of earlier versions, where all secrets are in the keyring.
    if not credential.sources:
        del record["sources"]
    return record


def parse_credentials(raw: Any) -> tuple[tuple[Credential, ...], tuple[str, ...]]:
    """Return the credentials of a file's content and a phrase for each mistake in it."""
    # One wrong entry costs only itself; the others can be used.
    file, problems = read_struct(raw, _File)
    mistakes = [*problems]
    credentials: dict[str, Credential] = {}
    for entry in (file or _File()).credentials:
        # One that cannot be read keeps its field: the keyring has no secret for it.
        for field, text in entry.sources.items():
            if source_of(text) is None:
                wrong = tr("credential {name}: {text} is no source of {field}")
                mistakes.append(wrong.format(name=entry.name, text=text, field=field))
        values, sources = tuple(entry.values.items()), tuple(entry.sources.items())
        credential = Credential(entry.id, entry.name, entry.scheme, entry.origins, values, sources)
        if credentials.setdefault(credential.id, credential) is not credential:
            mistakes.append(f"credential {entry.name}: its id appears twice; the first one is used")
    return tuple(credentials.values()), tuple(mistakes)
