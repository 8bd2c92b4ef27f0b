import pytest

from aiurdesk.cli.arguments import WrongUsage
from aiurdesk.cli.environments import environment_of
from aiurdesk.core.request.built_in_environments import CUSTOM_URLS, PRODUCTION_2020


@pytest.mark.parametrize("name", ["Production 2020", "production 2020"])
def test_an_environment_is_found_by_its_name_in_any_case(name):
    assert environment_of(name) is PRODUCTION_2020


def test_without_a_name_each_service_is_at_its_own_address():
    assert environment_of(None) is CUSTOM_URLS


def test_the_sandbox_has_to_start_first():
    assert environment_of("SANDBOX") is None


def test_a_name_of_nothing_tells_those_that_there_are():
    with pytest.raises(WrongUsage, match="Sandbox, Production 2020, Production"):
        environment_of("Mars")
