"""Logging events and reading them back."""

import pytest

from aiurdesk.sandbox.accounts import READY_APP


@pytest.fixture
def base(server):
    """Return Observer's address."""
    return server.base_urls["observer"]


def view(client, base, access_token):
    return client.get(f"{base}/Event/View", params={"AccessToken": access_token}).json()


def test_events_are_grouped_by_their_message_with_the_newest_of_each(client, base, access_token):
    for level, path in (("Warning", "/a"), ("2", "/b")):
        event = {"Message": "slow", "EventLevel": level, "Path": path}
        response = client.post(f"{base}/Event/Log", data={"AccessToken": access_token, **event})
        assert response.json()["code"] == 0
    client.post(f"{base}/Event/Log", data={"AccessToken": access_token, "StackTrace": "s"})
    response = view(client, base, access_token)
    assert list(response) == ["appId", "logs", "code", "message"]
    assert response["appId"] == READY_APP.id
    slow, unnamed = response["logs"]
    assert list(slow) == ["message", "count", "first"]
    assert (slow["message"], slow["count"]) == ("slow", 2)
    assert list(slow["first"]) == [
        "appId",
        "message",
        "stackTrace",
        "eventLevel",
        "path",
        "logTime",
    ]
    assert (slow["first"]["eventLevel"], slow["first"]["path"]) == (2, "/b")
    assert (unnamed["message"], unnamed["first"]["eventLevel"]) == (None, 0)


def test_events_are_kept_for_a_week(client, base, access_token, clock, server):
    client.post(f"{base}/Event/Log", data={"AccessToken": access_token, "Message": "old"})
    clock.advance(days=8)
    archon = f"{server.base_urls['archon']}/API/AccessToken"
    query = {"appId": READY_APP.id, "appSecret": READY_APP.secret}
    fresh = client.get(archon, params=query).json()["accessToken"]
    assert view(client, base, fresh)["logs"] == []


@pytest.mark.parametrize(
    ("level", "text"),
    [
        ("9", "The value '9' is invalid."),
        ("Terrible", "The value 'Terrible' is not valid for EventLevel."),
        ("", "The value '' is invalid."),
    ],
)
def test_a_level_that_is_none_is_named(client, base, access_token, level, text):
    event = {"AccessToken": access_token, "EventLevel": level}
    response = client.post(f"{base}/Event/Log", data=event).json()
    assert (response["code"], response["items"]) == (-10, [text])


def test_each_refusal_has_its_code(client, base):
    assert view(client, base, "bm90.YXRva2Vu")["code"] == -8
    assert view(client, base, "")["items"] == ["The AccessToken field is required."]
    assert client.post(f"{base}/Event/Log", data={"AccessToken": "x"}).json()["code"] == -8
    assert client.get(f"{base}/Event/Log").status_code == 405
    assert client.get(base).json()["code"] == 0


def test_its_documentation_lists_both_calls(client, base):
    log, view_entry = client.get(f"{base}/doc").json()
    assert [argument["name"] for argument in log["arguments"]] == [
        "AccessToken",
        "Message",
        "StackTrace",
        "EventLevel",
        "Path",
    ]
    assert log["isPost"]
    assert view_entry["routes"] == ["Event/View"]
