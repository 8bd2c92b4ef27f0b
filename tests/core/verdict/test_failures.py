"""Words for each way of not getting an answer."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import pytest
from msgspec.structs import replace

from aiurdesk import resources
from aiurdesk.core.environments.certificates import CertificateChain, ChainLink
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import Failure, FailureKind, Hop
from aiurdesk.core.verdict.envelope import NotAnEnvelopeReason
from aiurdesk.core.verdict.failures import explain, explanations, judge_failure, transport_notes
from aiurdesk.core.verdict.verdict import Severity, VerdictKind


def test_every_kind_of_failure_is_judged_by_its_row():
    for kind in FailureKind:
        verdict, row = judge_failure(Failure(kind)), explanations("failures")[kind]
        assert (verdict.kind, verdict.severity) == (VerdictKind.NO_ANSWER, Severity.FAILURE)
        assert (verdict.headline, verdict.meaning) == (row.headline, row.meaning), kind
        assert verdict.fixes == row.fixes != (), kind
        assert (verdict.code, verdict.table) == (None, None)
        assert "error" not in (verdict.headline + verdict.meaning).lower(), kind


def test_no_two_kinds_of_failure_say_the_same():
    verdicts = [judge_failure(Failure(kind)) for kind in FailureKind]
    assert len({verdict.headline for verdict in verdicts}) == len(FailureKind)
    assert len({verdict.meaning for verdict in verdicts}) == len(FailureKind)


def test_the_details_of_a_failure_are_a_note():
    verdict = judge_failure(Failure(FailureKind.CONNECTION_REFUSED, "127.0.0.1 port 9"))
    assert verdict.notes == ("127.0.0.1 port 9.",)
    verdict = judge_failure(Failure(FailureKind.TLS_ERROR, "handshake failure."))
    assert verdict.notes == ("Handshake failure.",)


@pytest.mark.parametrize(
    ("kind", "detail", "note"),
    [
        (FailureKind.READ_TIMEOUT, "0.3 s", "The limit is 0.3 s."),
        (FailureKind.CONNECT_TIMEOUT, "10 s", "The limit is 10 s."),
        (FailureKind.TOTAL_TIMEOUT, "300 s", "The limit is 5 min."),
        (FailureKind.TOTAL_TIMEOUT, "86400 s", "The limit is 24 h."),
        (FailureKind.TOO_LARGE, "more than 536870912 bytes", "More than 512 MB."),
        (FailureKind.READ_TIMEOUT, "no data came for too long", "No data came for too long."),
    ],
)
def test_limits_are_told_in_words(kind, detail, note):
    assert judge_failure(Failure(kind, detail)).notes == (note,)


def test_the_name_of_a_file_keeps_its_first_letter():
    failure = Failure(FailureKind.FILE_UNREADABLE, "data/photo.png: this is a device")
    assert judge_failure(failure).notes == ("data/photo.png: this is a device.",)


def test_details_that_repeat_the_headline_are_left_out():
    assert judge_failure(Failure(FailureKind.CONNECTION_REFUSED, "connection refused")).notes == ()


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        (FailureKind.CONNECT_TIMEOUT, "connect_s"),
        (FailureKind.READ_TIMEOUT, "read_s"),
        (FailureKind.TOTAL_TIMEOUT, "total_s"),
        (FailureKind.TOO_LARGE, "body_bytes"),
    ],
)
def test_the_fix_leads_to_the_limit_that_was_reached(kind, limit):
    fixes = judge_failure(Failure(kind)).fixes
    assert [fix.target for fix in fixes if fix.action is FixAction.RAISE_LIMITS] == [limit]
    assert hasattr(Limits(), limit)


def test_plain_http_can_be_changed_to_https():
    fixes = judge_failure(Failure(FailureKind.PLAIN_HTTP_REFUSED)).fixes
    assert Fix("Change to https://", FixAction.USE_HTTPS) in fixes


def test_a_plain_socket_is_refused_in_the_schemes_of_sockets():
    refused = Failure(FailureKind.PLAIN_HTTP_REFUSED, "http://host.example")
    verdict = judge_failure(refused, is_socket=True)
    assert verdict.headline == "Plain WebSocket not allowed"
    assert Fix("Change to wss://", FixAction.USE_HTTPS) in verdict.fixes
    said = f"{verdict.meaning} {verdict.fixes} {verdict.notes}"
    assert "ws://host.example." in verdict.notes
    assert "http" not in said.replace("use_https", "")


def test_redirects_that_were_followed_are_notes():
    hops = (Hop(302, "https://a/", "https://a/b"), Hop(307, "https://a/b", "https://c/", True))
    assert transport_notes(Failure(FailureKind.CUT_OFF, hops=hops)) == (
        "Redirected by HTTP 302 to https://a/b.",
        "Redirected by HTTP 307 to https://c/; the credential was not sent there.",
    )
    failure = Failure(FailureKind.CUT_OFF, hops=hops, resends=2)
    assert transport_notes(failure)[2:] == (
        "The server refused the request 2 times before it processed it; it was sent again.",
    )
    assert judge_failure(failure).notes == transport_notes(failure)


NOW = datetime(2026, 6, 1, tzinfo=UTC)
ROOT = ChainLink(
    "Root", "Root", NOW, NOW + timedelta(days=90), "AB:03", "R", is_self_signed=True,
    is_authority=True,
)  # fmt: skip
SITE = ChainLink("site.example", "Root", NOW, ROOT.not_after_at, "AB:01", "P", ("site.example",))


def a_chain(kind: FailureKind, *links: ChainLink) -> CertificateChain:
    return CertificateChain("site.example", 443, links, NOW, count=len(links), refusal=kind)


def actions(failure: Failure) -> list[FixAction | None]:
    return [fix.action for fix in judge_failure(failure).fixes if fix.action]


def test_a_refused_certificate_is_taken_apart():
    kind = FailureKind.CERTIFICATE_UNKNOWN
    failure = Failure(kind, "self-signed certificate", chain=a_chain(kind, SITE, ROOT))
    verdict = judge_failure(failure)
    assert verdict.meaning == (
        "This computer does not know the authority Root. Nothing was sent. Someone may be "
        "intercepting the connection."
    )
    assert verdict.notes[0] == "self-signed certificate."
    assert "SHA-256 of certificate 2: AB:03" in verdict.notes
    assert actions(failure)[0] is FixAction.TRUST_CERTIFICATE
    assert FixAction.SHOW_CERTIFICATES in actions(failure)
    assert [fix.text for fix in verdict.fixes][:2] == [
        "If the server is your own, compare the fingerprint of Root, then trust it.",
        "Trust this authority for this host…",
    ]


def test_a_certificate_that_signed_itself_is_not_called_an_authority():
    kind = FailureKind.CERTIFICATE_UNKNOWN
    own = replace(SITE, is_self_signed=True)
    texts = [fix.text for fix in judge_failure(Failure(kind, chain=a_chain(kind, own))).fixes]
    assert "Trust this certificate for this host…" in texts


@pytest.mark.parametrize(
    ("kind", "link", "words"),
    [
        (
            FailureKind.CERTIFICATE_WRONG_HOST,
            replace(SITE, names=("other.example",)),
            "The certificate is for other.example, not for site.example.",
        ),
        (
            FailureKind.CERTIFICATE_EXPIRED,
            replace(SITE, not_after_at=NOW - timedelta(days=2)),
            "The certificate of site.example expired 2 days ago, on 2026-05-30.",
        ),
    ],
)
def test_an_authority_mends_neither_a_name_nor_a_date(kind, link, words):
    failure = Failure(kind, chain=a_chain(kind, link, ROOT))
    assert judge_failure(failure).meaning == f"{words} Nothing was sent."
    assert FixAction.TRUST_CERTIFICATE not in actions(failure)
    assert FixAction.SHOW_CERTIFICATES in actions(failure)


def test_a_name_that_would_do_is_suggested():
    kind = FailureKind.CERTIFICATE_WRONG_HOST
    chain = a_chain(kind, replace(SITE, names=("other.example",)))
    assert judge_failure(Failure(kind, chain=chain)).fixes[0].text == (
        "Use the name of a host that the certificate is for, such as other.example."
    )


def test_without_the_certificates_there_is_nothing_to_look_at():
    assert FixAction.SHOW_CERTIFICATES not in actions(Failure(FailureKind.CERTIFICATE_UNKNOWN))


def test_a_chain_with_two_faults_asks_for_no_authority():
    kind = FailureKind.CERTIFICATE_UNKNOWN
    chain = a_chain(kind, replace(SITE, names=("other.example",)), ROOT)
    verdict = judge_failure(Failure(kind, chain=chain))
    assert verdict.fixes[0].text.startswith("Trusting an authority would not help.")
    assert FixAction.TRUST_CERTIFICATE not in [fix.action for fix in verdict.fixes]


FILES = resources.list_names("explanations")
SUBJECTS = [PurePosixPath(file).stem for file in FILES]


def test_every_row_has_a_headline_sentences_and_actions_that_exist():
    for file, subject in zip(FILES, SUBJECTS, strict=True):
        rows = explanations(subject)
        assert rows
        for key, row in rows.items():
            fixes = tomllib.loads(resources.read_text(file))[key].get("fixes", ())
            # Read without checks: an unknown member of a fix would not be noticed.
            assert [{**fix} for fix in fixes] == [
                {name: value for name, value in members(fix).items() if value} for fix in row.fixes
            ]
            assert row.headline[-1] not in ".:", (subject, key)
            assert not row.meaning or row.meaning[-1] in ".}", (subject, key)
            # A fix is a sentence, or a button.
            assert all((fix.text[-1] == ".") is (fix.action is None) for fix in row.fixes), key


def members(fix):
    return {"text": fix.text, "action": fix.action and fix.action.value, "target": fix.target}


def test_every_kind_and_reason_has_its_row_and_no_row_is_left_over():
    assert explanations("failures").keys() == {
        *FailureKind, "authority_expired", "plain_websocket_refused",
    }  # fmt: skip
    assert explanations("bodies").keys() == set(NotAnEnvelopeReason)
    for subject in ("sockets", "streams"):
        assert explanations(subject).keys() < set(FailureKind)


def test_every_class_of_status_has_a_row_and_all_others_are_numbers():
    usual = {"1xx", "2xx", "3xx", "4xx", "5xx", "unknown"}
    special = {"sign_in_page", "websocket_only", "https_only"}
    special |= {"wrong_password", "refused_credential", "scope_missing"}
    keys = explanations("statuses").keys()
    assert usual | special <= keys
    assert all(100 <= int(key) <= 599 for key in keys - usual - special)


def test_what_comes_instead_of_an_envelope_is_named_for_every_reason():
    rows = explanations("bodies").values()
    assert len({row.instead for row in rows} - {""}) == len(rows)


def test_the_first_key_that_has_a_row_counts():
    assert explain("statuses", "404", "4xx", "unknown").headline == "Not found"
    assert explain("statuses", "418", "4xx", "unknown").headline == "Request refused"
    assert explain("statuses", "999", "9xx", "unknown").headline == "Unknown status"
    with pytest.raises(KeyError):
        explain("statuses", "999")


def test_texts_are_translated_where_they_are_asked_for(backwards):
    row = explain("bodies", NotAnEnvelopeReason.EMPTY)
    assert (row.headline, row.instead, row.severity) == ("ydob on", "ydob on", Severity.UNEXPECTED)
    assert row.meaning.startswith(".egassem on")
    assert row.fixes[1] == Fix("sredaeh wohS", FixAction.SHOW_HEADERS)
    assert explanations("bodies")["empty"].headline == "no body"
