"""The verdict on a request without a response: headline, meaning and fixes for each kind."""

import msgspec

from aiurdesk.core.response.response import Failure, FailureKind, Hop
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity, Verdict, VerdictKind


class _Explanation(msgspec.Struct, frozen=True):
    headline: str
    meaning: str
    fixes: tuple[Fix, ...]


_RESEND = Fix("Resend", FixAction.RESEND)
_ADDRESS = Fix("Go to the address", FixAction.EDIT_ADDRESS)
_LIMITS = Fix("Raise the limits", FixAction.RAISE_LIMITS)
_REPORT = Fix("Copy report", FixAction.COPY_REPORT)

_EXPLANATIONS = {
    FailureKind.HOST_NOT_FOUND: _Explanation(
        "No such host",
        "No name server knows this host, so nothing was sent.",
        (
            Fix("Check the spelling of the host and the network connection."),
            _ADDRESS,
            _RESEND,
        ),
    ),
    FailureKind.CONNECTION_REFUSED: _Explanation(
        "Connection refused",
        "The host is there, but nothing listens on this port, or a firewall turns the call away.",
        (Fix("Check the port, and that the server runs."), _ADDRESS, _RESEND),
    ),
    FailureKind.CONNECT_TIMEOUT: _Explanation(
        "Timed out while connecting",
        "The host did not take the connection in time, so nothing was sent.",
        (Fix("Check the network, a VPN or proxy, and that the server runs."), _RESEND, _LIMITS),
    ),
    FailureKind.READ_TIMEOUT: _Explanation(
        "Timed out while waiting for the response",
        "The server took the connection and then was silent for too long. "
        "It may have carried out the request all the same.",
        (
            Fix("See whether the request was carried out before you send it again."),
            _LIMITS,
            _RESEND,
        ),
    ),
    FailureKind.TOTAL_TIMEOUT: _Explanation(
        "Took too long",
        "The response was not complete when the time for the whole request was over. "
        "The server may have carried out the request all the same.",
        (Fix("Allow more time, or ask for less data."), _LIMITS, _RESEND),
    ),
    FailureKind.CERTIFICATE_UNKNOWN: _Explanation(
        "The certificate comes from an unknown authority",
        "No authority that this computer trusts has signed the server's certificate, so nothing "
        "was sent. "
        "Someone may be listening in between.",
        (
            Fix(
                "If the server is your own, trust the certificate of its authority: "
                "--ca-file FILE on the command line, SSL_CERT_FILE everywhere."
            ),
            _ADDRESS,
        ),
    ),
    FailureKind.CERTIFICATE_EXPIRED: _Explanation(
        "The certificate has expired",
        "The server's certificate is out of date, or this computer's clock is wrong. "
        "Nothing was sent.",
        (Fix("Check the date of this computer, then tell the team that runs the service."),),
    ),
    FailureKind.CERTIFICATE_WRONG_HOST: _Explanation(
        "The certificate is for another host",
        "The server that answered cannot prove that it is the host in the address. "
        "Nothing was sent.",
        (Fix("Use the host name that the certificate was made for."), _ADDRESS),
    ),
    FailureKind.TLS_ERROR: _Explanation(
        "No secure connection",
        "The two sides could not agree on an encrypted connection, so nothing was sent.",
        (
            Fix("Check that the port speaks https and that the server supports TLS 1.2 or newer."),
            _ADDRESS,
            _RESEND,
        ),
    ),
    FailureKind.NOT_HTTP: _Explanation(
        "The other side does not speak HTTP",
        "Something answered on this port, but not in HTTP.",
        (Fix("Check the port."), _ADDRESS),
    ),
    FailureKind.PROTOCOL_ERROR: _Explanation(
        "The response breaks the rules of HTTP",
        "The server began to answer, but what it sent cannot be read as HTTP.",
        (Fix("Tell the team that runs the service, with a report."), _REPORT, _RESEND),
    ),
    FailureKind.TOO_LARGE: _Explanation(
        "The response is too large",
        "The response went beyond the limit for its size, so the rest was not read.",
        (Fix("Ask for less data, or raise the limit."), _LIMITS),
    ),
    FailureKind.CUT_OFF: _Explanation(
        "The response was cut off",
        "The connection ended before the response was complete.",
        (
            Fix("See whether the request was carried out before you send it again."),
            _RESEND,
            _REPORT,
        ),
    ),
    FailureKind.BAD_ENCODING: _Explanation(
        "The response cannot be unpacked",
        "The response says that it is compressed, but its bytes cannot be decompressed.",
        (Fix("Tell the team that runs the service, with a report."), _REPORT, _RESEND),
    ),
    FailureKind.REDIRECT_REFUSED: _Explanation(
        "The redirect was not followed",
        "The server points to an address that this program does not go to.",
        (Fix("If you trust the other address, send the request there yourself."), _ADDRESS),
    ),
    FailureKind.TOO_MANY_REDIRECTS: _Explanation(
        "Redirected too often",
        "The server keeps pointing to further addresses; most likely they lead in a circle.",
        (Fix("Check the address, then tell the team that runs the service."), _ADDRESS, _REPORT),
    ),
    FailureKind.PROXY_ERROR: _Explanation(
        "The proxy did not let the request through",
        "The system's proxy could not be reached or refused to connect.",
        (Fix("Check the proxy settings of the system (HTTPS_PROXY, NO_PROXY)."), _RESEND),
    ),
    FailureKind.PLAIN_HTTP_REFUSED: _Explanation(
        "Plain http goes to this computer only",
        "Over http:// everyone on the way could read the request and its keys, "
        "so nothing was sent.",
        (Fix("Use https://."), _ADDRESS),
    ),
    FailureKind.FILE_UNREADABLE: _Explanation(
        "A file could not be read",
        "A file that the request is to send could not be read to its end.",
        (
            Fix("Check that the file is there and may be read, then choose it again."),
            Fix("Go to the form", FixAction.FOCUS_FORM),
        ),
    ),
    FailureKind.DISK_ERROR: _Explanation(
        "The response could not be stored",
        "The response is too long for memory, and its temporary file could not be written. "
        "The server may have carried out the request all the same.",
        (
            Fix("Free some disk space, or choose another folder with TMPDIR."),
            _RESEND,
        ),
    ),
    FailureKind.SYSTEM_ERROR: _Explanation(
        "This computer could not send the request",
        "The system refused the program something that it needs, such as another file, "
        "connection or thread.",
        (
            Fix("Close other programs, or raise the limit on open files (ulimit -n)."),
            _RESEND,
        ),
    ),
    FailureKind.ADDRESS_INVALID: _Explanation(
        "The address cannot be used",
        "The address is not one that a request can be sent to.",
        (Fix("Write it like https://gateway.aiursoft.com/."), _ADDRESS),
    ),
    FailureKind.CANCELLED: _Explanation(
        "Cancelled",
        "The request was stopped before the response was complete. "
        "The server may have carried it out all the same.",
        (_RESEND,),
    ),
}


def judge_failure(failure: Failure) -> Verdict:
    """Return the verdict on a request that was not answered."""
    explanation = _EXPLANATIONS[failure.kind]
    return Verdict(
        kind=VerdictKind.NO_ANSWER,
        severity=Severity.FAILURE,
        headline=explanation.headline,
        meaning=explanation.meaning,
        fixes=explanation.fixes,
        notes=(*_particulars(failure.detail, explanation), *redirect_notes(failure.hops)),
    )


def _particulars(detail: str, explanation: _Explanation) -> tuple[str, ...]:
    """Return the detail as a sentence, unless the headline has said it."""
    bare = detail.rstrip(".")
    if not bare or bare.casefold() == explanation.headline.casefold():
        return ()
    return (f"{bare[0].upper()}{bare[1:]}.",)


def redirect_notes(hops: tuple[Hop, ...]) -> tuple[str, ...]:
    """Return a quiet line for each redirect that was followed."""
    return tuple(
        f"Redirected by HTTP {hop.status} to {hop.location}"
        + ("; the credential was not sent there." if hop.is_credential_dropped else ".")
        for hop in hops
    )
