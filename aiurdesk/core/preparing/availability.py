"""Endpoints that an environment can reach, as known before anything is started or contacted."""

from collections.abc import Iterable

from aiurdesk.core.api.endpoint import OWN_GENERATION, Endpoint, Service
from aiurdesk.core.environments.environment import SANDBOX_SERVICES, Environment, is_in_sandbox
from aiurdesk.core.problem import Fix, FixAction, Problem
from aiurdesk.core.translation import tr


def is_available(service: Service, environment: Environment) -> bool:
    """Tell whether an environment has an address for a service.

    A service that a person added has an address of its own, which counts in the sandbox, too.
    """
    if environment.is_sandbox:
        return service.generation == OWN_GENERATION or service.id in SANDBOX_SERVICES
    # An address that a person entered counts, of a service of any generation.
    if service.id in environment.base_urls:
        return True
    generations = environment.generations
    return not generations or service.generation in (OWN_GENERATION, *generations)


def is_sandbox_starting(service: Service, environment: Environment) -> bool:
    """Tell whether a service gets its address in an environment only when the sandbox runs."""
    is_own = service.generation == OWN_GENERATION
    return environment.is_sandbox and not is_own and service.id not in environment.base_urls


def why_unavailable(
    endpoint: Endpoint, service: Service | None, environment: Environment
) -> Problem | None:
    """Say why an endpoint cannot be reached with any values; None where it can be.

    This is to be said before the values are looked at: filling in the form would be in vain.

    Args:
        service: None for an address that belongs to none.
    """
    if service is None:
        return None
    if not is_available(service, environment):
        return no_address(service, environment)
    if environment.is_sandbox and not is_in_sandbox(endpoint):
        return Problem(
            tr(
                "The sandbox has only the endpoints of {name} that signing in needs, and not "
                "this one. The whole service is at {address}: choose an environment with it."
            ).format(name=service.name, address=service.base_url)
        )
    return None


def no_address(service: Service, environment: Environment) -> Problem:
    """Say that an environment has no address for a service."""
    if environment.is_sandbox:
        return Problem(
            tr(
                "{name} is at {address}, and not in the sandbox. Choose an environment with it."
            ).format(name=service.name, address=service.base_url)
        )
    return Problem(
        tr(
            "The environment {name} has no address for {service} ({generation}). "
            "Choose an environment of that generation."
        ).format(name=environment.shown_name, service=service.name, generation=service.generation)
    )


def environment_fixes(
    endpoint: Endpoint, service: Service | None, environments: Iterable[Environment]
) -> tuple[Fix, ...]:
    """Return a fix for each environment in which an endpoint can be reached.

    Args:
        service: None for an address that belongs to none.
        environments: All that can be chosen.
    """
    return tuple(
        Fix(
            tr("Choose {name}").format(name=other.shown_name),
            FixAction.CHOOSE_ENVIRONMENT,
            other.name,
        )
        for other in environments
        if why_unavailable(endpoint, service, other) is None
    )
