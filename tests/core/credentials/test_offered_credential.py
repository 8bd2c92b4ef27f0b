from aiurdesk.core.credentials.offered_credential import OfferedCredential
from aiurdesk.core.credentials.secret import Secret


def test_what_is_offered_prints_without_its_secret():
    offered = OfferedCredential("bearer", "host", "https://host", (), (("token", Secret("hush")),))
    assert "hush" not in repr(offered)
