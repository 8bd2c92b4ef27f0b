"""Profile, password and phone number."""

import pytest

from aiurdesk.sandbox.accounts import READY_PERSON
from aiurdesk.sandbox.gateway.seed_users import guest_id


def test_a_changed_profile_is_returned(gateway):
    form = {"NewNickName": "Ada II 艾", "NewIconFilePathName": "usericon/new.png"}
    assert gateway.post("User/ChangeProfile", NewBio="bio", **form)["code"] == 0
    user = gateway.get("Account/UserInfo")["user"]
    assert (user["nickName"], user["bio"]) == ("Ada II 艾", "bio")
    assert gateway.post("User/ChangeProfile", **form)["code"] == 0
    assert gateway.get("Account/UserInfo")["user"]["bio"] is None


@pytest.mark.read_only
def test_a_name_over_20_and_a_bio_over_80_characters_are_invalid(gateway):
    form = {"NewNickName": "n" * 21, "NewIconFilePathName": "x", "NewBio": "b" * 81}
    assert len(gateway.post("User/ChangeProfile", **form)["items"]) == 2


def test_changing_the_password_requires_the_old_one(gateway):
    form = {"NewPassword": "another-one"}
    assert gateway.post("User/ChangePassword", OldPassword="wrong-one", **form)["code"] == -1
    old = READY_PERSON.password
    assert gateway.post("User/ChangePassword", OldPassword=old, **form)["code"] == 0
    assert gateway.post("User/ChangePassword", OldPassword=old, **form)["code"] == -1


@pytest.mark.read_only
@pytest.mark.parametrize("password", ["x" * 5, "x" * 33, ""])
def test_a_password_has_6_to_32_characters(gateway, password):
    response = gateway.post("User/ChangePassword", OldPassword=password, NewPassword=password)
    assert (response["code"], len(response["items"])) == (-10, 2)


def test_a_phone_number_is_null_at_first_and_empty_when_cleared(gateway):
    assert gateway.get("User/ViewPhoneNumber", OpenId=guest_id(1))["value"] is None
    for phone in ("+8613900000000", ""):
        assert gateway.post("User/SetPhoneNumber", Phone=phone)["code"] == 0
        assert gateway.get("User/ViewPhoneNumber")["value"] == phone


@pytest.mark.read_only
def test_changing_a_profile_requires_post(gateway):
    response = gateway.send("GET", "User/ChangeProfile")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
