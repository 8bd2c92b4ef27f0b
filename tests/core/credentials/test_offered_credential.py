from aiurdesk.core.credentials.secret import OfferedCredential, Secret


def test_what_is_offered_prints_without_its_secret():
    offered = OfferedCredential("bearer", "host", "https://host", (), (("token", Secret("hush")),))
    assert "hush" not in repr(offered)
