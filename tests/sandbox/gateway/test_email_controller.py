"""E-mail addresses."""

import pytest

from aiurdesk.sandbox.accounts import READY_PERSON

NEW = "new@lab.example"
STRANGER = "stranger@aiursoft.com"


def test_email_addresses_are_added_in_lower_case_listed_and_removed(gateway):
    assert gateway.post("User/BindNewEmail", NewEmail="New@lab.example")["code"] == 0
    items = gateway.get("User/ViewAllEmails")["items"]
    assert [(item["emailAddress"], item["validated"]) for item in items] == [
        (READY_PERSON.email, True),
        (NEW, False),
    ]
    assert list(items[0]) == ["id", "emailAddress", "validated"]
    assert gateway.post("User/DeleteEmail", ThatEmail=NEW)["code"] == 0
    assert gateway.post("User/DeleteEmail", ThatEmail=NEW)["code"] == -4


@pytest.mark.read_only
def test_the_address_of_another_user_is_rejected(gateway):
    assert gateway.post("User/BindNewEmail", NewEmail=STRANGER)["code"] == -7


@pytest.mark.read_only
@pytest.mark.parametrize(("address", "items"), [("a" * 31, 2), ("", 1), ("a@b@c", 1)])
def test_an_invalid_address_is_rejected(gateway, address, items):
    assert len(gateway.post("User/BindNewEmail", NewEmail=address)["items"]) == items


@pytest.mark.read_only
def test_the_last_address_cannot_be_removed(gateway):
    assert gateway.post("User/DeleteEmail", ThatEmail=READY_PERSON.email)["code"] == -7


def test_a_confirmation_is_sent_once_a_minute_to_unconfirmed_addresses(gateway, clock):
    gateway.post("User/BindNewEmail", NewEmail=NEW)
    send = "User/SendConfirmationEmail"
    assert gateway.post(send, Email=NEW)["code"] == 0
    assert gateway.post(send, Email=NEW)["code"] == -3
    clock.advance(seconds=61)
    assert gateway.post(send, Email=NEW)["code"] == 0
    assert gateway.post(send, Email=READY_PERSON.email)["code"] == -6
    assert gateway.post(send, Email="none@lab.example")["code"] == -4
    assert gateway.post(send, Email=STRANGER)["code"] == -8


def test_only_a_confirmed_address_can_become_primary(gateway):
    gateway.post("User/BindNewEmail", NewEmail=NEW)
    assert gateway.post("User/SetPrimaryEmail", Email=NEW)["code"] == -2
    assert gateway.post("User/SetPrimaryEmail", Email=READY_PERSON.email)["code"] == 0
    assert gateway.post("User/SetPrimaryEmail", Email="none@lab.example")["code"] == -4
    assert gateway.post("User/SetPrimaryEmail", Email=STRANGER)["code"] == -8
