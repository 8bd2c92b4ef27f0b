"""What the close codes of WebSocket mean, and whether connecting again is of use.

Source: RFC 6455 section 7.4; the registry of IANA,
https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number.
"""

import msgspec

from aiurdesk.core.verdict.verdict import Severity

NORMAL, NO_STATUS, ABNORMAL, INVALID_DATA = 1000, 1005, 1006, 1007


class CloseCode(msgspec.Struct, frozen=True):
    """One row of the table."""

    name: str
    """As in the registry."""
    severity: Severity
    meaning: str
    fix: str = ""
    is_temporary: bool = False
    """Whether connecting again may help."""


CLOSE_CODES = {
    1000: CloseCode(
        "Normal closure", Severity.SUCCESS, "The conversation is over; this is not an error."
    ),
    1001: CloseCode(
        "Going away",
        Severity.NOTICE,
        "The server is stopping, or the page that held the socket was left.",
        "Connect again.",
        is_temporary=True,
    ),
    1002: CloseCode(
        "Protocol error",
        Severity.FAILURE,
        "One side sent something that breaks the rules of the protocol.",
        "Send a report to the team that runs the service.",
    ),
    1003: CloseCode(
        "Unsupported data",
        Severity.INPUT,
        "The kind of message is not accepted, such as binary data where text is expected.",
        "Send the other kind of message, text or binary.",
    ),
    1005: CloseCode(
        "No status received",
        Severity.NOTICE,
        "The close frame says no code. Many servers leave it out when all is well.",
    ),
    1006: CloseCode(
        "Abnormal closure",
        Severity.FAILURE,
        "The connection ended without a close frame, because of a proxy, the network or a crash.",
        "Connect again.",
        is_temporary=True,
    ),
    1007: CloseCode(
        "Invalid frame payload data",
        Severity.FAILURE,
        "A text message is not valid UTF-8, or its content is not what its kind promises.",
        "Send a report to the team that runs the service.",
    ),
    1008: CloseCode(
        "Policy violation",
        Severity.CREDENTIAL,
        "The server refuses to go on, often because a token or key is not valid any more.",
        "Check the credential, then connect again.",
    ),
    1009: CloseCode(
        "Message too big",
        Severity.INPUT,
        "A message is larger than the other side accepts.",
        "Send or request smaller messages.",
    ),
    1010: CloseCode(
        "Mandatory extension",
        Severity.FAILURE,
        "An extension that the client needs was not accepted by the server.",
        "Send a report to the team that runs the service.",
    ),
    1011: CloseCode(
        "Internal error",
        Severity.SERVER,
        "The server met a condition that it did not expect.",
        "Connect again; if it happens again, send a report to the team that runs the service.",
        is_temporary=True,
    ),
    1012: CloseCode(
        "Service restart",
        Severity.WAIT,
        "The server restarts.",
        "Connect again in a few seconds.",
        is_temporary=True,
    ),
    1013: CloseCode(
        "Try again later",
        Severity.WAIT,
        "The server is overloaded.",
        "Wait a while, then connect again.",
        is_temporary=True,
    ),
    1014: CloseCode(
        "Bad gateway",
        Severity.SERVER,
        "A proxy got an invalid response from the server behind it.",
        "Connect again.",
        is_temporary=True,
    ),
    1015: CloseCode(
        "TLS handshake",
        Severity.FAILURE,
        "The TLS handshake failed. This code is never sent; a server that sends it is wrong.",
    ),
    # Below: codes of Azure Web PubSub and others fall into the ranges of ``_RANGES``.
    3000: CloseCode(
        "Unauthorized",
        Severity.CREDENTIAL,
        "The server does not know who connects.",
        "Choose or renew a credential.",
    ),
    3003: CloseCode(
        "Forbidden",
        Severity.CREDENTIAL,
        "Who connects may not use this socket.",
        "Choose another credential.",
    ),
    3008: CloseCode(
        "Timeout",
        Severity.NOTICE,
        "The server waited too long for the client.",
        "Connect again.",
        is_temporary=True,
    ),
}
"""Number → its row. Other numbers are explained by the range that they lie in."""
_RANGES = (
    (
        range(1000, 3000),
        CloseCode("Reserved", Severity.UNEXPECTED, "The protocol gives this code no meaning yet."),
    ),
    (
        range(3000, 4000),
        CloseCode(
            "Registered",
            Severity.UNEXPECTED,
            "A library or framework uses this code; its documentation says what it means.",
        ),
    ),
    (
        range(4000, 5000),
        CloseCode(
            "Private",
            Severity.UNEXPECTED,
            "The service itself gives this code its meaning; its documentation says which.",
        ),
    ),
)
_INVALID = CloseCode(
    "Invalid", Severity.UNEXPECTED, "The protocol knows only codes from 1000 to 4999."
)


def explain_close_code(code: int) -> CloseCode:
    """Return the row of a close code; a code that is not registered gets the one of its range."""
    # The rows of their own come before the ranges that they lie in.
    if code in CLOSE_CODES:
        return CLOSE_CODES[code]
    return next((row for codes, row in _RANGES if code in codes), _INVALID)
