from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.request.built_in_environments import PRODUCTION, SANDBOX
from aiurdesk.core.request.request import Request
from tests.ui.credentials.scene import CREATE, add, an_app
from tests.ui.opened_window import opened_window

REQUEST = Request(Endpoint("a.b.c", "a", "b", "c", "GET", "/"))


def name_of(credential: Credential | None) -> str:
    assert credential is not None
    return credential.name


def named(name: str | None) -> Request:
    return Request(REQUEST.endpoint, credential=name)


async def test_the_sandbox_has_its_app_chosen_and_other_places_nothing(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        choice = opened.controller.credentials.choice
        assert name_of(choice.chosen) == "Sandbox app"
        assert [each.name for each in choice.offered] == [
            "Sandbox app",
            "Sandbox session",
            "Sandbox sign-in",
        ]
        opened.controller.workbench.sending.set_environment(PRODUCTION)
        assert choice.chosen is None
        assert choice.offered == ()


async def test_each_environment_keeps_its_own_choice_also_under_another_name(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        choice, sending = opened.controller.credentials.choice, opened.controller.workbench.sending
        await add(opened, an_app())
        choice.choose("my-app")
        sending.set_environment(PRODUCTION)
        choice.choose("")
        sending.set_environment(SANDBOX)
        await opened.services.credentials.rename("id-my-app", "work")
        assert name_of(choice.chosen) == "work"
        assert choice.ids == {SANDBOX.name: "id-my-app", PRODUCTION.name: ""}
    async with opened_window(theme, tmp_path) as again:
        await again.scope.idle()
        assert name_of(again.controller.credentials.choice.chosen) == "work"
        assert again.window.credentials.box.currentText() == "work"


async def test_a_request_may_name_its_own_or_none(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        choice = opened.controller.credentials.choice
        assert choice.of(named(None)) is choice.chosen
        assert choice.of(named("")) is None
        assert name_of(choice.of(named("sandbox SIGN-IN"))) == "Sandbox sign-in"
        assert choice.trouble(named("Sandbox app")) == ""


async def test_a_request_that_names_what_is_gone_is_told_so(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        choice = opened.controller.credentials.choice
        assert choice.of(named("gone")) is None
        assert "There is no credential named gone any more." in choice.trouble(named("gone"))


async def test_time_is_counted_while_a_token_lives_and_only_then(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        choice = opened.controller.credentials.choice
        before = choice.is_ticking
        opened.open(CREATE)
        opened.controller.workbench.send()
        assert (await opened.answer()).verdict.code == 0
        assert (before, choice.is_ticking) == (False, True)
        assert choice.life in {"token 19 min", "token 20 min"}
        assert opened.window.credentials.box.currentText() == f"Sandbox app · {choice.life}"
        choice.choose("")
        after = (choice.is_ticking, choice.life)
        assert after == (False, "")
