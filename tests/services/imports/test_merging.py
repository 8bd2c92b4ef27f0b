import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.collection.environment_file import parse_environment
from aiurdesk.core.collection.folder_file import parse_folder
from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.core.errors import ProblemError
from aiurdesk.services.imports.merging import keep_credentials, merge_files, replaced_requests
from aiurdesk.storage.secrets import MemorySecrets

OWN = 'format = 1\n# Mine.\nheaders = [["X", "1"]]\norder = ["A"]\n\n[variables]\na = "1"\n'
NEW = (
    'format = 1\ncredential = "C"\nnot_secret = ["value b"]\n'
    'headers = [["x", "2"], ["Y", "2"]]\norder = ["B", "A"]\n\n'
    '[variables]\na = "2"\nb = "2"\n'
)


def test_what_is_there_stays_and_what_is_new_is_added(tmp_path):
    (tmp_path / "environments").mkdir()
    (tmp_path / "collection.toml").write_text(OWN)
    (tmp_path / "A.request.toml").write_text("old")
    (tmp_path / "environments" / "E.toml").write_text('[variables]\na = "1"\n')
    files = (
        ("collection.toml", NEW),
        ("A.request.toml", "new"),
        ("F/B.request.toml", "new"),
        ("environments/E.toml", 'not_secret = ["variable b"]\n[variables]\na = "2"\nb = "2"\n'),
    )
    assert replaced_requests((path for path, _ in files), tmp_path) == ("A.request.toml",)
    merge_files(files, tmp_path)
    text = (tmp_path / "collection.toml").read_text()
    settings = parse_folder(text)
    assert "# Mine." in text
    assert settings.credential == "C"
    assert [(header.name, header.value) for header in settings.headers] == [("X", "1"), ("Y", "2")]
    assert settings.order == ("A", "B")
    assert dict(settings.variables) == {"a": "1", "b": "2"}
    assert settings.not_secret == ("value b",)
    assert (tmp_path / "A.request.toml").read_text() == "new"
    assert (tmp_path / "F" / "B.request.toml").read_text() == "new"
    environment = parse_environment("E", (tmp_path / "environments" / "E.toml").read_text())
    assert [(item.name, item.value) for item in environment.variables] == [("a", "1"), ("b", "2")]
    assert environment.not_secret == ("variable b",)


def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(tmp_path):
    (tmp_path / "collection.toml").write_text("= broken")
    with pytest.raises(ProblemError):
        merge_files((("A.request.toml", "new"), ("collection.toml", NEW)), tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["collection.toml"]


async def test_secrets_get_into_the_keyring_and_go_where_the_requests_go(tmp_path):
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
    bound = OfferedCredential("basic", "Bound", "", values, secrets)
    hosts = ("https://shop.example", "http://127.0.0.1:8080")
    assert await keep_credentials([bound], services.accounts, hosts) == ()
    kept = services.accounts.credentials.by_name("Bound")
    assert kept is not None
    assert kept.origins == hosts
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
