from aiurdesk.assembly import build_services
from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.services.imports.merging import keep_credentials
from aiurdesk.storage.secrets import MemorySecrets


async def test_secrets_get_into_the_keyring_and_go_nowhere_at_first(tmp_path):
    services = build_services(tmp_path, open_store=MemorySecrets)
    values, secrets = (("user", "ann"),), (("password", Secret("pw-of-ann")),)
    offered = OfferedCredential("basic", "Shop", "", values, secrets)
    assert await keep_credentials([offered], services.accounts) == ()
    credential = services.accounts.credentials.by_name("Shop")
    assert credential is not None
    assert (credential.scheme, credential.origins) == ("basic", ())
    revealed = await services.accounts.credentials.reveal(credential.id, "password")
    assert revealed == Secret("pw-of-ann")
    key = (("place", "header"), ("name", "X-Key"))
    offered_key = OfferedCredential("api-key", "Key", "", key, (("key", Secret("key-of-ann")),))
    assert await keep_credentials([offered_key], services.accounts) == ()
    (sentence,) = await keep_credentials([offered], services.accounts)
    assert sentence.startswith("The credential Shop was not added. ")
    await services.aclose()


async def test_no_import_names_a_program(tmp_path):
    services = build_services(tmp_path, open_store=MemorySecrets)
    offered = OfferedCredential("command", "Shop", "", (("command", "sh -c true"),))
    (sentence,) = await keep_credentials([offered], services.accounts)
    assert sentence == (
        "The credential Shop was not added. It names a program to run. Add it yourself if you want "
        "that."
    )
    assert services.accounts.credentials.by_name("Shop") is None
    await services.aclose()
