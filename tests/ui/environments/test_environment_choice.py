from aiurdesk.core.environments.environment import (
    PRODUCTION,
    SANDBOX,
    SANDBOX_SERVICES,
    Environment,
)
from aiurdesk.core.state.window_state import WindowState
from aiurdesk.ui.environments.environment_choice import STARTING_SANDBOX
from tests.ui.opened_window import opened_window

STATUS = "gateway.home.index"


async def test_choosing_the_environment_in_force_again_changes_nothing(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        told: list[Environment] = []
        opened.environments.changed.connect(told.append)
        opened.environments.choose(SANDBOX)
        opened.environments.choose(PRODUCTION)
        opened.environments.choose(PRODUCTION)
        assert told == [PRODUCTION]


async def test_the_sandbox_has_its_addresses_once_it_is_ready(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        choice = opened.environments
        assert not choice.has_addresses
        await choice.ready()
        assert choice.has_addresses
        assert set(choice.environment.base_urls) == SANDBOX_SERVICES
        choice.choose(PRODUCTION)
        assert choice.has_addresses
        assert choice.environment.base_urls == PRODUCTION.base_urls
        choice.choose(SANDBOX)
        assert set(choice.environment.base_urls) == SANDBOX_SERVICES


async def test_a_sandbox_that_cannot_start_is_told(theme, tmp_path):
    (tmp_path / "sandbox").write_text("in the way")
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        await opened.scope.idle()
        opened.send()
        await opened.scope.idle()
        texts = [message.text for message in opened.window.message_bar.messages]
        assert len(texts) == 1
        assert texts[0].startswith("The sandbox cannot start")
        assert not opened.scope.is_busy(STARTING_SANDBOX)


async def test_environments_of_collections_are_chosen_again_when_they_are_read(theme, tmp_path):
    mine = Environment("Staging · Checks", variables={"a": "1"})
    state = WindowState(environment=mine.name)
    async with opened_window(theme, tmp_path, state) as opened:
        choice, chooser = opened.environments, opened.window.environments.box
        assert choice.environment.name == SANDBOX.name
        assert choice.name_to_restore == mine.name
        choice.set_of_collections([mine])
        assert choice.environment == mine
        assert chooser.currentText() == mine.name
        changed = Environment(mine.name, variables={"a": "2"})
        choice.set_of_collections([changed])
        assert choice.environment == changed
        choice.set_of_collections([])
        assert choice.environment.name == SANDBOX.name
        (message,) = opened.window.message_bar.messages
        assert "no environment Staging · Checks any more" in message.text


async def test_an_environment_that_a_person_chose_meanwhile_stays(theme, tmp_path):
    mine = Environment("Staging · Checks")
    async with opened_window(theme, tmp_path, WindowState(environment=mine.name)) as opened:
        opened.environments.choose(PRODUCTION)
        opened.environments.set_of_collections([mine])
        assert opened.environments.environment == PRODUCTION
        assert opened.environments.offered[-1] == mine


async def test_the_chosen_environment_may_get_another_name(theme, tmp_path):
    old, new = Environment("Old", variables={"a": "1"}), Environment("New", variables={"a": "1"})
    async with opened_window(theme, tmp_path) as opened:
        choice = opened.environments
        choice.set_own([old, PRODUCTION])
        choice.choose(old)
        choice.follow_rename("Old", "New")
        choice.set_own([new])
        assert choice.environment == new
        choice.follow_rename("", "")
        choice.set_own([old])
        assert choice.environment.name == SANDBOX.name
