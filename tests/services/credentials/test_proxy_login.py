import pytest

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.user_info import UserAndPassword
from aiurdesk.core.errors import AuthError
from aiurdesk.services.credentials.credential_secrets import CredentialSecrets
from aiurdesk.services.credentials.credentials import Credentials
from aiurdesk.services.credentials.proxy_login import proxy_login
from aiurdesk.storage.credentials import CredentialStore
from tests.fakes import CountingSecrets
from tests.proxies import chosen

PASSWORD = Secret("s3cret")
CHOICE = chosen("socks5://proxy.example:1080", "work")


@pytest.fixture
def opened(tmp_path):
    """Return what opens the same credentials again, as another process does."""
    store = CountingSecrets()
    file = tmp_path / "credentials.json"
    return lambda: Credentials(CredentialStore(file), CredentialSecrets(lambda: store))


def basic(*origins: str, scheme: str = "basic") -> Credential:
    values = (("user", "ann"),) if scheme == "basic" else ()
    return Credential("w", "Work", scheme, origins, values)


async def test_a_proxy_gets_the_credential_that_is_bound_to_it(opened):
    await opened().add(basic("proxy://Proxy.example:1080"), {"password": PASSWORD})
    # They are read from the disk where nothing has read them before.
    assert await proxy_login(CHOICE, opened()) == UserAndPassword("ann", PASSWORD)


@pytest.mark.parametrize(
    "origin", ["https://proxy.example:1080", "proxy://proxy.example:1", "proxy://evil.example:1080"]
)
async def test_the_password_of_another_host_is_not_sent_to_a_proxy(opened, origin):
    credentials = opened()
    await credentials.add(basic(origin), {"password": PASSWORD})
    with pytest.raises(AuthError, match="not bound to proxy://proxy.example:1080"):
        await proxy_login(CHOICE, credentials)


async def test_only_a_basic_credential_has_a_login(opened):
    credentials = opened()
    with pytest.raises(AuthError, match="needs the Basic credential work"):
        await proxy_login(CHOICE, credentials)
    bearer = basic("proxy://proxy.example:1080", scheme="bearer")
    await credentials.add(bearer, {"token": PASSWORD})
    with pytest.raises(AuthError, match="needs the Basic credential work"):
        await proxy_login(CHOICE, credentials)
