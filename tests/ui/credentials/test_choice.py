import pytest
from PySide6.QtCore import QTimer

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.environments.environment import PRODUCTION, SANDBOX
from aiurdesk.core.problem import sentence_of
from aiurdesk.core.request.request import Request
from aiurdesk.ui.credentials.choice import (
    CredentialAction,
    ShownCredential,
    life_words,
    origin_words,
    scheme_title,
)
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
        assert plan(named("Sandbox app")).credential_problem is None


async def test_a_request_that_names_what_is_gone_is_told_so(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        plan = opened.controller.workbench.sending.plan(named("gone"))
        assert plan.credential is None
        assert "There is no credential named gone." in sentence_of(plan.credential_problem)


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


MINE = Credential("a", "my-app", "app", (IN_SANDBOX, "https://archon.aiursoft.com"))


@pytest.mark.parametrize(
    ("left_s", "words"),
    [
        (None, ""),
        (7205.0, "token 2 h"),
        (1199.0, "token 19 min"),
        (61.0, "token 1 min"),
        (60.0, "token 60 s"),
        (0.3, "token 1 s"),
        (0.0, "renews itself"),
        (-5.0, "renews itself"),
    ],
)
def test_the_life_of_a_token_is_told_in_minutes_and_at_last_in_seconds(left_s, words):
    assert life_words(left_s) == words


def test_the_sandbox_has_a_name_for_people():
    assert origin_words(IN_SANDBOX) == "the sandbox"
    assert ShownCredential(MINE).goes_to == "the sandbox, https://archon.aiursoft.com"
    assert ShownCredential(Credential("b", "b", "app")).goes_to == "no host yet"


def test_a_scheme_of_another_version_is_shown_by_its_id():
    assert ShownCredential(MINE).scheme == "App"
    assert scheme_title(Credential("b", "b", "quantum")) == "quantum (unknown kind)"


def test_what_comes_with_the_sandbox_can_be_used_and_not_changed():
    ready = ShownCredential(MINE, is_ready_made=True)
    assert ready.actions == {CredentialAction.ASK_WHO, CredentialAction.SIGN_IN}
    own = ShownCredential(MINE, is_signed_in=True, cookies=("one",))
    assert own.actions == set(CredentialAction)


def test_a_public_client_has_nothing_to_copy_and_signs_in():
    for client_auth, can_copy in (("none", False), ("body", True)):
        values = (("client_auth", client_auth),)
        credential = ShownCredential(Credential("b", "b", "oauth2", (), values))
        assert {CredentialAction.SIGN_IN, CredentialAction.EDIT} <= credential.actions
        assert (CredentialAction.COPY in credential.actions) == can_copy


def test_a_credential_of_another_version_can_only_be_deleted():
    unknown = ShownCredential(Credential("b", "b", "quantum"))
    assert unknown.actions == {CredentialAction.DELETE}
