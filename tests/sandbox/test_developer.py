"""The registry of apps."""

import pytest

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP


@pytest.fixture
def base(server):
    """Return Developer's base URL."""
    return server.base_urls["developer"]


@pytest.mark.read_only
def test_the_description_of_an_app_does_not_contain_its_secret(client, base):
    response = client.get(f"{base}/api/AppInfo", params={"appid": OTHER_APP.id})
    assert response.json()["app"]["appName"] == "Other sandbox app 零"
    assert OTHER_APP.secret not in response.text


@pytest.mark.read_only
@pytest.mark.parametrize(
    ("app_id", "secret", "code"),
    [
        (READY_APP.id, READY_APP.secret, 0),
        (READY_APP.id, OTHER_APP.secret, -1),
        ("deadbeefdeadbeefdeadbeefdeadbeef", READY_APP.secret, -4),
        ("lab", READY_APP.secret, -10),
    ],
)
def test_an_id_and_a_secret_are_checked(client, base, app_id, secret, code):
    query = {"AppId": app_id, "AppSecret": secret}
    assert client.get(f"{base}/api/IsValidApp", params=query).json()["code"] == code
