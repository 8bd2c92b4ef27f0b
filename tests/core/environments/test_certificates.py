from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from aiurdesk.core.environments.certificates import (
    CertificateChain,
    CertificateKind,
    ChainLink,
    HostCertificate,
    certificate_record,
    chain_lines,
    covers_host,
    expiry_text,
    link_lines,
    named,
    read_certificate,
)

ENDS = datetime(2027, 1, 1, tzinfo=UTC)
ONE = HostCertificate(CertificateKind.AUTHORITY, "site.example", "PEM", "Root", "AB", ENDS)


@pytest.mark.parametrize("port", [None, 8443])
@pytest.mark.parametrize("kind", CertificateKind)
def test_what_is_written_is_read(kind, port):
    one = replace(ONE, kind=kind, port=port, id="7" if kind is CertificateKind.CLIENT else "")
    assert read_certificate(certificate_record(one)) == one


def test_members_that_say_nothing_are_left_out():
    assert set(certificate_record(ONE)) == {"kind", "host", "pem", "name", "sha256", "expires_at"}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"host": " "},
        {"pem": ""},
        {"expires_at": "2027-01-01T00:00:00"},
        {"expires_at": "soon"},
        {"port": "many"},
    ],
)
def test_a_record_with_a_mistake_is_left_out(change):
    assert read_certificate({**certificate_record(ONE), **change}) is None
    assert read_certificate("text") is None


def test_a_certificate_is_for_its_host_and_port():
    one_port = replace(ONE, port=8443)
    assert [ONE.covers("site.example", port) for port in (443, 8443)] == [True, True]
    assert [one_port.covers("site.example", port) for port in (443, 8443)] == [False, True]
    assert not ONE.covers("a.site.example", 443)
    assert (ONE.where, one_port.where) == ("site.example", "site.example:8443")
    assert replace(one_port, host="::1").where == "[::1]:8443"


def test_the_same_certificate_for_the_same_host_is_one():
    assert ONE.is_like(replace(ONE, name="another name", pem="with more"))
    assert not ONE.is_like(replace(ONE, port=1))
    assert not ONE.is_like(replace(ONE, sha256="CD"))


NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
SITE = ChainLink("site.example", "Middle", NOW - YEAR, NOW + YEAR, "AB:01", "P", ("site.example",))
MIDDLE = ChainLink("Middle", "Root", NOW - YEAR, NOW + YEAR, "AB:02", "Q", is_authority=True)
ROOT = ChainLink(
    "Root", "Root", NOW - YEAR, NOW + YEAR, "AB:03", "R", is_self_signed=True, is_authority=True
)
UNKNOWN = "certificate_unknown"


def a_chain(*links: ChainLink, refusal: str = UNKNOWN, **more) -> CertificateChain:
    given = {"count": len(links), "refusal": refusal, **more}
    return CertificateChain("site.example", 443, links, NOW, **given)


def texts(chain: CertificateChain) -> list[str]:
    return [fault.text for fault in chain.faults()]


def test_a_trusted_chain_has_no_fault():
    chain = a_chain(SITE, MIDDLE, refusal="")
    assert (chain.faults(), chain.anchor) == ((), None)


def test_what_is_refused_for_another_reason_is_never_called_trusted():
    (fault,) = a_chain(SITE, MIDDLE, ROOT, refusal="tls_error").faults()
    assert fault.text.startswith("The certificates break another rule")
    assert a_chain(SITE, MIDDLE, ROOT, refusal="tls_error").anchor is None


def test_an_unknown_authority_is_named_and_can_be_trusted():
    chain = a_chain(SITE, MIDDLE, ROOT)
    assert texts(chain) == ["This computer does not know the authority Root."]
    assert chain.faults()[0].link == 2
    assert chain.anchor is ROOT


def test_an_authority_that_was_not_sent_is_named():
    chain = a_chain(SITE, MIDDLE)
    assert texts(chain) == [
        "This computer does not know the authority Root, and the server did not send its "
        "certificate."
    ]
    # Of those that were sent, the last one is enough.
    assert chain.anchor is MIDDLE
    assert a_chain(SITE, replace(MIDDLE, is_authority=False)).anchor is None


def test_a_server_that_leaves_the_intermediate_out_is_not_trusted_by_its_own_certificate():
    alone = a_chain(SITE)
    assert (alone.lacks_issuer, alone.anchor) == (True, None)
    assert texts(alone) == [
        "This computer does not know the authority Middle, and the server did not send its "
        "certificate."
    ]
    # Others came with it, which have not signed it.
    assert texts(a_chain(SITE, count=2)) == [
        "This computer does not know the authority Middle, and none of the other certificates "
        "that the server sent belongs to it."
    ]
    # Some builds of Python tell the server's own only.
    unknown = a_chain(SITE, count=0)
    assert (unknown.lacks_issuer, unknown.anchor) == (False, SITE)


def test_a_certificate_that_signed_itself_can_be_trusted():
    own = replace(SITE, issuer="site.example", is_self_signed=True)
    chain = a_chain(own)
    assert texts(chain) == ["The server signed its certificate for site.example itself."]
    assert chain.anchor is own


@pytest.mark.parametrize(
    ("link", "text"),
    [
        (
            replace(SITE, names=("a.example", "*.b.example")),
            "The certificate is for a.example, *.b.example, not for site.example.",
        ),
        (replace(SITE, names=()), "The certificate is for no host, not for site.example."),
        (
            replace(SITE, names=tuple(f"{letter}.example" for letter in "abcdefg")),
            "The certificate is for a.example, b.example, c.example, d.example, e.example and 2 "
            "more, not for site.example.",
        ),
        (
            replace(SITE, not_after_at=NOW - timedelta(days=3)),
            "The certificate of site.example expired 3 days ago, on 2026-05-29.",
        ),
        (
            replace(SITE, not_before_at=NOW + timedelta(days=3)),
            "The certificate of site.example is valid from 2026-06-04 on. If that day has come, "
            "the clock of this computer is wrong.",
        ),
    ],
)
def test_no_trust_is_offered_where_it_would_not_help(link, text):
    for refusal in (UNKNOWN, "certificate_expired", "certificate_wrong_host"):
        chain = a_chain(link, MIDDLE, ROOT, refusal=refusal)
        assert texts(chain)[0] == text
        assert chain.faults()[0].link == 0
        assert chain.anchor is None


def test_an_authority_may_have_expired():
    old = replace(MIDDLE, not_after_at=NOW - timedelta(days=1))
    (fault,) = a_chain(SITE, old, ROOT, refusal="certificate_expired").faults()
    assert (fault.link, fault.text) == (
        1,
        "Certificate 2 of the chain, the one of Middle, expired 1 day ago, on 2026-05-31.",
    )


def test_more_than_a_hundred_certificates_are_never_accepted():
    chain = a_chain(SITE, MIDDLE, last=ROOT, count=150)
    assert texts(chain) == ["The server sent 150 certificates; at most 100 are accepted."]
    assert (chain.top, chain.anchor) == (ROOT, None)
    assert list(chain_lines(chain))[-1] == "And 148 more certificates."


def test_each_certificate_is_a_line_with_its_fingerprint():
    assert list(chain_lines(a_chain(SITE, notes=("One more could not be read.",)))) == [
        "Certificate 1: site.example, issued by Middle, valid from 2025-06-01, expires on "
        "2027-06-01.",
        "SHA-256 of certificate 1: AB:01",
        "One more could not be read.",
    ]


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=12, hours=5), "expires in 12 days, on 2026-06-13"),
        (timedelta(hours=5), "expires in less than a day, on 2026-06-01"),
        (timedelta(days=31), "expires on 2026-07-02"),
        (timedelta(days=-1, hours=-1), "expired 1 day ago, on 2026-05-31"),
    ],
)
def test_the_end_is_told_in_days_where_it_is_near(left, text):
    assert expiry_text(NOW + left, NOW) == text
    assert expiry_text(NOW + left, None) == f"expires on {NOW + left:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("names", "host", "is_covered"),
    [
        (("site.example",), "site.example", True),
        (("Site.Example.",), "site.example", True),
        (("*.example",), "site.example", True),
        (("*.example",), "a.site.example", False),
        (("*.example",), "example", False),
        (("*",), "example", False),
        (("a*.example",), "ab.example", False),
        (("127.0.0.1",), "127.0.0.1", True),
        (("::1",), "0:0:0:0:0:0:0:1", True),
        (("*.0.0.1",), "127.0.0.1", False),
        ((), "site.example", False),
    ],
)
def test_the_names_of_a_certificate_cover_hosts(names, host, is_covered):
    assert covers_host(names, host) is is_covered


def test_names_are_bounded_and_have_no_control_characters():
    assert not {"\n", "\u202e", "\x1b"} & set(named("a\n\u202eb\x1b[31m"))
    assert len(named("x" * 500)) <= 101
    assert named(" ") == "without a name"


def test_one_certificate_is_told_line_by_line():
    chain = a_chain(SITE, MIDDLE, replace(ROOT, sha256="AB:" * 16 + "CD:" * 15 + "CD"))
    assert link_lines(chain, 0) == [
        "For        site.example",
        "Hosts      site.example",
        "Issued by  Middle",
        "Valid      2025-06-01 to 2027-06-01, expires on 2027-06-01",
        "SHA-256    AB:01",
    ]
    assert link_lines(chain, 2)[-4:] == [
        "Kind       authority, signed itself",
        f"SHA-256    {'AB:' * 16}",
        f"           {'CD:' * 15}CD",
        "At fault   This computer does not know the authority Root.",
    ]
