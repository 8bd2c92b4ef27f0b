from aiurdesk.core.variables.environment import (
    BUILT_IN,
    PRODUCTION,
    SANDBOX,
    SANDBOX_PARTS,
    SANDBOX_SERVICES,
    environment_named,
)
from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.state import fresh_state
from aiurdesk.sandbox.web_services import all_services
from aiurdesk.services.library import Library


def test_a_name_finds_its_environment_and_any_other_the_first():
    assert environment_named("Production") is PRODUCTION
    assert environment_named("gone") is SANDBOX


def test_every_generation_can_be_reached_in_one_environment():
    reached = [name for environment in BUILT_IN for name in environment.generations]
    generations = {service.generation for service in Library().catalogue.services}
    assert sorted(reached) == sorted(generations)


def test_the_services_of_the_sandbox_are_known_before_it_runs():
    services = all_services(fresh_state(system_clock, Library().with_code_lab.descriptions))
    assert {service.id for service in services} == SANDBOX_SERVICES


def test_the_services_of_the_sandbox_are_in_the_catalogue():
    catalogue = Library().with_code_lab
    assert [name for name in sorted(SANDBOX_SERVICES) if catalogue.service(name) is None] == []


def test_the_parts_of_the_sandbox_are_in_the_catalogue():
    catalogue = Library().with_code_lab
    ids = [name for names in SANDBOX_PARTS.values() for name in names]
    assert [name for name in ids if catalogue.endpoint(name) is None] == []
    assert set(SANDBOX_PARTS) <= SANDBOX_SERVICES
