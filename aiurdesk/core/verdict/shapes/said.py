"""Statements in the body of a response, and the values of the request that it answers."""

from enum import StrEnum

import msgspec


class Sign(StrEnum):
    """Certainty with which the body of a 2xx says that the request failed."""

    NONE = "none"
    WEAK = "weak"
    """It may as well describe a thing, such as a job that failed."""
    STRONG = "strong"


class SaidField(msgspec.Struct, frozen=True):
    """A field error: one input of the request that the server does not accept."""

    path: str
    """As it was sent, positions as numbers: ``items.0.name``; a parameter by its name."""
    text: str
    """Exactly as in the body, but for the end of a very long one."""
    location: str = ""
    """``body``, ``query``, ``path``, ``header`` or ``cookie``, where the server says so."""


class Said(msgspec.Struct, frozen=True):
    """Sentences, codes and field errors that a body holds. None of it is a judgement."""

    message: str = ""
    """The sentence to read first; empty where the body says no more than the status does."""
    code: int | str | None = None
    """The code of the service that is worth showing: no HTTP status, and no code of one field."""
    field_errors: tuple[SaidField, ...] = ()
    sign: Sign = Sign.NONE
    """Of a response that the status calls a success, and of events and frames."""


class Sent(msgspec.Struct, frozen=True):
    """The values that a request sent, by which the fields that a server names are located."""

    body: object = None
    """The value of a JSON body, or the fields of a form as a dict of texts."""
    query: tuple[str, ...] = ()
    """Names of the parameters in the query; likewise below."""
    path: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    url_path: str = ""
    """The path of the address, which some servers repeat in their errors."""


NOTHING_SENT = Sent()
