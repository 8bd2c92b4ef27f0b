"""Environments are found by the name that was typed."""

import pytest

from aiurdesk.cli.arguments import WrongUsage
from aiurdesk.cli.environments import environment_of
from aiurdesk.core.request.built_in_environments import CUSTOM_URLS, PRODUCTION_2020


@pytest.mark.parametrize("name", ["Production 2020", "production 2020"])
def test_an_environment_is_found_by_its_name_in_any_case(name):
    assert environment_of(name) is PRODUCTION_2020


def test_without_a_name_each_service_has_its_own_base_url():
    assert environment_of(None) is CUSTOM_URLS


def test_the_sandbox_has_no_environment_before_it_starts():
    assert environment_of("SANDBOX") is None


def test_the_error_for_an_unknown_name_lists_all_names():
    with pytest.raises(WrongUsage, match="Sandbox, Production 2020, Production"):
        environment_of("Mars")
