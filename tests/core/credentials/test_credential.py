import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.credential import (
    Credential,
    allowed_words,
    credential_record,
    origin_of,
    parse_credentials,
)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Stargate.Aiursoft.com/Channel?x=1", "https://stargate.aiursoft.com"),
        ("https://stargate.aiursoft.com:443", "https://stargate.aiursoft.com"),
        ("https://127.0.0.1:8443/a", "https://127.0.0.1:8443"),
        ("http://[::1]:80/", "http://[::1]"),
        ("wss://stargate.aiursoft.com/Listen", "https://stargate.aiursoft.com"),
        ("ws://stargate.aiursoft.com/Listen", "http://stargate.aiursoft.com"),
        ("stargate.aiursoft.com", ""),
        ("https://[::1", ""),
        ("https://a:port/", ""),
        ("", ""),
    ],
)
def test_an_origin_is_scheme_host_and_unusual_port(address: str, origin: str) -> None:
    assert origin_of(address) == origin


def test_a_plain_field_is_found_by_name_and_empty_where_absent() -> None:
    credential = Credential("1", "Mine", "app", values=(("appId", "5a"),))
    assert (credential.value("appId"), credential.value("email")) == ("5a", "")


@given(st.sampled_from(["", "http://[", "https://[::1%25", "https://1.2.3.999:"]), st.characters())
def test_any_text_has_an_origin_or_none(start: str, end: str) -> None:
    origin = origin_of(start + end)
    assert origin == "" or origin_of(origin) == origin


_SOME = st.text(min_size=1).filter(str.strip)
_CREDENTIALS = st.builds(
    Credential,
    id=_SOME,
    name=_SOME,
    scheme=_SOME,
    origins=st.lists(st.text()).map(tuple),
    values=st.dictionaries(st.text(), st.text()).map(lambda read: tuple(read.items())),
)


@given(st.lists(_CREDENTIALS, unique_by=lambda credential: credential.id))
def test_what_is_written_is_read_again(credentials):
    record = {"credentials": [credential_record(credential) for credential in credentials]}
    assert parse_credentials(record) == (tuple(credentials), ())


def test_what_a_later_version_added_is_not_a_mistake():
    entry = {"id": "a", "name": "A", "scheme": "app", "colour": "red"}
    read, mistakes = parse_credentials({"credentials": [entry], "version": 9})
    assert [credential.id for credential in read] == ["a"]
    assert mistakes == ()


def test_each_mistake_is_told_with_its_key_and_the_rest_counts():
    entries = [
        {"id": "a", "name": "A", "scheme": "app", "origins": "https://a.example"},
        {"id": "b", "name": "B"},
        {"id": "a", "name": "Again", "scheme": "app"},
        5,
    ]
    read, mistakes = parse_credentials({"credentials": entries})
    assert [credential.name for credential in read] == ["A"]
    assert read[0].origins == ()
    assert [mistake.split(" should")[0] for mistake in mistakes] == [
        "credential A: origins",
        "credential B: scheme is missing",
        "credential 4:",
        "credential Again: its id appears twice; the first one is used",
    ]


def test_what_holds_no_list_is_told():
    assert parse_credentials({"credentials": 5})[1] == ("credentials should be a list, not 5",)
    assert parse_credentials({}) == ((), ())


def test_where_a_credential_may_go_is_said_at_the_end_of_a_sentence():
    assert allowed_words(()) == "not yet allowed for any host"
    assert allowed_words(["https://a.example"]) == "allowed only for https://a.example"
    assert allowed_words(["a", "b"]) == "allowed only for a and b"
