"""Logging events and listing them."""

import pytest

from aiurdesk.sandbox.accounts import READY_APP


@pytest.fixture
def base(server):
    """Return Observer's base URL."""
    return server.base_urls["observer"]


def view(client, base, access_token):
    return client.get(f"{base}/Event/View", params={"AccessToken": access_token}).json()


def test_events_are_grouped_by_message_and_each_group_has_its_newest_event(
    client, base, access_token
):
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


def test_events_are_deleted_after_a_week(client, base, access_token, clock, server):
    client.post(f"{base}/Event/Log", data={"AccessToken": access_token, "Message": "old"})
    clock.advance(days=8)
    archon = f"{server.base_urls['archon']}/API/AccessToken"
    query = {"appId": READY_APP.id, "appSecret": READY_APP.secret}
    fresh = client.get(archon, params=query).json()["accessToken"]
    assert view(client, base, fresh)["logs"] == []


@pytest.mark.read_only
@pytest.mark.parametrize(
    ("level", "text"),
    [
        ("9", "The value '9' is invalid."),
        ("Terrible", "The value 'Terrible' is not valid for EventLevel."),
        ("", "The value '' is invalid."),
    ],
)
def test_an_invalid_level_is_a_validation_error(client, base, access_token, level, text):
    event = {"AccessToken": access_token, "EventLevel": level}
    response = client.post(f"{base}/Event/Log", data=event).json()
    assert (response["code"], response["items"]) == (-10, [text])


@pytest.mark.read_only
def test_each_error_has_its_code(client, base):
    assert view(client, base, "bm90.YXRva2Vu")["code"] == -8
    assert view(client, base, "")["items"] == ["The AccessToken field is required."]
    assert client.post(f"{base}/Event/Log", data={"AccessToken": "x"}).json()["code"] == -8
    assert client.get(f"{base}/Event/Log").status_code == 405
    assert client.get(base).json()["code"] == 0


@pytest.mark.read_only
def test_doc_lists_both_actions(client, base):
    entries = {entry["actionName"]: entry for entry in client.get(f"{base}/doc").json()}
    assert [argument["name"] for argument in entries["Log"]["arguments"]] == [
        "AccessToken",
        "Message",
        "StackTrace",
        "EventLevel",
        "Path",
    ]
    assert entries["Log"]["isPost"]
    assert entries["View"]["routes"] == ["Event/View"]
