"""JSON members of users and grants."""

from datetime import UTC, datetime

from aiurdesk.sandbox.gateway.json_members import grant_members, page_number, user_members
from aiurdesk.sandbox.gateway.user_store import UserStore

NOW = datetime(2020, 9, 21, tzinfo=UTC)


def test_a_user_with_one_confirmed_address_is_confirmed():
    user_store = UserStore()
    ada = user_store.add_user("ada@lab.example", "secret", NOW)
    assert user_members(ada)["emailConfirmed"] is False
    user_store.add_email(ada, "second@lab.example").is_validated = True
    assert user_members(ada)["emailConfirmed"] is True
    assert user_members(ada)["email"] == "second@lab.example"
    assert user_members(ada, has_emails=False) | {"id": ""} == user_members(ada) | {
        "id": "",
        "email": "",
        "emailConfirmed": False,
    }


def test_a_grant_has_the_id_and_the_profile_of_its_user():
    user_store = UserStore()
    ada = user_store.add_user("ada@lab.example", "secret", NOW)
    user_store.grant(ada, "app", NOW)
    members = grant_members(user_store.grants[0], ada, has_emails=True)
    assert members["gatewayUserId"] == ada.id
    assert members["userInfo"] == user_members(ada)


def test_a_default_page_number_of_zero_is_invalid():
    field = page_number(0)
    assert [check(field.member_name, 0) is not None for check in field.validators] == [True]
