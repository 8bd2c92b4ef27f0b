"""The verdict on a request without a response: headline, meaning and fixes for each kind."""

import re
from collections.abc import Mapping
from functools import cache

import msgspec
from msgspec.structs import replace

from aiurdesk import resources
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.environments.certificates import (
    EXPIRED,
    UNKNOWN,
    WRONG_HOST,
    CertificateChain,
    ChainFault,
    chain_lines,
)
from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.formats.toml.toml_reading import read_toml
from aiurdesk.core.preparing.address import to_socket
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.response.response import Failure, FailureKind, Outcome, Response
from aiurdesk.core.translation import (
    as_sentence,
    format_duration,
    format_size,
    joined_sentences,
    language,
    tr,
    trn,
    truncate,
)
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind, translated_fixes


class Explanation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of one of the files."""

    severity: Severity
    headline: str
    meaning: str = ""
    fixes: tuple[Fix, ...] = ()
    instead: str = ""
    """Of a body: what came instead of an envelope, as it stands after "404 Not found, with"."""
    is_temporary: bool = False
    """Of a close code: whether connecting again may help."""


def explain(subject: str, *keys: str) -> Explanation:
    """Return the first row that there is, in the language of the person.

    Args:
        subject: Name of the file, such as ``statuses``.
        keys: From the most particular to the most general; the last one has a row.
    """
    rows = explanations(subject)
    row = rows[next((key for key in keys if key in rows), keys[-1])]
    if not language():
        return row
    return replace(
        row,
        headline=tr(row.headline),
        meaning=tr(row.meaning),
        fixes=translated_fixes(row.fixes),
        instead=tr(row.instead),
    )


@cache
def explanations(subject: str) -> Mapping[str, Explanation]:
    """Return all rows of a file in English. It is data of the program, so it has no mistakes."""
    content = read_toml(resources.read_text(f"explanations/{subject}.toml"))
    return msgspec.convert(content, dict[str, Explanation])


def judge_failure(failure: Failure, *, is_socket: bool = False) -> Verdict:
    """Return the verdict on a request without a response.

    Args:
        is_socket: It was to open a WebSocket, so it is explained with the schemes of one.
    """
    explanation, detail = explain("failures", failure.kind), failure.detail
    if failure.chain is not None:
        if _is_above(failure.chain):
            explanation = explain("failures", "authority_expired")
        explanation = _with_certificates(explanation, failure.chain)
    if is_socket and failure.kind is FailureKind.PLAIN_HTTP_REFUSED:
        explanation, detail = explain("failures", "plain_websocket_refused"), to_socket(detail)
    if failure.kind is FailureKind.CANCELLED and detail:
        headline = tr("Cancelled after {size}").format(size=detail)
        explanation, detail = replace(explanation, headline=headline), ""
    return Verdict(
        kind=VerdictKind.NO_ANSWER,
        severity=explanation.severity,
        headline=explanation.headline,
        meaning=explanation.meaning,
        fixes=explanation.fixes,
        notes=(
            *_particulars(detail, explanation),
            *(chain_lines(failure.chain) if failure.chain else ()),
            *transport_notes(failure),
        ),
    )


def _with_certificates(explanation: Explanation, chain: CertificateChain) -> Explanation:
    """Return an explanation that says which certificate is at fault, and what to do about it."""
    faults = joined_sentences(fault.text for fault in chain.faults())
    meaning = (
        tr("{faults} Nothing was sent.").format(faults=faults) if faults else explanation.meaning
    )
    if chain.refusal == UNKNOWN and faults:
        meaning += tr(" Someone may be intercepting the connection.")
    return replace(explanation, meaning=meaning, fixes=_certificate_fixes(explanation, chain))


def _certificate_fixes(explanation: Explanation, chain: CertificateChain) -> tuple[Fix, ...]:
    _, *buttons = explanation.fixes
    look = Fix(tr("Look at the certificates"), FixAction.SHOW_CERTIFICATES)
    anchor = chain.anchor
    if anchor is not None:
        trust = Fix(anchor.trust_words, FixAction.TRUST_CERTIFICATE)
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
    return Fix(_remedy(explanation, chain)), look, *buttons


def _is_above(chain: CertificateChain) -> bool:
    """Return whether all that is wrong is that a certificate above the server's own has expired."""
    return all(fault.kind == EXPIRED and fault.link for fault in chain.faults())


def _remedy(explanation: Explanation, chain: CertificateChain) -> str:
    """Return what to do about each fault of a chain that no trust in an authority mends."""
    faults = [fault for fault in chain.faults() if fault.kind != UNKNOWN]
    if not faults and chain.lacks_issuer:
        return tr(
            "The server should send the certificate of {issuer} with its own, as in the chain "
            "or “fullchain” file of its authority. If {issuer} is your own authority, trust "
            "its certificate: “Certificates…” in the window, 'aiurdesk certificates' or "
            "--ca-file FILE on the command line."
        ).format(issuer=chain.top.issuer)
    if not faults or not all(fault.kind for fault in faults):
        return explanation.fixes[0].text
    sentences = dict.fromkeys(_remedy_of(fault, chain) for fault in faults)
    useless = (tr("Trusting an authority would not help."),) if chain.refusal == UNKNOWN else ()
    return joined_sentences((*useless, *sentences))


def _remedy_of(fault: ChainFault, chain: CertificateChain) -> str:
    names = chain.links[0].names
    if fault.kind == WRONG_HOST and names:
        return tr("Use the name of a host that the certificate is for, such as {value}.").format(
            value=names[0]
        )
    is_above = fault.kind == EXPIRED and fault.link
    return explain("failures", "authority_expired" if is_above else fault.kind).fixes[0].text


def _particulars(detail: str, explanation: Explanation) -> tuple[str, ...]:
    """Return the detail as a sentence, unless the headline has said it."""
    bare = detail.rstrip(".")
    if not bare or bare.casefold() == explanation.headline.casefold():
        return ()
    # A time limit comes as "60 s", and in older records a size as "536870912 bytes".
    if (limit := _LIMIT.fullmatch(bare)) is not None:
        seconds = float(limit["seconds"])
        words = f"{seconds:g} s" if seconds < 60 else format_duration(seconds * 1000)
        return (tr("The limit is {limit_in_words}.").format(limit_in_words=words),)
    bare = _BYTES.sub(lambda match: format_size(int(match["bytes"])), bare)
    return (as_sentence(bare),)


_LIMIT = re.compile(r"(?P<seconds>[\d.e+]+) s")
_LONGEST_ADDRESS = 2000
"""Characters of the address of a redirect; a server may send tens of kilobytes."""
_BYTES = re.compile(r"(?P<bytes>\d{4,}) bytes")


def _is_plain(outcome: Outcome) -> bool:
    urls = (outcome.url if isinstance(outcome, Response) else "", *(h.url for h in outcome.hops))
    return any(map(plain_host, urls))


def transport_notes(outcome: Outcome) -> tuple[str, ...]:
    """Return quiet lines for the way that was taken, redirects, and what was sent again."""
    redirects = (
        tr("Redirected by HTTP {status} to ").format(status=hop.status)
        + truncate(redact_unknown(hop.location), _LONGEST_ADDRESS)
        + (tr("; the credential was not sent there.") if hop.is_credential_dropped else ".")
        for hop in outcome.hops
    )
    plain = (
        (tr("Not encrypted: others on the network could read it."),) if _is_plain(outcome) else ()
    )
    notes = (*outcome.route.notes, *redirects, *plain)
    if not outcome.resends:
        return notes
    resent = trn(
        "The server refused the request before it processed it; it was sent again.",
        "The server refused the request {times} times before it processed it; it was sent again.",
        outcome.resends,
    )
    return (*notes, resent.format(times=outcome.resends))
