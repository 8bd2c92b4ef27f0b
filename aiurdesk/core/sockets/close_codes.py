"""What the close codes of WebSocket mean, and whether connecting again is of use.

Source: RFC 6455 section 7.4; the registry of IANA,
https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number.
"""

import msgspec

from aiurdesk.core.translation import tr
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
        tr("Normal closure"),
        Severity.SUCCESS,
        tr("The conversation is over; this is not an error."),
    ),
    1001: CloseCode(
        tr("Going away"),
        Severity.NOTICE,
        tr("The server is stopping, or the page that held the socket was left."),
        tr("Connect again."),
        is_temporary=True,
    ),
    1002: CloseCode(
        tr("Protocol error"),
        Severity.FAILURE,
        tr("One side sent something that breaks the rules of the protocol."),
        tr("Send a report to the team that runs the service."),
    ),
    1003: CloseCode(
        tr("Unsupported data"),
        Severity.INPUT,
        tr("The kind of message is not accepted, such as binary data where text is expected."),
        tr("Send the other kind of message, text or binary."),
    ),
    1005: CloseCode(
        tr("No status received"),
        Severity.NOTICE,
        tr("The close frame says no code. Many servers leave it out when all is well."),
    ),
    1006: CloseCode(
        tr("Abnormal closure"),
        Severity.FAILURE,
        tr(
            "The connection ended without a close frame, because of a proxy, the "
            "network or a crash."
        ),
        tr("Connect again."),
        is_temporary=True,
    ),
    1007: CloseCode(
        tr("Invalid frame payload data"),
        Severity.FAILURE,
        tr("A text message is not valid UTF-8, or its content is not what its kind promises."),
        tr("Send a report to the team that runs the service."),
    ),
    1008: CloseCode(
        tr("Policy violation"),
        Severity.CREDENTIAL,
        tr("The server refuses to go on, often because a token or key is not valid any more."),
        tr("Check the credential, then connect again."),
    ),
    1009: CloseCode(
        tr("Message too big"),
        Severity.INPUT,
        tr("A message is larger than the other side accepts."),
        tr("Send or request smaller messages."),
    ),
    1010: CloseCode(
        tr("Mandatory extension"),
        Severity.FAILURE,
        tr("An extension that the client needs was not accepted by the server."),
        tr("Send a report to the team that runs the service."),
    ),
    1011: CloseCode(
        tr("Internal error"),
        Severity.SERVER,
        tr("The server met a condition that it did not expect."),
        tr("Connect again; if it happens again, send a report to the team that runs the service."),
        is_temporary=True,
    ),
    1012: CloseCode(
        tr("Service restart"),
        Severity.WAIT,
        tr("The server restarts."),
        tr("Connect again in a few seconds."),
        is_temporary=True,
    ),
    1013: CloseCode(
        tr("Try again later"),
        Severity.WAIT,
        tr("The server is overloaded."),
        tr("Wait a while, then connect again."),
        is_temporary=True,
    ),
    1014: CloseCode(
        tr("Bad gateway"),
        Severity.SERVER,
        tr("A proxy got an invalid response from the server behind it."),
        tr("Connect again."),
        is_temporary=True,
    ),
    1015: CloseCode(
        tr("TLS handshake"),
        Severity.FAILURE,
        tr("The TLS handshake failed. This code is never sent; a server that sends it is wrong."),
    ),
    # Below: codes of Azure Web PubSub and others fall into the ranges of ``_RANGES``.
    3000: CloseCode(
        tr("Unauthorized"),
        Severity.CREDENTIAL,
        tr("The server does not know who connects."),
        tr("Choose or renew a credential."),
    ),
    3003: CloseCode(
        tr("Forbidden"),
        Severity.CREDENTIAL,
        tr("Who connects may not use this socket."),
        tr("Choose another credential."),
    ),
    3008: CloseCode(
        tr("Timeout"),
        Severity.NOTICE,
        tr("The server waited too long for the client."),
        tr("Connect again."),
        is_temporary=True,
    ),
}
"""Number → its row. Other numbers are explained by the range that they lie in."""
_RANGES = (
    (
        range(1000, 3000),
        CloseCode(
            tr("Reserved"), Severity.UNEXPECTED, tr("The protocol gives this code no meaning yet.")
        ),
    ),
    (
        range(3000, 4000),
        CloseCode(
            tr("Registered"),
            Severity.UNEXPECTED,
            tr("A library or framework uses this code; its documentation says what it means."),
        ),
    ),
    (
        range(4000, 5000),
        CloseCode(
            tr("Private"),
            Severity.UNEXPECTED,
            tr("The service itself gives this code its meaning; its documentation says which."),
        ),
    ),
)
_INVALID = CloseCode(
    tr("Invalid"), Severity.UNEXPECTED, tr("The protocol knows only codes from 1000 to 4999.")
)


def explain_close_code(code: int) -> CloseCode:
    """Return the row of a close code; a code that is not registered gets the one of its range."""
    # The rows of their own come before the ranges that they lie in.
    if code in CLOSE_CODES:
        return CLOSE_CODES[code]
    return next((row for codes, row in _RANGES if code in codes), _INVALID)
