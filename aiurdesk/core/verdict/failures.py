"""The verdict on a request without a response: headline, meaning and fixes for each kind."""

import re

import msgspec
from msgspec.structs import replace

from aiurdesk.core.addresses.socket_scheme import to_socket
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.network.certificate_chain import CertificateChain, chain_lines
from aiurdesk.core.response.response import Failure, FailureKind, Outcome
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import Fix, FixAction, Severity, Verdict, VerdictKind
from aiurdesk.core.wording import format_duration, format_size, truncate


class _Explanation(msgspec.Struct, frozen=True):
    headline: str
    meaning: str
    fixes: tuple[Fix, ...]


_RESEND = Fix(tr("Resend"), FixAction.RESEND)
_ADDRESS = Fix(tr("Go to the address"), FixAction.EDIT_ADDRESS)
# Only one of the two fits a request: the address of a service belongs to the environment.
_WHERE = (_ADDRESS, Fix(tr("Choose environment"), FixAction.CHOOSE_ENVIRONMENT))
_REPORT = Fix(tr("Copy report"), FixAction.COPY_REPORT)


def _raise(limit: str) -> Fix:
    """Return the fix that leads to the limit that was reached, a field of ``Limits``."""
    return Fix(tr("Raise the limits"), FixAction.RAISE_LIMITS, limit)


def _not_encrypted(what: str, scheme: str, better: str) -> _Explanation:
    return _Explanation(
        tr("{what} not allowed").format(what=what),
        tr(
            "Over {scheme}, others on the network could read the request and its "
            "secrets. It is allowed to this computer only, so nothing was sent."
        ).format(scheme=scheme),
        (
            Fix(tr("Use {better} instead.").format(better=better)),
            Fix(tr("Change to {better}").format(better=better), FixAction.USE_HTTPS),
            *_WHERE,
        ),
    )


_EXPLANATIONS = {
    FailureKind.HOST_NOT_FOUND: _Explanation(
        tr("Host not found"),
        tr("The name of the host could not be resolved, so nothing was sent."),
        (
            Fix(tr("Check the spelling of the host, and the network connection.")),
            *_WHERE,
            _RESEND,
        ),
    ),
    FailureKind.CONNECTION_REFUSED: _Explanation(
        tr("Connection refused"),
        tr(
            "The host exists, but nothing accepts connections on this port, or a "
            "firewall blocks them."
        ),
        (Fix(tr("Check the port, and that the server is running.")), *_WHERE, _RESEND),
    ),
    FailureKind.CONNECT_TIMEOUT: _Explanation(
        tr("Timed out while connecting"),
        tr("The host did not accept the connection in time, so nothing was sent."),
        (
            Fix(tr("Check the network, VPN and proxy, and that the server is running.")),
            _RESEND,
            _raise("connect_s"),
        ),
    ),
    # The request was sent, and a POST that is sent twice may act twice. RFC 9110 section 9.2.2.
    FailureKind.READ_TIMEOUT: _Explanation(
        tr("Timed out while waiting for the response"),
        tr(
            "The server accepted the connection, but then sent nothing for too long. "
            "It may have carried out the request."
        ),
        (
            Fix(tr("Before you send it again, check whether the request was carried out.")),
            _raise("read_s"),
            _RESEND,
        ),
    ),
    FailureKind.TOTAL_TIMEOUT: _Explanation(
        tr("Took too long"),
        tr(
            "The response was not complete within the time limit. The server may "
            "have carried out the request."
        ),
        (Fix(tr("Allow more time, or request less data.")), _raise("total_s"), _RESEND),
    ),
    # No fix turns verification off, and none resends: the certificate would be the same.
    FailureKind.CERTIFICATE_UNKNOWN: _Explanation(
        tr("Certificate from an unknown authority"),
        tr(
            "This computer does not trust the authority that signed the server's "
            "certificate, so nothing was sent. Someone may be intercepting the "
            "connection."
        ),
        (
            Fix(
                tr(
                    "If the server is your own, trust its certificate authority: "
                    "“Certificates…” in the window, 'aiurdesk certificates' or --ca-file "
                    "FILE on the command line."
                )
            ),
            *_WHERE,
        ),
    ),
    FailureKind.CERTIFICATE_EXPIRED: _Explanation(
        tr("Certificate expired"),
        tr(
            "The server's certificate is out of date, or the clock of this computer "
            "is wrong. Nothing was sent."
        ),
        (
            Fix(
                tr(
                    "Check the date of this computer. If it is right, send a report to the "
                    "team that runs the service."
                )
            ),
        ),
    ),
    FailureKind.CERTIFICATE_WRONG_HOST: _Explanation(
        tr("Certificate for another host"),
        tr("The server's certificate is not valid for the host in the address. Nothing was sent."),
        (Fix(tr("Use the host name that the certificate is for.")), *_WHERE),
    ),
    FailureKind.TLS_ERROR: _Explanation(
        tr("No secure connection"),
        tr(
            "This program and the server could not agree on an encrypted connection, "
            "so nothing was sent."
        ),
        (
            Fix(
                tr(
                    "Check that the port is for https, that the server supports TLS 1.2 or "
                    "newer, and whether it asks for a client certificate."
                )
            ),
            *_WHERE,
            _RESEND,
        ),
    ),
    FailureKind.NOT_HTTP: _Explanation(
        tr("Not an HTTP server"),
        tr("Something responded on this port, but not in HTTP."),
        (Fix(tr("Check the port.")), *_WHERE),
    ),
    FailureKind.PROTOCOL_ERROR: _Explanation(
        tr("Invalid response"),
        tr("The server sent a response that breaks the rules of HTTP or WebSocket."),
        (Fix(tr("Send a report to the team that runs the service.")), _REPORT, _RESEND),
    ),
    FailureKind.TOO_LARGE: _Explanation(
        tr("Response too large"),
        tr("The response is larger than the limit, so the rest was not read."),
        (Fix(tr("Request less data, or raise the limit.")), _raise("body_bytes")),
    ),
    FailureKind.CUT_OFF: _Explanation(
        tr("Response cut off"),
        tr("The connection was closed before the response was complete."),
        (
            Fix(tr("Before you send it again, check whether the request was carried out.")),
            _RESEND,
            _REPORT,
        ),
    ),
    FailureKind.BAD_ENCODING: _Explanation(
        tr("Response cannot be decompressed"),
        tr(
            "The headers say that the response is compressed, but its bytes cannot be decompressed."
        ),
        (Fix(tr("Send a report to the team that runs the service.")), _REPORT, _RESEND),
    ),
    # To plain HTTP, for example; the transport says in ``detail`` which rule it was.
    FailureKind.REDIRECT_REFUSED: _Explanation(
        tr("Redirect not followed"),
        tr("The server redirects to an address to which this program does not send the request."),
        (
            Fix(
                tr(
                    "If the other address begins with https:// and you trust it, send the "
                    "request there as a custom URL."
                )
            ),
            Fix(tr("If not, send a report to the team that runs the service.")),
            _ADDRESS,
            _REPORT,
        ),
    ),
    FailureKind.TOO_MANY_REDIRECTS: _Explanation(
        tr("Too many redirects"),
        tr("The server redirected the request again and again, probably in a loop."),
        (
            Fix(
                tr(
                    "Check the address. If it is right, send a report to the team that runs "
                    "the service."
                )
            ),
            _ADDRESS,
            _REPORT,
        ),
    ),
    FailureKind.PROXY_ERROR: _Explanation(
        tr("The proxy did not connect"),
        tr(
            "The proxy could not be reached, or refused to connect to the server. "
            "The server got nothing."
        ),
        (
            Fix(
                tr(
                    "Check the proxy of the environment, of the settings, or of the system "
                    "(HTTPS_PROXY, NO_PROXY)."
                )
            ),
            _RESEND,
        ),
    ),
    FailureKind.HTTP_VERSION_REFUSED: _Explanation(
        tr("HTTP/2 is not possible"),
        tr("The request is to be sent over HTTP/2 only, so it was not sent."),
        (Fix(tr("Leave the HTTP version in the options of the request at Default.")),),
    ),
    FailureKind.PLAIN_HTTP_REFUSED: _not_encrypted(tr("Plain HTTP"), "http://", "https://"),
    FailureKind.FILE_UNREADABLE: _Explanation(
        tr("File not readable"),
        tr("A file in the request could not be read to its end."),
        (
            Fix(tr("Check that the file exists and can be read, then choose it again.")),
            Fix(tr("Go to the form"), FixAction.FOCUS_FORM),
        ),
    ),
    FailureKind.DISK_ERROR: _Explanation(
        tr("The response could not be stored"),
        tr(
            "The response is too large for memory, and its temporary file could not "
            "be written. The server may have carried out the request all the same."
        ),
        (
            Fix(tr("Free some disk space, or choose another folder with TMPDIR.")),
            _RESEND,
        ),
    ),
    FailureKind.SYSTEM_ERROR: _Explanation(
        tr("This computer could not send the request"),
        tr(
            "The system is out of something that the program needs, such as files, "
            "connections or threads."
        ),
        (
            Fix(tr("Close other programs, or raise the limit on open files (ulimit -n).")),
            _RESEND,
        ),
    ),
    FailureKind.ADDRESS_INVALID: _Explanation(
        tr("Invalid address"),
        tr("A request cannot be sent to this address."),
        (Fix(tr("Enter an address such as https://gateway.aiursoft.com/.")), *_WHERE),
    ),
    FailureKind.CANCELLED: _Explanation(
        tr("Cancelled"),
        tr(
            "The request was stopped before the response was complete. The server "
            "may have carried it out."
        ),
        (_RESEND,),
    ),
}


_EXPLANATIONS_OF_SOCKETS = {
    FailureKind.PLAIN_HTTP_REFUSED: _not_encrypted(tr("Plain WebSocket"), "ws://", "wss://")
}


def judge_failure(failure: Failure, *, is_socket: bool = False) -> Verdict:
    """Return the verdict on a request without a response.

    Args:
        is_socket: It was to open a WebSocket, so it is explained with the schemes of one.
    """
    explanation, detail = _EXPLANATIONS[failure.kind], failure.detail
    if failure.chain is not None:
        explanation = _with_certificates(explanation, failure.chain)
    if is_socket and failure.kind in _EXPLANATIONS_OF_SOCKETS:
        explanation, detail = _EXPLANATIONS_OF_SOCKETS[failure.kind], to_socket(detail)
    return Verdict(
        kind=VerdictKind.NO_ANSWER,
        severity=Severity.FAILURE,
        headline=explanation.headline,
        meaning=explanation.meaning,
        fixes=explanation.fixes,
        notes=(
            *_particulars(detail, explanation),
            *(chain_lines(failure.chain) if failure.chain else ()),
            *transport_notes(failure),
        ),
    )


def _with_certificates(explanation: _Explanation, chain: CertificateChain) -> _Explanation:
    """Return an explanation that says which certificate is at fault, and what to do about it."""
    faults = " ".join(fault.text for fault in chain.faults())
    meaning = (
        tr("{faults} Nothing was sent.").format(faults=faults) if faults else explanation.meaning
    )
    if chain.refusal == FailureKind.CERTIFICATE_UNKNOWN and faults:
        meaning += tr(" Someone may be intercepting the connection.")
    return replace(explanation, meaning=meaning, fixes=_certificate_fixes(explanation, chain))


def _certificate_fixes(explanation: _Explanation, chain: CertificateChain) -> tuple[Fix, ...]:
    words, *buttons = explanation.fixes
    look = Fix(tr("Look at the certificates"), FixAction.SHOW_CERTIFICATES)
    anchor = chain.anchor
    if anchor is not None:
        what = "authority" if anchor.is_authority else "certificate"
        trust = Fix(
            tr("Trust this {what} for this host…").format(what=what), FixAction.TRUST_CERTIFICATE
        )
        # Its name: where there is little room, the meaning that has it as well is not shown.
        compare = tr("compare the fingerprint of {subject}, then trust it.").format(
            subject=anchor.subject
        )
        return (
            Fix(tr("If the server is your own, {compare}").format(compare=compare)),
            trust,
            look,
            *buttons,
        )
    if chain.refusal == FailureKind.CERTIFICATE_UNKNOWN and len(chain.faults()) > 1:
        words = _NO_HELP
    names = chain.links[0].names
    if chain.refusal == FailureKind.CERTIFICATE_WRONG_HOST and names:
        words = Fix(
            tr("Use the name of a host that the certificate is for, such as {value}.").format(
                value=names[0]
            )
        )
    return words, look, *buttons


_NO_HELP = Fix(
    tr(
        "Trusting an authority would not help. Use the name that the certificate "
        "is for, or have it renewed."
    )
)


def _particulars(detail: str, explanation: _Explanation) -> tuple[str, ...]:
    """Return the detail as a sentence, unless the headline has said it."""
    bare = detail.rstrip(".")
    if not bare or bare.casefold() == explanation.headline.casefold():
        return ()
    # A time limit comes as "60 s", and a size as "536870912 bytes".
    if (limit := _LIMIT.fullmatch(bare)) is not None:
        return (
            tr("The limit is {limit_in_words}.").format(
                limit_in_words=_limit_in_words(float(limit["seconds"]))
            ),
        )
    bare = _BYTES.sub(lambda match: format_size(int(match["bytes"])), bare)
    # Not the name of a file, which another one may have in capital letters.
    if bare.partition(" ")[0].isalpha():
        bare = f"{bare[0].upper()}{bare[1:]}"
    return (f"{bare}.",)


_LIMIT = re.compile(r"(?P<seconds>[\d.e+]+) s")
_LONGEST_ADDRESS = 2000
"""Characters of the address of a redirect; a server may send tens of kilobytes."""
_BYTES = re.compile(r"(?P<bytes>\d{4,}) bytes")


def _limit_in_words(seconds: float) -> str:
    return f"{seconds:g} s" if seconds < 60 else format_duration(seconds * 1000)


def transport_notes(outcome: Outcome) -> tuple[str, ...]:
    """Return quiet lines for the way that was taken, redirects, and what was sent again."""
    redirects = (
        tr("Redirected by HTTP {status} to ").format(status=hop.status)
        + truncate(redact_unknown(hop.location), _LONGEST_ADDRESS)
        + (tr("; the credential was not sent there.") if hop.is_credential_dropped else ".")
        for hop in outcome.hops
    )
    return (*outcome.route.notes, *redirects, *_resend_notes(outcome.resends))


def _resend_notes(resends: int) -> tuple[str, ...]:
    if not resends:
        return ()
    times = "" if resends == 1 else f" {resends} times"
    return (
        tr(
            "The server refused the request{times} before it processed it; it was sent again."
        ).format(times=times),
    )
