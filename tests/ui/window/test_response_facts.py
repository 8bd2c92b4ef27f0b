from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from aiurdesk.core.response.response import Response, Tls
from aiurdesk.ui.window.response_facts import protection, response_facts
from tests.ui.response.exchanges import an_exchange


def test_protection_is_said_in_words():
    outcome = an_exchange().outcome
    assert isinstance(outcome, Response)
    guarded = replace(outcome, http_version="HTTP/2", tls=Tls("TLSv1.3"))
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assert protection(guarded, now) == "TLS 1.3 · HTTP/2 · trusted"
    assert protection(replace(guarded, tls=None), now) == "HTTP/2 · not encrypted"
    ending = Tls("TLSv1.3", expires_at=now + timedelta(days=12, hours=1))
    words = "TLS 1.3 · HTTP/2 · trusted, expires in 12 days"
    assert protection(replace(guarded, tls=ending), now) == words
    assert protection(replace(guarded, tls=ending), now - timedelta(days=30)) == (
        "TLS 1.3 · HTTP/2 · trusted"
    )


def test_a_socket_has_no_size():
    outcome = an_exchange().outcome
    assert isinstance(outcome, Response)
    facts = response_facts(an_exchange(outcome))
    assert facts is not None
    assert facts.size.endswith(" B")
    opened = response_facts(an_exchange(replace(outcome, status=101, is_handshake=True)))
    assert opened is not None
    assert opened.size == ""


def test_a_missing_response_has_no_facts():
    assert response_facts(None) is None
