"""Access control, tested with an action that requires token, grant and permission."""

import pytest

from aiurdesk.sandbox.gateway.session import STRANGER_ID

CALL = "User/ViewPhoneNumber"


@pytest.mark.read_only
def test_an_app_with_grant_and_permission_can_read_a_user(gateway):
    assert gateway.get(CALL)["code"] == 0


@pytest.mark.read_only
def test_an_invalid_token_a_missing_grant_and_a_missing_permission_get_minus_eight(
    gateway, other_token
):
    assert gateway.get(CALL, AccessToken="not-a-token")["code"] == -8
    assert gateway.get(CALL, OpenId=STRANGER_ID)["code"] == -8
    assert gateway.get(CALL, AccessToken=other_token)["code"] == -8


@pytest.mark.read_only
def test_an_action_without_permission_still_requires_the_grant(gateway, other_token):
    assert gateway.get("User/ViewAllEmails", AccessToken=other_token)["code"] == 0
    assert gateway.get("User/ViewAllEmails", OpenId=STRANGER_ID)["code"] == -8


@pytest.mark.read_only
def test_an_unknown_open_id_fails_with_a_page(gateway):
    response = gateway.send("GET", CALL, OpenId="nobody")
    assert response.status_code == 500
    assert response.text.startswith("<!DOCTYPE html>")
    assert "content-type" not in response.headers


@pytest.mark.read_only
def test_missing_parameters_are_listed(gateway):
    response = gateway.get(CALL, OpenId="", AccessToken="")
    assert response["code"] == -10
    assert response["items"] == [
        "The OpenId field is required.",
        "The AccessToken field is required.",
    ]
