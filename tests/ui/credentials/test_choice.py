from PySide6.QtCore import QTimer

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.request.request import Request
from aiurdesk.core.variables.environment import PRODUCTION, SANDBOX
from tests.ui.credentials.window_steps import CREATE, add, app_credential
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
        assert [credential.name for credential in choice.offered] == [
            "Sandbox app",
            "Sandbox session",
            "Sandbox sign-in",
        ]
        opened.environments.choose(PRODUCTION)
        assert choice.chosen is None
        assert choice.offered == ()


async def test_each_environment_keeps_its_own_choice_also_under_another_name(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        choice = opened.controller.credentials.choice
        await add(opened, app_credential())
        choice.choose("my-app")
        opened.environments.choose(PRODUCTION)
        choice.choose("")
        opened.environments.choose(SANDBOX)
        await opened.services.credentials.rename("id-my-app", "work")
        assert name_of(choice.chosen) == "work"
        assert choice.ids == {SANDBOX.name: "id-my-app", PRODUCTION.name: ""}
    async with opened_window(theme, tmp_path) as again:
        await again.scope.idle()
        assert name_of(again.controller.credentials.choice.chosen) == "work"
        assert again.window.credentials.box.currentText() == "work · App"


async def test_a_request_may_name_its_own_or_none(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        plan = opened.controller.workbench.sending.plan
        assert plan(named(None)).credential is opened.controller.credentials.choice.chosen
        assert plan(named("")).credential is None
        assert name_of(plan(named("sandbox SIGN-IN")).credential) == "Sandbox sign-in"
        assert plan(named("Sandbox app")).credential_trouble == ""


async def test_a_request_that_names_what_is_gone_is_told_so(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        plan = opened.controller.workbench.sending.plan(named("gone"))
        assert plan.credential is None
        assert "There is no credential named gone." in plan.credential_trouble


async def test_a_credential_is_signed_in_from_its_first_token_on(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        choice = opened.controller.credentials.choice
        app = choice.chosen
        assert app is not None
        assert not choice.is_signed_in(app)
        opened.open(CREATE)
        opened.send()
        await opened.answer()
        assert choice.is_signed_in(app)


async def test_a_ready_credential_is_as_the_running_sandbox_knows_it(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        choice = opened.controller.credentials.choice
        assert choice.chosen is not None
        assert choice.chosen.value("app_id") == ""
        assert (await choice.ready(choice.chosen)).value("app_id") != ""


async def test_time_is_counted_while_a_token_lives_and_only_then(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        choice = opened.controller.credentials.choice
        timer = choice.findChildren(QTimer)[0]
        before = timer.isActive()
        opened.open(CREATE)
        opened.send()
        assert (await opened.answer()).verdict.code == 0
        assert (before, timer.isActive()) == (False, True)
        lives = {"token 19 min", "token 20 min"}
        assert choice.life in lives
        # The box shows what it was last told: a minute may have ended since.
        text = opened.window.credentials.box.currentText()
        assert text in {f"Sandbox app · App · {life}" for life in lives}
        choice.choose("")
        after = (timer.isActive(), choice.life)
        assert after == (False, "")
