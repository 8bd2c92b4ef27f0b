"""What is saved of a request; the whole command is tested in commands/test_run."""

import argparse
from typing import Any

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.cli.saving import save
from aiurdesk.cli.sending import plan_of
from aiurdesk.core.errors import ProblemError


async def saved(tmp_path, endpoint, *values, **options):
    defaults: dict[str, Any] = {
        "method": "",
        "json": None,
        "body": None,
        "type": None,
        "graphql": None,
        "variables": None,
        "operation": None,
        "connection": None,
        "environment": None,
        "sandbox": False,
        "dialect": None,
        "anyway": False,
        "set": [],
        "secret": [],
        "secret_file": [],
        "header": [],
        "credential": None,
        "proxy": None,
        "proxy_credential": None,
        "resolve": [],
        "allow_http": [],
        "allow_http_credentials": [],
        "http_version": None,
        "save": str(tmp_path / "mine" / "A.request.toml"),
        "not_secret": [],
    }
    arguments = argparse.Namespace(endpoint=endpoint, values=list(values), **defaults | options)
    services = build_services(tmp_path / "profile")
    plan = await plan_of(arguments, services)
    await save(arguments, plan, services)
    return (tmp_path / "mine" / "A.request.toml").read_text()


async def test_method_dialect_and_values_are_saved(tmp_path, capsys):
    text = await saved(
        tmp_path, "https://host.example/a", "b=1", method="PUT", dialect="2021", anyway=True
    )
    assert text == (
        'method = "PUT"\nurl = "https://host.example/a"\ndialect = "2021"\nsend_anyway = true\n'
        'values = [\n    ["b", "1"],\n]\n'
    )
    assert "Saved as " in capsys.readouterr().err
    assert (tmp_path / "mine" / "collection.toml").read_text().startswith("format = 1\norder")


async def test_a_new_collection_gets_the_environment(tmp_path):
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
    with pytest.raises(ProblemError, match="The value MessageContent contains a secret"):
        await saved(tmp_path, endpoint, token, "ChannelId=2", "MessageContent=say a secret of mine")


async def test_a_body_is_saved_with_references_to_its_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("AIURDESK_WORD", "a secret of mine")
    url = "https://host.example/:id"
    text = await saved(tmp_path, url, "id=7", "name=Ann", "password=env:AIURDESK_WORD", "age:=42")
    assert 'json = \'{"name": "Ann", "password": "{{env:AIURDESK_WORD}}", "age": 42}\'\n' in text
    assert '["id", "7"]' in text
    assert 'method = "POST"' in text


async def test_a_file_is_saved_by_its_path_as_seen_from_the_collection(tmp_path):
    (tmp_path / "mine").mkdir()
    file = tmp_path / "mine" / "a.png"
    file.write_bytes(b"png")
    text = await saved(tmp_path, "https://host.example/", body=str(file))
    assert text.endswith('file = "a.png"\ncontent_type = "image/png"\n')
    text = await saved(tmp_path, "https://host.example/", "note=x", f"picture@{file}")
    assert (
        '    ["note", "x"],\n    ["picture", { file = "a.png", content_type = "image/png" }],'
        in text
    )


async def test_that_a_file_lies_outside_of_the_collection_is_told(tmp_path, capsys):
    for path in (tmp_path / "mine" / "a.png", tmp_path / "b.png"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"png")
    outside = tmp_path / "b.png"
    sent = (f"a@{tmp_path / 'mine' / 'a.png'}", f"b@{outside}", f"c@{outside}")
    text = await saved(tmp_path, "https://host.example/", *sent)
    assert f'file = "{outside.as_posix()}"' in text
    first, told, *rest = capsys.readouterr().err.splitlines()
    assert first.startswith("Saved as ")
    assert told == (
        f"{outside} lies outside of the collection, so the request names it by its whole path. "
        "Move it into the collection, and save again, to share the request."
    )
    assert rest == []


async def test_a_secret_in_a_json_file_is_refused(tmp_path):
    file = tmp_path / "a.json"
    file.write_text('{"password": "open sesame"}')
    with pytest.raises(ProblemError, match="The body password is a secret by its name"):
        await saved(tmp_path, "https://host.example/", json=str(file))
