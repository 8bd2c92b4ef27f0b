"""What is asked before a request is sent, and what comes of the answers."""

import json

import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import OWN_GENERATION, Endpoint, Service
from aiurdesk.core.credentials.credential import IN_SANDBOX
from aiurdesk.core.environments.environment import AskedVariable, Environment
from aiurdesk.core.environments.proxies import proxy_choice
from aiurdesk.core.environments.route import Route, parse_resolve
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.problem import FixAction
from aiurdesk.core.request.request import FileBody, FileContent, Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.library import Library
from aiurdesk.services.own_services import OwnServices
from aiurdesk.services.sending.asking import Asking, Consent, everything_is_confirmed
from aiurdesk.services.sending.planned_request import NotSent, SendTerms
from aiurdesk.services.sending.trust import NotTrusted, Reach, TrustQuestion
from tests.services import login_setup
from tests.services.login_setup import LoginSetup, given
from tests.services.sending.test_given_variables import HOST, a_request, sent, with_secret
from tests.services.sending.test_send_pipeline import VIEW

ELSEWHERE = "https://elsewhere.example"


@pytest.fixture
def setup(tmp_path) -> LoginSetup:
    """Return credentials for services of the catalogue."""
    return LoginSetup(tmp_path)


@pytest.fixture
def typed(tmp_path) -> LoginSetup:
    """Return credentials for typed addresses, in an environment with a variable."""
    return LoginSetup(tmp_path, Environment("Mine", variables={"a": "{{env:AIURDESK_A}}"}))


class ConsentRecorder:
    """Gives the same consent to every question, and records the questions."""

    def __init__(self, consent):
        self.consent = consent
        self.questions = []

    async def __call__(self, question):
        self.questions.append((question.credential.name, question.origin, question.binding))
        return self.consent


@pytest.mark.parametrize("consent", list(Consent))
async def test_consent_is_asked_for_a_host_that_the_credential_is_not_bound_to(setup, consent):
    credential = await setup.added(origins=("https://archon.aiursoft.com",))
    here, consent_recorder = "https://stargate.aiursoft.com", ConsentRecorder(consent)
    outcome = await setup.pipeline.send(
        setup.plan(VIEW, credential), SendTerms(asking=Asking(consent_recorder))
    )
    assert consent_recorder.questions == [("Mine", here, here)]
    match consent:
        case Consent.ALLOW:
            assert given(setup.sent[-1]) == {"AccessToken": "T+/=1"}
            assert setup.credentials.by_id("c1").origins == ("https://archon.aiursoft.com", here)
        case Consent.WITHOUT:
            assert [error.field.parameter for error in outcome.problems] == ["AccessToken"]
        case Consent.CANCEL:
            assert outcome == NotSent()
        case Consent.REFUSE:
            assert f"Mine is not sent to {here}" in outcome.problems[0].sentence
    if consent is not Consent.ALLOW:
        assert (setup.secrets.calls, setup.sent) == ([], [])


async def test_in_the_sandbox_consent_binds_to_the_sandbox(setup):
    credential = await setup.added(origins=(ELSEWHERE,))
    address = "https://127.0.0.1:4000"
    setup.environment = Environment(
        "S", {"stargate": address}, is_sandbox=True, sandbox_origins=(address,)
    )
    consent_recorder = ConsentRecorder(Consent.CANCEL)
    await setup.pipeline.send(
        setup.plan(VIEW, credential), SendTerms(asking=Asking(consent_recorder))
    )
    assert consent_recorder.questions == [("Mine", address, IN_SANDBOX)]


@pytest.mark.parametrize("is_allowed", [True, False])
async def test_a_service_of_the_person_leaves_the_sandbox_after_a_question(setup, is_allowed):
    setup.environment = Environment("S", is_sandbox=True)
    endpoint = Endpoint("lamps.a.list", "lamps", "A", "list", "GET", "/v1/lamps")
    service = Service("lamps", "Lamp shop", "https://api.example.com", OWN_GENERATION, "")
    plan = replace(setup.plan(Request(endpoint), None), service=service)
    questions = []

    async def ask(question):
        questions.append(question)
        return is_allowed

    outcome = await setup.pipeline.send(plan, SendTerms(asking=Asking(outside=ask)))
    assert [one.origin for one in questions] == ["https://api.example.com"]
    words = "Lamp shop is at https://api.example.com, outside of the sandbox."
    assert questions[0].sentence == words
    assert isinstance(outcome, Exchange) is is_allowed
    assert bool(setup.sent) is is_allowed
    with pytest.raises(ProblemError, match="Choose another environment to send there"):
        await setup.pipeline.send(plan, SendTerms())
    # At home there is nothing to ask.
    here = replace(service, base_url="http://127.0.0.1:8000")
    assert isinstance(await setup.pipeline.send(replace(plan, service=here), SendTerms()), Exchange)


async def test_an_answer_that_leads_out_of_the_sandbox_is_asked_about(tmp_path, monkeypatch):
    record = {
        "id": "lamps",
        "name": "Lamp shop",
        "base_url": "https://{{host}}",
        "endpoints": [
            {"id": "lamps.a.list", "group": "A", "name": "list", "method": "GET", "path": "/lamps"}
        ],
    }
    (tmp_path / "own" / "lamps").mkdir(parents=True)
    (tmp_path / "own" / "lamps" / "service.json").write_text(json.dumps(record))
    library = Library(own=OwnServices(lambda: tmp_path / "own"))
    monkeypatch.setattr(login_setup, "LIBRARY", library)
    asked = (AskedVariable("host", "api.example.com"),)
    setup = LoginSetup(tmp_path, Environment("S", is_sandbox=True, asked=asked))
    endpoint = library.endpoint("lamps.a.list")
    assert endpoint is not None
    questions = []

    async def answer(variable, _environment):
        return variable.value

    async def ask(question):
        questions.append(question.origin)
        return False

    terms = SendTerms(asking=Asking(value=answer, outside=ask))
    assert await setup.pipeline.send(setup.plan(Request(endpoint), None), terms) == NotSent()
    assert questions == ["https://api.example.com"]


async def test_no_consent_is_asked_for_a_bound_host(setup):
    credential, consent_recorder = await setup.added(), ConsentRecorder(Consent.CANCEL)
    outcome = await setup.pipeline.send(
        setup.plan(VIEW, credential), SendTerms(asking=Asking(consent_recorder))
    )
    assert isinstance(outcome, Exchange)
    assert consent_recorder.questions == []


@pytest.mark.parametrize("consent", list(Consent))
async def test_consent_is_asked_for_another_host(typed, consent):
    await with_secret(typed, origins=("https://other.example",))
    questions = []

    async def ask(question):
        questions.append((question.credential.name, question.origin, question.is_variable))
        return consent

    outcome = await sent(typed, a_request("/", "{{secret:Work}}"), consent=ask)
    assert questions == [("Work", HOST, True)]
    match consent:
        case Consent.ALLOW:
            assert typed.sent[-1].headers[0].value == "s3cret-of-work"
            assert HOST in typed.credentials.by_name("Work").origins
            return
        case Consent.CANCEL:
            assert outcome == NotSent()
        case _:
            assert f"Work is not sent to {HOST}" in outcome.problems[0].sentence
    assert (typed.secrets.calls, typed.sent) == ([], [])


async def test_without_a_value_nothing_is_sent(typed):
    typed.environment = replace(typed.environment, asked=(AskedVariable("pin"),))

    async def nothing(_variable, _environment):
        return None

    assert await sent(typed, a_request("/{{pin}}"), value=nothing) == NotSent()
    with pytest.raises(ProblemError, match="--set pin="):
        await sent(typed, a_request("/{{pin}}"))
    outcome = await sent(typed, a_request("/{{pin}}{{missing}}"), value=nothing)
    assert "{{missing}} has no value" in outcome.problems[0].sentence
    assert typed.sent == []


async def test_a_careful_environment_asks_before_something_is_written(typed):
    typed.environment = replace(typed.environment, is_careful=True)
    questions = []

    async def refuse(question):
        questions.append(question)
        return False

    assert isinstance(await sent(typed, a_request("/"), careful=refuse), Exchange)
    assert await sent(typed, a_request("/", method="DELETE"), careful=refuse) == NotSent()
    ((method, host, environment),) = [(q.what, q.host, q.environment) for q in questions]
    assert (method, host, environment) == ("DELETE", "host.example", "Mine")
    allowed = await sent(typed, a_request("/", method="DELETE"), careful=everything_is_confirmed)
    assert isinstance(allowed, Exchange)


PLAIN = "http://legacy.corp.example"


class PlainRecorder:
    """Gives the same answer to every question about plain HTTP, and records the questions."""

    def __init__(self, answer):
        self.answer = answer
        self.questions = []

    async def __call__(self, question):
        self.questions.append((question.host, question.carries))
        return self.answer


def to_plain(value):
    endpoint = Typed(f"{PLAIN}/", "GET")
    return Request(endpoint, headers=(Header("X-A", value),), credential="")


@pytest.mark.parametrize("answer", [Consent.ALLOW, Consent.CANCEL])
async def test_a_public_host_over_plain_http_is_asked_about_once(typed, answer):
    asked = PlainRecorder(answer)
    outcomes = [await sent(typed, to_plain("x"), plain=asked) for _ in range(2)]
    is_allowed = answer is Consent.ALLOW
    assert [isinstance(outcome, Exchange) for outcome in outcomes] == [is_allowed] * 2
    assert len(asked.questions) == (1 if is_allowed else 2)
    assert set(asked.questions) == {("legacy.corp.example", False)}
    assert len(typed.sent) == (2 if is_allowed else 0)
    if not is_allowed:
        (problem,) = outcomes[0].problems
        assert "legacy.corp.example would be reached without encryption" in problem.sentence
        assert [fix.action for fix in problem.fixes] == [FixAction.USE_HTTPS]


@pytest.mark.parametrize("answer", [Consent.ALLOW, Consent.CANCEL])
async def test_a_bound_secret_over_plain_http_is_asked_about_by_itself(typed, answer):
    await with_secret(typed, origins=(PLAIN,))
    asked = PlainRecorder(answer)
    await sent(typed, to_plain("x"), plain=PlainRecorder(Consent.ALLOW))
    outcome = await sent(typed, to_plain("{{secret:Work}}"), plain=asked)
    assert asked.questions == [("legacy.corp.example", True)]
    if answer is Consent.ALLOW:
        assert typed.sent[-1].headers[0].value == "s3cret-of-work"
        return
    assert outcome == NotSent()
    assert (typed.secrets.calls, len(typed.sent)) == ([], 1)


async def test_binding_a_credential_to_an_unencrypted_address_is_that_question(typed):
    await with_secret(typed)

    async def allow(_question):
        return Consent.ALLOW

    asked = PlainRecorder(Consent.ALLOW)
    await sent(typed, to_plain("{{secret:Work}}"), plain=asked, consent=allow)
    assert asked.questions == [("legacy.corp.example", False)]
    assert typed.sent[-1].headers[0].value == "s3cret-of-work"
    assert PLAIN in typed.credentials.by_name("Work").origins
    assert typed.pipeline.permissions.plain.kept.credential_hosts == ("legacy.corp.example",)


@pytest.mark.parametrize("is_trusted", [False, True])
async def test_a_person_is_asked_once_for_all_that_a_request_uses(
    typed, monkeypatch, tmp_path, is_trusted
):
    monkeypatch.setenv("AIURDESK_A", "value-of-a")
    (tmp_path / "outside").write_bytes(b"outside")
    folder = tmp_path / "own"
    folder.mkdir()
    body = FileBody(str(tmp_path / "outside"))
    request = replace(a_request("/{{a}}", method="POST"), folder=str(folder), body=body)
    questions = []

    async def ask(question):
        questions.append(question)
        if is_trusted:
            typed.trust.add(question.folder)
        return is_trusted

    outcome = await sent(typed, request, trust=ask)
    reach = Reach(("AIURDESK_A",), (str(tmp_path / "outside"),))
    assert questions == [TrustQuestion(str(folder), reach)]
    assert isinstance(outcome, Exchange if is_trusted else NotSent)
    assert len(typed.sent) == is_trusted


async def test_a_file_is_looked_at_again_when_its_variables_are_known(typed, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "own").write_bytes(b"own")
    typed.environment = Environment("Mine", asked=(AskedVariable("name"),))
    request = replace(
        a_request("/", method="POST"), folder=str(folder), body=FileBody(f"{folder}/{{{{name}}}}")
    )
    for name, is_sent in (("own", True), ("../outside", False)):

        async def answer(_variable, _environment, name=name):
            return name

        if is_sent:
            assert isinstance(await sent(typed, request, value=answer), Exchange)
            continue
        with pytest.raises(NotTrusted, match="outside"):
            await sent(typed, request, value=answer)
    (file,) = typed.sent[0].body
    assert file == FileContent(str(folder / "own"), follows_links=False)


@pytest.mark.parametrize("is_trusted", [True, False])
async def test_a_collection_may_lead_requests_elsewhere_only_if_it_is_trusted(
    typed, tmp_path, is_trusted
):
    folder = str(tmp_path)
    route = Route(
        proxy_choice("http://p.example:1"),
        (parse_resolve("a.example:443:192.0.2.1"),),
        folder=folder,
    )
    typed.environment = Environment("Theirs", route=route, folders=(folder,))
    questions = []

    async def ask(question):
        questions.append(question)
        if is_trusted:
            typed.trust.add(question.folder)
        return is_trusted

    outcome = await sent(typed, a_request("/"), trust=ask)
    words = ("the proxy http://p.example:1", "the address 192.0.2.1 for a.example:443")
    assert questions == [TrustQuestion(folder, Reach(routes=words))]
    assert f"wants to use {words[0]} and {words[1]}, and the folder" in questions[0].sentence
    assert isinstance(outcome, Exchange if is_trusted else NotSent)
    assert [request.route for request in typed.sent] == [route] * is_trusted


async def test_signing_in_follows_no_collection_that_is_not_trusted(setup, tmp_path):
    """A token is fetched for an environment, maybe without any request of its own."""
    credential = await setup.added()
    route = Route(proxy_choice("http://p.example:1"), folder=str(tmp_path))
    setup.environment = replace(setup.environment, route=route)
    with pytest.raises(NotTrusted, match=r"the proxy http://p\.example:1"):
        await setup.authenticator.authenticate(credential, VIEW, setup.environment)
    assert setup.sent == []
    setup.trust.allow(tmp_path)
    await setup.authenticator.authenticate(credential, VIEW, setup.environment)
    assert [request.route for request in setup.sent] == [route]
