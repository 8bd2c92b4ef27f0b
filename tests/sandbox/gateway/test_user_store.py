"""Users, grants and sign-in codes in memory."""

from datetime import UTC, datetime, timedelta

from aiurdesk.sandbox.gateway.user_store import UserStore

NOW = datetime(2020, 9, 21, 12, tzinfo=UTC)


def test_email_addresses_are_found_in_any_case():
    user_store = UserStore()
    ada = user_store.add_user("Ada@lab.example", "secret", NOW)
    assert user_store.find_by_email("aDA@LAB.example") is ada
    assert user_store.find_by_email("bob@lab.example") is None
    assert ada.nick_name == "Ada"


def test_the_primary_address_is_the_first_validated_one():
    user_store = UserStore()
    ada = user_store.add_user("ada@lab.example", "secret", NOW)
    second = user_store.add_email(ada, "second@lab.example")
    assert ada.primary_email is ada.emails[0]
    second.is_validated = True
    assert ada.primary_email is second


def test_a_grant_is_stored_once_and_revoked_for_one_user_or_all():
    user_store = UserStore()
    ada = user_store.add_user("ada@lab.example", "secret", NOW)
    bob = user_store.add_user("bob@lab.example", "secret", NOW)
    for user in (ada, ada, bob):
        user_store.grant(user, "app", NOW)
    assert len(user_store.grants) == 2
    user_store.revoke("app", ada.id)
    assert not user_store.has_granted(ada.id, "app")
    assert user_store.has_granted(bob.id, "app")
    user_store.revoke("app")
    assert user_store.grants == []


def test_a_code_expires_ten_seconds_after_its_first_use():
    user_store = UserStore()
    code = user_store.issue_code(user_store.add_user("ada@lab.example", "secret", NOW), "app")
    assert user_store.codes[code.number] is code
    assert not code.is_expired(NOW)
    code.used_at = NOW
    assert not code.is_expired(NOW + timedelta(seconds=10))
    assert code.is_expired(NOW + timedelta(seconds=11))


def test_a_two_factor_reset_replaces_the_key_and_deletes_recovery_codes():
    ada = UserStore().add_user("ada@lab.example", "secret", NOW)
    key = ada.ensure_two_factor_key()
    assert ada.ensure_two_factor_key() == key
    assert len(set(ada.renew_recovery_codes())) == 10
    ada.reset_two_factor()
    assert ada.two_factor_key != key
    assert ada.recovery_codes == []


def test_audit_entries_are_numbered_from_one():
    user_store = UserStore()
    ada = user_store.add_user("ada@lab.example", "secret", NOW)
    for succeeded in (True, False):
        user_store.log_sign_in(ada, "app", NOW, "127.0.0.1", succeeded=succeeded)
    assert [(entry.id, entry.succeeded) for entry in user_store.audit_log] == [
        (1, True),
        (2, False),
    ]
