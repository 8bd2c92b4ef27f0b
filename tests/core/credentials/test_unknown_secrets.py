from aiurdesk.core.credentials.unknown_secrets import redact_unknown, unknown_secrets

KEY = "ghp_" + "a1B2" * 6


def test_names_and_looks_tell_what_is_secret():
    text = f'{{"password": "hush", "note": "{KEY}"}}?token=hush&id=5 <pin>hush</pin>'
    assert redact_unknown(text) == (
        '{"password": "••••", "note": "••••"}?token=••••&id=5 <pin>••••</pin>'
    )


def test_each_place_has_one_reason():
    text = f"Use token={KEY} and {KEY}, {{{{secret:{KEY}}}}}"
    secrets = unknown_secrets(text, surely=False)
    assert [(secret.name, secret.reason) for secret in secrets] == [
        ("token", "is a secret by its name"),
        ("", "looks like the key of a known service"),
    ]
    assert [secret.value for secret in secrets] == [KEY, KEY]
