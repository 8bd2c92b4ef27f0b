"""What to say when there is no answer: one headline, meaning and set of fixes for each kind."""

import msgspec

from aiurdesk.core.response.response import Failure, FailureKind, Hop
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity, Verdict, VerdictKind


class _Words(msgspec.Struct, frozen=True):
    headline: str
    meaning: str
    fixes: tuple[Fix, ...]


_RESEND = Fix("Resend", FixAction.RESEND)
_ADDRESS = Fix("Go to the address", FixAction.EDIT_ADDRESS)
_LIMITS = Fix("Raise the limits", FixAction.RAISE_LIMITS)
_REPORT = Fix("Copy report", FixAction.COPY_REPORT)

_WORDS = {
    FailureKind.HOST_NOT_FOUND: _Words(
        "No such host",
        "No name server knows this host, so nothing was sent.",
        (
            Fix("Check the spelling of the host and the network connection."),
            _ADDRESS,
            _RESEND,
        ),
    ),
    FailureKind.CONNECTION_REFUSED: _Words(
        "Connection refused",
        "The host is there, but nothing listens on this port, or a firewall turns the call away.",
        (Fix("Check the port, and that the server runs."), _ADDRESS, _RESEND),
    ),
    FailureKind.CONNECT_TIMEOUT: _Words(
        "Timed out while connecting",
        "The host did not take the connection in time, so nothing was sent.",
        (Fix("Check the network, a VPN or proxy, and that the server runs."), _RESEND, _LIMITS),
    ),
    FailureKind.READ_TIMEOUT: _Words(
        "Timed out while waiting for the answer",
        "The server took the connection and then was silent for too long. "
        "It may have carried out the request all the same.",
        (
            Fix("See whether the request was carried out before you send it again."),
            _LIMITS,
            _RESEND,
        ),
    ),
    FailureKind.TOTAL_TIMEOUT: _Words(
        "Took too long",
        "The answer was not complete when the time for the whole request was over. "
        "The server may have carried out the request all the same.",
        (Fix("Allow more time, or ask for less data."), _LIMITS, _RESEND),
    ),
    FailureKind.CERTIFICATE_UNKNOWN: _Words(
        "The certificate is of an unknown authority",
        "Nobody whom this computer trusts vouches for the server, so nothing was sent. "
        "Someone may be listening in between.",
        (
            Fix(
                "If the server is your own, trust the certificate of its authority: "
                "--ca-file FILE on the command line, SSL_CERT_FILE everywhere."
            ),
            _ADDRESS,
        ),
    ),
    FailureKind.CERTIFICATE_EXPIRED: _Words(
        "The certificate has expired",
        "The server's certificate is out of date, or this computer's clock is wrong. "
        "Nothing was sent.",
        (Fix("Check the date of this computer, then tell the team that runs the service."),),
    ),
    FailureKind.CERTIFICATE_WRONG_HOST: _Words(
        "The certificate is for another host",
        "The server that answered cannot prove that it is the host in the address. "
        "Nothing was sent.",
        (Fix("Use the host name that the certificate was made for."), _ADDRESS),
    ),
    FailureKind.TLS_ERROR: _Words(
        "No secure connection",
        "The two sides could not agree on an encrypted connection, so nothing was sent.",
        (
            Fix("Check that the port speaks https and that the server supports TLS 1.2 or newer."),
            _ADDRESS,
            _RESEND,
        ),
    ),
    FailureKind.NOT_HTTP: _Words(
        "The other side does not speak HTTP",
        "Something answered on this port, but not in HTTP.",
        (Fix("Check the port."), _ADDRESS),
    ),
    FailureKind.PROTOCOL_ERROR: _Words(
        "The answer breaks the rules of HTTP",
        "The server began to answer, but what it sent cannot be read as HTTP.",
        (Fix("Tell the team that runs the service, with a report."), _REPORT, _RESEND),
    ),
    FailureKind.TOO_LARGE: _Words(
        "The answer is too large",
        "The answer went beyond the limit for its size, so the rest was not read.",
        (Fix("Ask for less data, or raise the limit."), _LIMITS),
    ),
    FailureKind.CUT_OFF: _Words(
        "The answer was cut off",
        "The connection ended before the answer was complete.",
        (
            Fix("See whether the request was carried out before you send it again."),
            _RESEND,
            _REPORT,
        ),
    ),
    FailureKind.BAD_ENCODING: _Words(
        "The answer cannot be unpacked",
        "The answer says that it is compressed, but its bytes cannot be decompressed.",
        (Fix("Tell the team that runs the service, with a report."), _REPORT, _RESEND),
    ),
    FailureKind.REDIRECT_REFUSED: _Words(
        "The redirect was not followed",
        "The server points to an address that this program does not go to.",
        (Fix("If you trust the other address, send the request there yourself."), _ADDRESS),
    ),
    FailureKind.TOO_MANY_REDIRECTS: _Words(
        "Redirected too often",
        "The server keeps pointing to further addresses; most likely they lead in a circle.",
        (Fix("Check the address, then tell the team that runs the service."), _ADDRESS, _REPORT),
    ),
    FailureKind.PROXY_ERROR: _Words(
        "The proxy did not let the request through",
        "The system's proxy could not be reached or refused to connect.",
        (Fix("Check the proxy settings of the system (HTTPS_PROXY, NO_PROXY)."), _RESEND),
    ),
    FailureKind.PLAIN_HTTP_REFUSED: _Words(
        "Plain http goes to this computer only",
        "Over http:// everyone on the way could read the request and its keys, "
        "so nothing was sent.",
        (Fix("Use https://."), _ADDRESS),
    ),
    FailureKind.FILE_UNREADABLE: _Words(
        "A file could not be read",
        "A file that the request is to send could not be read to its end.",
        (
            Fix("Check that the file is there and may be read, then choose it again."),
            Fix("Go to the form", FixAction.FOCUS_FORM),
        ),
    ),
    FailureKind.ADDRESS_INVALID: _Words(
        "The address cannot be used",
        "The address is not one that a request can be sent to.",
        (Fix("Write it like https://gateway.aiursoft.com/."), _ADDRESS),
    ),
    FailureKind.CANCELLED: _Words(
        "Cancelled",
        "The request was stopped before the answer was complete. "
        "The server may have carried it out all the same.",
        (_RESEND,),
    ),
}


def judge_failure(failure: Failure) -> Verdict:
    """Return the verdict on a request that was not answered."""
    words = _WORDS[failure.kind]
    return Verdict(
        kind=VerdictKind.NO_ANSWER,
        severity=Severity.FAILURE,
        headline=words.headline,
        meaning=words.meaning,
        fixes=words.fixes,
        notes=(*_particulars(failure.detail, words), *redirect_notes(failure.hops)),
    )


def _particulars(detail: str, words: _Words) -> tuple[str, ...]:
    """Return the detail as a sentence, unless the headline has said it."""
    bare = detail.rstrip(".")
    if not bare or bare.casefold() == words.headline.casefold():
        return ()
    return (f"{bare[0].upper()}{bare[1:]}.",)


def redirect_notes(hops: tuple[Hop, ...]) -> tuple[str, ...]:
    """Return a quiet line for each redirect that was followed."""
    return tuple(
        f"Redirected by HTTP {hop.status} to {hop.location}"
        + ("; what identifies you stayed behind." if hop.is_credential_dropped else ".")
        for hop in hops
    )
