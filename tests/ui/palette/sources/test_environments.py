from aiurdesk.core.environments.environment import Environment
from tests.ui.opened_window import opened_window
from tests.ui.palette.steps import choose, listing


async def test_an_environment_is_chosen(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert "Sandbox (this computer), chosen, Environment" in listing(opened, "sandbox")
        assert choose(opened, "production 2020") == "Production 2020, Environment"
        assert opened.environments.environment.name == "Production 2020"
        assert "Production 2020, chosen, Environment" in listing(opened, "production")


async def test_environments_are_not_requests(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        listed = listing(opened, "production", "go_to_endpoint")
        assert [row for row in listed if row.endswith("Environment")] == []


async def test_a_careful_environment_is_marked_as_such(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.environments.set_own((Environment("Zebra", is_careful=True),))
        assert choose(opened, "zebra") == "Zebra, careful, Environment"
        assert listing(opened, "zebra") == ["Zebra, chosen · careful, Environment"]
