"""Fixes for a request that was refused before anything was sent."""

from collections.abc import Iterable

from aiurdesk.core.addresses.availability import why_unavailable
from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.request_texts import texts_of
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import (
    Environment,
    is_variable_name,
    missing_names,
    resolve,
)


def fixes_before_sending(
    request: Request,
    service: Service | None,
    environment: Environment,
    environments: Iterable[Environment],
) -> tuple[Fix, ...]:
    """Return what helps where an environment has no address or no value for a request.

    Args:
        service: None for a custom URL.
        environments: All that can be chosen.
    """
    # Another environment first: a variable that is filled in would not help here.
    if why_unavailable(request.endpoint, service, environment) is not None:
        return tuple(
            Fix(
                tr("Choose {name}").format(name=other.name),
                FixAction.CHOOSE_ENVIRONMENT,
                other.name,
            )
            for other in environments_with(request.endpoint, service, environments)
        )
    return tuple(
        Fix(tr("Give {name} a value").format(name=name), FixAction.EDIT_VARIABLE, name)
        for name in variables_without_value(request, environment)
    )


def environments_with(
    endpoint: Endpoint, service: Service | None, environments: Iterable[Environment]
) -> tuple[Environment, ...]:
    """Return the environments in which an endpoint can be reached."""
    return tuple(
        environment
        for environment in environments
        if why_unavailable(endpoint, service, environment) is None
    )


def variables_without_value(request: Request, environment: Environment) -> tuple[str, ...]:
    """Return the names of variables in a request to which the environment gives no value.

    Without variables of the process and the keyring: an environment cannot give them a value.
    """
    resolved = (resolve(text, environment.variables) for text in texts_of(request))
    return tuple(dict.fromkeys(filter(is_variable_name, missing_names(*resolved))))
