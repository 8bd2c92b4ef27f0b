"""Certificates that a person has added for hosts: authorities and client certificates."""

import ipaddress
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from aiurdesk.core.formats.schema import SomeText
from aiurdesk.core.translation import Phrase, listed, padded, printable, tr, trn, truncate


class CertificateKind(StrEnum):
    """Purpose of a certificate."""

    AUTHORITY = "authority"
    """The host is trusted if its certificate is this one, or is signed by it."""
    CLIENT = "client"
    """Shown to the host, which asks who calls it."""


class HostCertificate(msgspec.Struct, frozen=True):
    """A certificate for one host. It holds no secret: a private key in it is encrypted."""

    kind: CertificateKind
    host: SomeText
    """Lower case and ASCII."""
    pem: SomeText
    """One or more certificates, and for a client its private key, encrypted."""
    name: str
    """Whom the first certificate is for."""
    sha256: SomeText
    """The fingerprint of the first certificate."""
    expires_at: Annotated[datetime, msgspec.Meta(tz=True)]
    port: int | None = None
    """None means every port of the host."""
    id: str = ""
    """Of a client certificate: names the passphrase of its key in the keyring."""

    @property
    def where(self) -> str:
        """Host, with the port where it is for one only."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    def covers(self, host: str, port: int) -> bool:
        """Tell whether it is for a host and port."""
        return self.host == host and self.port in (None, port)

    def is_like(self, other: "HostCertificate") -> bool:
        """Tell whether two are the same certificate for the same host."""
        own = (self.kind, self.host, self.port, self.sha256)
        return own == (other.kind, other.host, other.port, other.sha256)


def certificate_record(certificate: HostCertificate) -> dict[str, Any]:
    """Return a certificate as plain values for a file."""
    record: dict[str, Any] = msgspec.to_builtins(certificate)
    return {name: value for name, value in record.items() if value not in (None, "")}


def read_certificate(record: object) -> HostCertificate | None:
    """Return the certificate in plain values of a file, or None if they are not one."""
    try:
        return msgspec.convert(record, HostCertificate)
    except msgspec.ValidationError:
        return None


MOST_LINKS = 10
"""Certificates of a chain that are shown; OpenSSL accepts a hundred."""
MOST_ACCEPTED = 100
"""Longer chains are never accepted. Source: OpenSSL, X509_VERIFY_PARAM_set_depth(3)."""
SOON = timedelta(days=30)
"""How long before its end a certificate is said to expire."""
_MOST_NAMES = 5
_FINGERPRINT_LINE = 48
"""Half of a fingerprint, with its last colon."""
_DAY = timedelta(days=1)


class ChainLink(msgspec.Struct, frozen=True):
    """One certificate of a chain."""

    subject: str
    """Whom it is for: a common name, or the whole name."""
    issuer: str
    """Who signed it."""
    not_before_at: datetime
    not_after_at: datetime
    sha256: str
    """Its fingerprint, as pairs of digits with colons."""
    pem: str
    names: tuple[str, ...] = ()
    """The hosts that it is for; wildcards and IP addresses included."""
    is_self_signed: bool = False
    is_authority: bool = False
    """Whether it may sign others."""

    @property
    def trust_words(self) -> str:
        """Text of a button that trusts the certificate."""
        if self.is_authority:
            return tr("Trust this authority for this host…")
        return tr("Trust this certificate for this host…")


class ChainFault(msgspec.Struct, frozen=True):
    """Reason why a chain of certificates is not trusted."""

    link: int
    """Index of the certificate; 0 is the server's own."""
    text: str
    """A sentence."""
    kind: str = ""
    """The ``FailureKind`` that it alone would be; empty for any other rule."""


_OTHER_FAULT = ChainFault(
    0,
    tr(
        "The certificates break another rule, such as about the length of a key, "
        "the signature, or what they may be used for."
    ),
)


class CertificateChain(msgspec.Struct, frozen=True):
    """The certificates of a server, each signed by the next one."""

    host: str
    port: int
    links: tuple[ChainLink, ...]
    """The server's own first; not more than ``MOST_LINKS``."""
    read_at: datetime
    last: ChainLink | None = None
    """The last one, where ``links`` does not reach it."""
    count: int = 0
    """How many the server sent; 0 where this is not known."""
    refusal: str = ""
    """The ``FailureKind`` that the verification ended with; empty where it is trusted."""
    notes: tuple[str | Phrase, ...] = ()
    """What could not be read, as sentences."""

    @property
    def top(self) -> ChainLink:
        """The certificate that no other one of the chain has signed."""
        return self.last or self.links[-1]

    def faults(self) -> tuple[ChainFault, ...]:
        """Return what is wrong, the server's own certificate first; nothing if it is trusted."""
        return (tuple(_faults(self)) or (_OTHER_FAULT,)) if self.refusal else ()

    @property
    def lacks_issuer(self) -> bool:
        """Whether the server sent its own certificate, but not the one that signed it."""
        is_alone = len(self.links) == 1 and self.count > 0
        return is_alone and not (self.top.is_self_signed or self.top.is_authority)

    @property
    def anchor(self) -> ChainLink | None:
        """The certificate to trust so that the server is trusted; None if none would help.

        A server's own is one only if it signed itself. Otherwise the server is to send the ones
        that signed it: trusting its own would hide that, and ends when it is renewed.
        """
        top = self.top
        is_trustable = top.is_authority or (len(self.links) == 1 and not self.lacks_issuer)
        is_unknown = self.refusal == UNKNOWN and self.count <= MOST_ACCEPTED
        # An authority mends neither a wrong name nor a date.
        has_others = any(_own_faults(self))
        return top if is_unknown and is_trustable and not has_others else None


UNKNOWN = "certificate_unknown"
"""The ``FailureKind`` of a chain that ends at no authority that is trusted."""
WRONG_HOST = "certificate_wrong_host"
EXPIRED = "certificate_expired"
NOT_YET_VALID = "certificate_not_yet_valid"


def expiry_text(expires_at: datetime, now: datetime | None) -> str:
    """Return when a certificate expires, with the number of days if that is soon or past.

    Args:
        now: None says the date only.
    """
    day = f"{expires_at:%Y-%m-%d}"
    left = SOON * 2 if now is None else expires_at - now
    if left < timedelta(0):
        return tr("expired {days} ago, on {day}").format(days=_days(-left), day=day)
    return (
        tr("expires in {days}, on {day}").format(days=_days(left), day=day)
        if left <= SOON
        else tr("expires on {day}").format(day=day)
    )


def ending_text(expires_at: datetime | None, now: datetime) -> str:
    """Return in how many days a certificate expires if that is soon, or empty text."""
    if expires_at is None or expires_at - now > SOON:
        return ""
    return expiry_text(expires_at, now).partition(", ")[0]


def covers_host(names: tuple[str, ...], host: str) -> bool:
    """Tell whether the names of a certificate include a host.

    Source: RFC 9525 section 6.3: a wildcard is the whole first label, and stands for one.
    """
    address = _ip_address(host)
    if address is not None:
        return any(_ip_address(name) == address for name in names)
    folded = host.casefold().rstrip(".")
    rest = folded.partition(".")[2]
    for name in names:
        lower = name.casefold().rstrip(".")
        if lower == folded or (lower.startswith("*.") and rest and lower[2:] == rest):
            return True
    return False


def chain_lines(chain: CertificateChain) -> Iterator[str]:
    """Yield the certificates of a chain as lines of text, the server's own first."""
    for number, link in enumerate(chain.links, 1):
        yield (
            tr(
                "Certificate {number}: {subject}, issued by {issuer}, valid from "
                "{not_before_at:%Y-%m-%d}, {expiry_text}."
            ).format(
                number=number,
                subject=link.subject,
                issuer=link.issuer,
                not_before_at=link.not_before_at,
                expiry_text=expiry_text(link.not_after_at, chain.read_at),
            )
        )
        yield tr("SHA-256 of certificate {number}: {sha256}").format(
            number=number, sha256=link.sha256
        )
    if chain.count > len(chain.links):
        yield tr("And {value} more certificates.").format(value=chain.count - len(chain.links))
    yield from map(str, chain.notes)


def link_lines(chain: CertificateChain, index: int) -> list[str]:
    """Return what one certificate of a chain says, one fact in each line."""
    link = chain.links[index]
    kinds = [tr("authority")] if link.is_authority else []
    kinds += [tr("signed itself")] if link.is_self_signed else []
    valid = tr("{first_day} to {last_day}").format(
        first_day=f"{link.not_before_at:%Y-%m-%d}", last_day=f"{link.not_after_at:%Y-%m-%d}"
    )
    facts = [
        (tr("For"), link.subject),
        (tr("Hosts"), ", ".join(link.names)),
        (tr("Issued by"), link.issuer),
        (tr("Valid"), listed((valid, expiry_text(link.not_after_at, chain.read_at)), of="clauses")),
        (tr("Kind"), listed(kinds)),
        ("SHA-256", link.sha256[:_FINGERPRINT_LINE]),
        ("", link.sha256[_FINGERPRINT_LINE:]),
    ]
    faults = [(tr("At fault"), fault.text) for fault in chain.faults() if fault.link == index]
    return [f"{padded(title, 11)}{text}" for title, text in (*facts, *faults) if text]


def named(text: str, most: int = 100) -> str:
    """Return a name that a stranger chose, so that it can be shown in a line."""
    return truncate(printable(" ".join(text.split())), most) or tr("without a name")


def _faults(chain: CertificateChain) -> Iterator[ChainFault]:
    yield from _own_faults(chain)
    if chain.count > MOST_ACCEPTED:
        text = tr(
            "The server sent {count} certificates; at most {most_accepted} are accepted."
        ).format(count=chain.count, most_accepted=MOST_ACCEPTED)
        yield ChainFault(0, text)
    elif chain.refusal == UNKNOWN:
        yield ChainFault(len(chain.links) - 1, _unknown(chain), UNKNOWN)


def _own_faults(chain: CertificateChain) -> Iterator[ChainFault]:
    """Yield what no trust in an authority mends."""
    leaf, now = chain.links[0], chain.read_at
    if not covers_host(leaf.names, chain.host):
        yield ChainFault(
            0,
            tr("{names}, not for {host}.").format(names=_listed(leaf.names), host=chain.host),
            WRONG_HOST,
        )
    for number, link in enumerate(chain.links):
        if link.not_after_at < now:
            yield ChainFault(number, _expired(chain, number), EXPIRED)
        elif link.not_before_at > now:
            day = f"{link.not_before_at:%Y-%m-%d}"
            yield ChainFault(
                number,
                tr(
                    "The certificate of {subject} is valid from {day} on. If that day has "
                    "come, the clock of this computer is wrong."
                ).format(subject=link.subject, day=day),
                NOT_YET_VALID,
            )


def _expired(chain: CertificateChain, number: int) -> str:
    link = chain.links[number]
    words = expiry_text(link.not_after_at, chain.read_at)
    if not number:
        return tr("The certificate of {subject} {expiry_text}.").format(
            subject=link.subject, expiry_text=words
        )
    return tr("Certificate {number} of the chain, the one of {subject}, {expiry_text}.").format(
        number=number + 1, subject=link.subject, expiry_text=words
    )


def _unknown(chain: CertificateChain) -> str:
    top = chain.top
    if top.is_self_signed and chain.count == 1:
        return tr("The server signed its certificate for {subject} itself.").format(
            subject=top.subject
        )
    if top.is_self_signed:
        return tr("This computer does not know the authority {subject}.").format(
            subject=top.subject
        )
    text = tr(
        "This computer does not know the authority {issuer}, and the server did "
        "not send its certificate."
    )
    if chain.lacks_issuer and chain.count > 1:
        text = tr(
            "This computer does not know the authority {issuer}, and none of the other "
            "certificates that the server sent belongs to it."
        )
    return text.format(issuer=top.issuer)


def _listed(names: tuple[str, ...]) -> str:
    if not names:
        return tr("The certificate is for no host")
    listed = ", ".join(names[:_MOST_NAMES])
    more = (
        tr(" and {value} more").format(value=len(names) - _MOST_NAMES)
        if len(names) > _MOST_NAMES
        else ""
    )
    return tr("The certificate is for {listed}{more}").format(listed=listed, more=more)


def _days(span: timedelta) -> str:
    days = span // _DAY
    if not days:
        return tr("less than a day")
    return trn("1 day", "{count} days", days).format(count=days)


def _ip_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
