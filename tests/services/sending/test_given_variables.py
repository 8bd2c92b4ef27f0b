"""Variables of the process, of files, of the keyring and of this moment, in what is sent."""

import re

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import AskedVariable, Environment
from aiurdesk.core.environments.scope import used_in
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact_prepared
from aiurdesk.core.request.request import (
    Header,
    PreparedRequest,
    Request,
)
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.processes.process_variables import ProcessVariables
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.planned_request import NotSent, SendTerms
from aiurdesk.services.sending.trust import NotTrusted
from tests.services.login_setup import LoginSetup

HOST = "https://host.example"


def a_request(path, *headers, method="GET"):
    endpoint = Typed(f"{HOST}{path}", method)
    return Request(
        endpoint, headers=tuple(Header("X-A", value) for value in headers), credential=""
    )


@pytest.fixture
def setup(tmp_path) -> LoginSetup:
    return LoginSetup(tmp_path, Environment("Mine", variables={"a": "{{env:AIURDESK_A}}"}))


async def with_secret(setup, name="Work", text="s3cret-of-work", origins=(HOST,)):
    credential = Credential(f"id-{name}", name, "token", origins)
    await setup.credentials.add(credential, {"token": Secret(text)})
    setup.secrets.calls.clear()
    return credential


async def sent(setup, request, **asking):
    plan = setup.pipeline.plan(request, setup.environment)
    return await setup.pipeline.send(plan, SendTerms(asking=Asking(**asking)))


def preview(setup, request):
    return setup.pipeline.preview(setup.pipeline.plan(request, setup.environment))


async def test_variables_of_the_process_are_sent_and_shown_as_dots(setup, monkeypatch):
    monkeypatch.setenv("AIURDESK_A", "value-of-a")
    exchange = await sent(setup, a_request("/{{a}}", "{{env:AIURDESK_A}}"))
    assert isinstance(exchange, Exchange)
    assert setup.sent[-1].url == f"{HOST}/value-of-a"
    assert setup.sent[-1].headers == (Header("X-A", "value-of-a"),)
    assert Secret("value-of-a") in exchange.prepared.secrets
    assert Secret("value-of-a") in preview(setup, a_request("/{{a}}")).secrets


async def test_a_missing_variable_of_the_process_is_named(setup, monkeypatch):
    monkeypatch.delenv("AIURDESK_A", raising=False)
    outcome = await sent(setup, a_request("/{{a}}"))
    assert "There is no environment variable AIURDESK_A" in outcome.problems[0].sentence
    assert setup.sent == []


async def test_files_have_what_the_process_does_not_have(setup, monkeypatch, tmp_path):
    monkeypatch.setenv("AIURDESK_A", "of-process")
    monkeypatch.delenv("AIURDESK_B", raising=False)
    (tmp_path / ".env").write_text('AIURDESK_A=of-file\nAIURDESK_B="of $HOME # file"\n')
    setup.environment = replace(setup.environment, env_files=(str(tmp_path / ".env"),))
    await sent(setup, a_request("/", "{{env:AIURDESK_A}} {{env:AIURDESK_B}}"))
    assert setup.sent[-1].headers[0].value == "of-process of $HOME # file"


async def test_a_missing_file_is_told_when_a_request_needs_it(setup, monkeypatch, tmp_path):
    monkeypatch.delenv("AIURDESK_A", raising=False)
    setup.environment = replace(setup.environment, env_files=(str(tmp_path / "gone"),))
    assert isinstance(await sent(setup, a_request("/")), Exchange)
    outcome = await sent(setup, a_request("/{{a}}"))
    assert isinstance(outcome, NotSent)


async def test_values_of_this_moment_differ_from_send_to_send(setup):
    request = a_request("/{{$uuid}}/{{$timestamp}}/{{$randomInt}}", "{{$uuid}} {{$isoTimestamp}}")
    await sent(setup, request)
    await sent(setup, request)
    first, second = (request.url.split("/")[3] for request in setup.sent)
    assert first != second
    for prepared in setup.sent:
        uuid, iso = prepared.headers[0].value.split(" ")
        assert re.fullmatch(rf"{HOST}/{uuid}/\d{{10}}/\d{{1,4}}", prepared.url)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", iso)
    urls = [preview(setup, request).url for _ in range(2)]
    assert urls[0] != urls[1]


async def test_a_secret_of_the_keyring_goes_to_the_hosts_of_its_credential(setup):
    await with_secret(setup)
    request = a_request("/", "Key {{secret:work}}")
    prepared = redact_prepared(preview(setup, request))
    assert prepared.headers[0].value == "Key ••••"
    assert setup.secrets.calls == []
    exchange = await sent(setup, request)
    assert setup.sent[-1].headers[0].value == "Key s3cret-of-work"
    assert Secret("s3cret-of-work") in exchange.prepared.secrets
    assert "s3cret" not in repr(exchange.request)


async def test_no_look_up_tells_a_secret(setup):
    await with_secret(setup)
    endpoint = Typed("https://{{secret:Work}}.example/")
    outcome = await sent(setup, Request(endpoint, credential=""))
    assert isinstance(outcome, NotSent)
    assert "The host of the address holds {{" in outcome.problems[0].sentence
    assert (setup.secrets.calls, setup.sent) == ([], [])


async def test_a_credential_that_does_not_exist_is_told(setup):
    outcome = await sent(setup, a_request("/", "{{secret:Nobody}}"))
    assert "There is no credential Nobody with one secret" in outcome.problems[0].sentence


async def test_a_secret_that_the_keyring_lost_is_told(setup):
    credential = await with_secret(setup)
    await setup.credentials.secrets.store.delete(f"{credential.id}/token")
    with pytest.raises(ProblemError, match="The keyring has no secret of Work"):
        await sent(setup, a_request("/", "{{secret:Work}}"))


async def test_a_variable_is_asked_for_when_it_is_sent(setup):
    pin, other = AskedVariable("pin", "1", is_secret=True), AskedVariable("other")
    setup.environment = replace(setup.environment, asked=(pin, other))
    asked = []

    async def ask(variable, environment):
        asked.append((variable.name, environment.name))
        return "{{a}}7"

    request = a_request("/", "{{pin}}")
    prepared = preview(setup, a_request("/{{other}}"))
    assert isinstance(prepared, PreparedRequest)
    exchange = await sent(setup, request, value=ask)
    assert asked == [("pin", "Mine")]
    # What was typed is text, and no variable.
    assert setup.sent[-1].headers[0].value == "{{a}}7"
    assert Secret("{{a}}7") in exchange.prepared.secrets


async def test_an_error_does_not_quote_a_secret(setup, monkeypatch):
    monkeypatch.setenv("AIURDESK_A", "line\nbreak-of-secret")
    outcome = await sent(setup, a_request("/", "{{a}}"))
    assert isinstance(outcome, NotSent)
    assert all("break-of-secret" not in error.sentence for error in outcome.problems)


async def test_names_are_offered_and_no_values(setup, monkeypatch):
    monkeypatch.setenv("AIURDESK_A", "value-of-a")
    await with_secret(setup)
    names = setup.pipeline.variables.names()
    assert {"secret:Work", "env:AIURDESK_A"} < set(names)
    assert setup.secrets.calls == []


async def test_a_folder_that_is_not_trusted_has_no_variable_of_the_process(
    setup, monkeypatch, tmp_path
):
    monkeypatch.setenv("AIURDESK_A", "value-of-a")
    (tmp_path / "mine").mkdir()
    request = replace(a_request("/{{a}}"), folder=str(tmp_path / "mine"))
    assert preview(setup, request).url == f"{HOST}/%C2%ABAIURDESK_A%C2%BB"
    with pytest.raises(NotTrusted, match="the variable AIURDESK_A of the process"):
        await sent(setup, request)
    environment = replace(setup.environment, folders=(request.folder,))
    with pytest.raises(NotTrusted):
        await setup.pipeline.variables.settled(used_in(["{{a}}"], environment), environment)
    assert setup.sent == []
    setup.trust.allow(tmp_path)
    assert isinstance(await sent(setup, request), Exchange)
    assert setup.sent[0].url == f"{HOST}/value-of-a"


async def test_a_strangers_environment_makes_no_difference(setup, monkeypatch, tmp_path):
    """The request was typed, but where it goes and what it sends is said by the environment."""
    monkeypatch.setenv("AIURDESK_A", "value-of-a")
    setup.environment = replace(setup.environment, folders=(str(tmp_path),))
    for path in ("/{{a}}", "/{{env:AIURDESK_A}}"):
        with pytest.raises(NotTrusted):
            await sent(setup, a_request(path))
    assert isinstance(await sent(setup, a_request("/")), Exchange)


def test_what_was_taken_is_not_inherited_and_still_known():
    inherited = {"TOKEN": "marked", "HOME": "/home/ann"}
    variables = ProcessVariables(inherited)
    assert [variables.take("TOKEN"), variables.take("TOKEN"), variables.value("TOKEN")] == [
        "marked"
    ] * 3
    assert inherited == {"HOME": "/home/ann"}
    assert variables.value("HOME") == "/home/ann"
    assert variables.take("NONE") is None
    assert variables.value("NONE") is None


def test_a_variable_that_is_set_again_has_its_new_value():
    inherited = {"TOKEN": "old"}
    variables = ProcessVariables(inherited)
    variables.take("TOKEN")
    inherited["TOKEN"] = "new"
    assert (variables.value("TOKEN"), variables.take("TOKEN")) == ("new", "new")
