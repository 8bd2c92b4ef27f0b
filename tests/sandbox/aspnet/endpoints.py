"""Endpoints that the framework of the sandbox is tested with."""

from aiurdesk.core.api.endpoint import Endpoint, Parameter, ResponseField


def an_endpoint(
    path: str = "/Lamps/List",
    *parameters: Parameter,
    accepted_methods: tuple[str, ...] = (),
    response_fields: tuple[tuple[str, str], ...] = (),
) -> Endpoint:
    """Return an endpoint of a service of lamps."""
    return Endpoint(
        "lamps.lamps.list",
        "lamps",
        "All lamps",
        "List",
        "GET",
        path,
        accepted_methods=accepted_methods,
        parameters=parameters,
        response_fields=tuple(ResponseField(*field) for field in response_fields),
    )
