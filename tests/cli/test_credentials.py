"""Parts of ``aiurdesk credentials``; the whole command is tested in commands/test_credentials."""

import argparse
import json

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.cli.arguments import WrongUsage
from aiurdesk.cli.credentials import load, named, run
from aiurdesk.core.errors import StorageError
from aiurdesk.services.credentials.sandbox_credentials import SANDBOX_APP

OWN = {
    "id": "a",
    "name": "Straße \x1b[31m",
    "scheme": "header",
    "origins": ["https://a.example", "https://b.example"],
    "values": {"header": "X-Key"},
}


@pytest.fixture
def services(tmp_path):
    return build_services(tmp_path)


def test_the_error_for_an_unknown_name_lists_all_credentials(services):
    assert named("SANDBOX app", services) is SANDBOX_APP
    with pytest.raises(
        WrongUsage, match="Known credentials: Sandbox app, Sandbox session, Sandbox sign-in"
    ):
        named("nobody", services)


async def test_a_file_that_is_not_valid_is_refused_and_stays_where_it_is(services, tmp_path):
    file = tmp_path / "credentials.json"
    file.write_text("no JSON", encoding="utf-8")
    with pytest.raises(StorageError, match=r"credentials\.json could not be read: it is not JSON"):
        await load(services)
    assert file.read_text(encoding="utf-8") == "no JSON"


async def test_a_waiting_keyring_is_reported_once(services, capsys):
    await load(services)
    report_waiting = services.credentials.secrets.store.on_waiting
    report_waiting(True)
    report_waiting(False)
    assert capsys.readouterr().err.count("is locked") == 1


async def test_a_list_shows_scheme_and_origins_without_control_characters(
    services, tmp_path, capsys
):
    record = json.dumps({"credentials": [OWN]})
    (tmp_path / "credentials.json").write_text(record, encoding="utf-8")
    await run(argparse.Namespace(action="list", json=False), services)
    lines = capsys.readouterr().out.splitlines()
    own = next(line for line in lines if line.startswith("Straße"))
    assert own.endswith("header   https://a.example https://b.example  header=X-Key")
    assert "\x1b" not in own
