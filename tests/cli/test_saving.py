"""What is saved of a request; the whole command is tested in commands/test_run."""

import argparse
from typing import Any

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.cli.saving import save
from aiurdesk.cli.sending import plan_of
from aiurdesk.core.errors import AiurdeskError


async def saved(tmp_path, endpoint, *values, **options):
    defaults: dict[str, Any] = {
        "method": "",
        "environment": None,
        "sandbox": False,
        "table": None,
        "anyway": False,
        "credential": None,
        "save": str(tmp_path / "mine" / "A.request.toml"),
        "not_secret": [],
    }
    arguments = argparse.Namespace(endpoint=endpoint, values=list(values), **defaults | options)
    plan = await plan_of(arguments, build_services(tmp_path / "profile"))
    await save(arguments, plan)
    return (tmp_path / "mine" / "A.request.toml").read_text()


async def test_method_table_and_values_are_saved(tmp_path, capsys):
    text = await saved(
        tmp_path, "https://host.example/a", "b=1", method="PUT", table="2021", anyway=True
    )
    assert text == (
        'method = "PUT"\nurl = "https://host.example/a"\ntable = "2021"\nsend_anyway = true\n'
        'values = [\n    ["b", "1"],\n]\n'
    )
    assert "Saved as " in capsys.readouterr().err
    assert (tmp_path / "mine" / "collection.toml").read_text().startswith("format = 1\norder")


async def test_the_environment_becomes_that_of_a_new_collection(tmp_path):
    await saved(tmp_path, "gateway.home.index", sandbox=True)
    assert 'environment = "Sandbox"\n' in (tmp_path / "mine" / "collection.toml").read_text()


async def test_no_credential_is_saved_only_if_it_was_asked_for(tmp_path):
    assert "credential" not in await saved(tmp_path, "gateway.home.index")
    assert 'credential = ""' in await saved(tmp_path, "gateway.home.index", credential="none")


async def test_a_secret_of_an_environment_variable_becomes_a_reference(tmp_path, monkeypatch):
    monkeypatch.setenv("AIURDESK_TOKEN", "a secret of mine")
    endpoint, token = "stargate.message.pushmessage", "AccessToken=env:AIURDESK_TOKEN"
    text = await saved(tmp_path, endpoint, token, "ChannelId=2", "MessageContent=hi")
    assert '["AccessToken", "{{env:AIURDESK_TOKEN}}"]' in text
    assert "a secret of mine" not in text
    monkeypatch.setenv("AIURDESK_TOKEN", "a secret of mine")
    with pytest.raises(AiurdeskError, match="The value MessageContent contains a secret"):
        await saved(tmp_path, endpoint, token, "ChannelId=2", "MessageContent=say a secret of mine")
