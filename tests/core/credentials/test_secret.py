from aiurdesk.core.credentials.secret import DOTS, OfferedCredential, Secret


def test_a_secret_prints_as_dots_and_reveals_itself_only_when_asked():
    secret = Secret("correct horse")
    assert "correct" not in f"{secret} {secret!r} {[secret]}"
    assert DOTS in str(secret)
    assert secret.reveal() == "correct horse"


def test_secrets_compare_by_their_text():
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")


def test_what_is_offered_prints_without_its_secret():
    offered = OfferedCredential("bearer", "host", "https://host", (), (("token", Secret("hush")),))
    assert "hush" not in repr(offered)
