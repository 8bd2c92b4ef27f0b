"""Users, grants and sign-in codes in memory."""

from datetime import UTC, datetime, timedelta

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.user_store import STRANGER_ID, UserStore, seeded_user_store

NOW = datetime(2020, 9, 21, 12, tzinfo=UTC)


def test_users_are_found_by_their_address_in_any_case():
    user_store = UserStore()
    ada = user_store.register("Ada@lab.example", "secret", NOW)
    assert user_store.find_by_email("aDA@LAB.example") is ada
    assert user_store.find_by_email("bob@lab.example") is None
    assert (ada.nick_name, ada.members()["email"]) == ("Ada", "ada@lab.example")
    assert "secret" not in ada.members().values()


def test_the_ready_user_granted_both_apps_and_the_stranger_none():
    user_store = seeded_user_store()
    assert user_store.grants == {(READY_PERSON.id, app.id) for app in (READY_APP, OTHER_APP)}
    assert set(user_store.users) == {READY_PERSON.id, STRANGER_ID}


def test_a_code_expires_ten_seconds_after_its_first_use():
    user_store = UserStore()
    code = user_store.issue_code(user_store.register("ada@lab.example", "secret", NOW), "app")
    assert user_store.codes[code.number] is code
    assert not code.is_expired(NOW)
    code.used_at = NOW
    assert not code.is_expired(NOW + timedelta(seconds=10))
    assert code.is_expired(NOW + timedelta(seconds=11))
