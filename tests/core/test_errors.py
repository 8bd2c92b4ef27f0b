import pytest

from aiurdesk.core.errors import AiurdeskError, KeyringFailure, KeyringReason


@pytest.mark.parametrize("reason", KeyringReason)
def test_every_reason_of_the_keyring_says_what_happened_and_what_to_do(reason):
    failure = KeyringFailure(reason)
    assert isinstance(failure, AiurdeskError)
    assert failure.reason is reason
    assert str(failure).count(". ") >= 1
    assert str(failure).endswith(".")


def test_what_is_known_of_a_foreign_exception_is_its_name():
    assert str(KeyringFailure(KeyringReason.OTHER, "PasswordSetError")).endswith(
        "(PasswordSetError)"
    )
