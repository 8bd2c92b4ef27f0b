"""Authenticator and recovery codes."""

import pytest

from aiurdesk.sandbox.accounts import READY_PERSON
from aiurdesk.sandbox.gateway.totp import code_at


def test_a_key_is_returned_in_groups_and_as_a_uri(gateway):
    response = gateway.post("User/View2FAKey")
    assert list(response) == ["twoFAKey", "twoFAQRUri", "code", "message"]
    key = response["twoFAKey"].replace(" ", "")
    assert response["twoFAQRUri"] == (
        f"otpauth://totp/Aiursoft:{READY_PERSON.email}?secret={key}&issuer=Aiursoft&digits=6"
    )
    assert gateway.post("User/View2FAKey")["twoFAKey"] == response["twoFAKey"]


def test_the_right_code_turns_two_factor_on_and_a_wrong_one_is_no_error(gateway, clock):
    key = gateway.post("User/View2FAKey")["twoFAKey"].replace(" ", "")
    code = code_at(key, clock().timestamp())
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    response = gateway.post("User/TwoFAVerifyCode", Code=wrong)
    assert (response["code"], response["value"]) == (0, False)
    assert gateway.post("User/ViewTwoFactorEnabled")["value"] is False
    assert gateway.post("User/TwoFAVerifyCode", Code=code)["value"] is True
    assert gateway.post("User/ViewTwoFactorEnabled")["value"] is True


@pytest.mark.read_only
def test_a_code_has_up_to_six_characters(gateway):
    response = gateway.post("User/TwoFAVerifyCode", Code="1234567")
    assert response["items"] == ["The field Code must be a string with a maximum length of 6."]


def test_setting_disabling_and_resetting_the_key_changes_the_views(gateway):
    old = gateway.post("User/View2FAKey")["twoFAKey"]
    assert gateway.post("User/ViewHas2FAKey")["value"] is False
    assert gateway.post("User/SetTwoFAKey")["value"] is True
    assert gateway.post("User/ViewHas2FAKey")["value"] is True
    assert gateway.post("User/DisableTwoFA")["value"] is True
    assert gateway.post("User/ViewHas2FAKey")["value"] is False
    assert list(gateway.post("User/ResetTwoFAKey")) == ["code", "message"]
    assert gateway.post("User/View2FAKey")["twoFAKey"] != old


def test_creating_recovery_codes_turns_two_factor_on(gateway):
    codes = gateway.post("User/GetRecoveryCodes")["items"]
    assert len(set(codes)) == 10
    assert gateway.post("User/ViewTwoFactorEnabled")["value"] is True
