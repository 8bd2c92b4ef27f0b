from aiurdesk.core.environments.plain_http import PlainHttp
from aiurdesk.services.sending.plain_hosts import PlainHosts


def test_what_a_person_allows_is_kept_and_what_a_call_is_given_is_not():
    hosts = PlainHosts()
    kept: list[PlainHttp] = []
    hosts.keep = kept.append
    hosts.given = PlainHttp(("given.example",))
    hosts.allow("a.example", with_credentials=False)
    hosts.allow("b.example", with_credentials=True)
    assert kept[-1] == PlainHttp(("a.example",), ("b.example",))
    assert hosts.allowed() == PlainHttp(("a.example", "given.example"), ("b.example",))
    # As the settings say now.
    hosts.kept = PlainHttp()
    assert not hosts.allowed().allows("a.example")
