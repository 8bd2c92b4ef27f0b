import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.addresses.custom_url import endpoint_for_typed_url
from aiurdesk.core.credentials.credential import IN_SANDBOX
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.request import Request
from aiurdesk.core.variables.environment import PRODUCTION_2020, SANDBOX, Environment
from aiurdesk.services.sending.planned_request import keep_secret
from aiurdesk.storage.secrets import MemorySecrets

OTHER_ADDRESS = Environment("S", {"stargate": "https://evil.example"}, is_sandbox=True)


@pytest.mark.parametrize(
    ("address", "environment", "origins"),
    [
        ("https://localhost:8080/a?b", PRODUCTION_2020, ("https://localhost:8080",)),
        ("", PRODUCTION_2020, ("https://stargate.aiursoft.com",)),
        ("", SANDBOX, (IN_SANDBOX,)),
        ("", OTHER_ADDRESS, ("https://evil.example",)),
    ],
)
async def test_a_secret_becomes_a_fixed_token_for_its_host(tmp_path, address, environment, origins):
    services = build_services(tmp_path, open_store=MemorySecrets)
    endpoint = services.library.catalogue.endpoint("stargate.message.pushmessage")
    assert endpoint is not None
    request = Request(endpoint_for_typed_url(address, "GET") if address else endpoint)
    plan = services.pipeline.plan(request, environment, None)
    await keep_secret(services.accounts, "Mine", Secret("hush"), plan)
    kept = services.credentials.by_name("Mine")
    assert kept is not None
    assert (kept.scheme, kept.origins) == ("token", origins)
    secret = await services.credentials.reveal(kept.id, "token")
    assert secret is not None
    assert secret.reveal() == "hush"
    with pytest.raises(AiurdeskError):
        await keep_secret(services.accounts, "mine", Secret("other"), plan)
    await services.aclose()
