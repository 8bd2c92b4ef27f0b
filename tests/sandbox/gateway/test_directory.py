"""Users, grants and sign-in codes in memory."""

from datetime import UTC, datetime, timedelta

from aiurdesk.sandbox.gateway.directory import Directory

NOW = datetime(2020, 9, 21, 12, tzinfo=UTC)


def test_addresses_are_found_in_any_case():
    directory = Directory()
    ada = directory.add_user("Ada@lab.example", "secret", NOW)
    assert directory.owner_of("aDA@LAB.example") is ada
    assert directory.owner_of("bob@lab.example") is None
    assert ada.nick_name == "Ada"


def test_the_primary_address_is_the_first_validated_one():
    directory = Directory()
    ada = directory.add_user("ada@lab.example", "secret", NOW)
    second = directory.add_email(ada, "second@lab.example")
    assert ada.primary_email is ada.emails[0]
    second.is_validated = True
    assert ada.primary_email is second


def test_consent_is_noted_once_and_revoked_for_one_user_or_for_all():
    directory = Directory()
    ada = directory.add_user("ada@lab.example", "secret", NOW)
    bob = directory.add_user("bob@lab.example", "secret", NOW)
    for user in (ada, ada, bob):
        directory.grant(user, "app", NOW)
    assert len(directory.grants) == 2
    directory.revoke("app", ada.id)
    assert not directory.has_granted(ada.id, "app")
    assert directory.has_granted(bob.id, "app")
    directory.revoke("app")
    assert directory.grants == []


def test_a_code_is_spent_ten_seconds_after_its_first_use():
    directory = Directory()
    code = directory.issue_code(directory.add_user("ada@lab.example", "secret", NOW), "app")
    assert directory.codes[code.number] is code
    assert not code.is_spent(NOW)
    code.used_at = NOW
    assert not code.is_spent(NOW + timedelta(seconds=10))
    assert code.is_spent(NOW + timedelta(seconds=11))


def test_dropping_two_factor_makes_another_key_and_no_recovery_codes():
    ada = Directory().add_user("ada@lab.example", "secret", NOW)
    key = ada.ensure_two_factor_key()
    assert ada.ensure_two_factor_key() == key
    assert len(set(ada.renew_recovery_codes())) == 10
    ada.drop_two_factor()
    assert ada.two_factor_key != key
    assert ada.recovery_codes == []


def test_audit_entries_are_numbered_from_one():
    directory = Directory()
    ada = directory.add_user("ada@lab.example", "secret", NOW)
    for succeeded in (True, False):
        directory.note_sign_in(ada, "app", NOW, "127.0.0.1", succeeded=succeeded)
    assert [(entry.id, entry.succeeded) for entry in directory.audit_log] == [(1, True), (2, False)]
