"""How users and pages of lists are printed."""

from datetime import UTC, datetime

from aiurdesk.sandbox.gateway.directory import Directory
from aiurdesk.sandbox.gateway.shown import grant_members, page_number, user_members

NOW = datetime(2020, 9, 21, tzinfo=UTC)


def test_a_user_is_confirmed_as_soon_as_one_address_is():
    directory = Directory()
    ada = directory.add_user("ada@lab.example", "secret", NOW)
    assert user_members(ada)["emailConfirmed"] is False
    directory.add_email(ada, "second@lab.example").is_validated = True
    assert user_members(ada)["emailConfirmed"] is True
    assert user_members(ada)["email"] == "second@lab.example"
    assert user_members(ada, has_emails=False) | {"id": ""} == user_members(ada) | {
        "id": "",
        "email": "",
        "emailConfirmed": False,
    }


def test_a_grant_names_its_user_twice():
    directory = Directory()
    ada = directory.add_user("ada@lab.example", "secret", NOW)
    directory.grant(ada, "app", NOW)
    members = grant_members(directory.grants[0], ada, has_emails=True)
    assert members["gatewayUserId"] == ada.id
    assert members["userInfo"] == user_members(ada)


def test_a_default_page_number_of_zero_fails_its_own_check():
    field = page_number(0)
    assert [check(field.title, 0) is not None for check in field.checks] == [True]
