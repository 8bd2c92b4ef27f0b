"""The services of the program in the language of the person; those of others stay as they are."""

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import ApiDescription, CodeCase, Endpoint, Parameter
from aiurdesk.core.translation import language, tr


def translated(description: ApiDescription) -> ApiDescription:
    """Return a service whose explanations are translated; names, titles and values are not."""
    if not language():
        return description
    service = description.service
    return replace(
        description,
        service=replace(service, description=tr(service.description)),
        endpoints=tuple(map(_endpoint, description.endpoints)),
    )


def _endpoint(endpoint: Endpoint) -> Endpoint:
    return replace(
        endpoint,
        description=tr(endpoint.description),
        authentication_note=tr(endpoint.authentication_note),
        parameters=tuple(map(_parameter, endpoint.parameters)),
        code_cases=tuple(map(_case, endpoint.code_cases)),
    )


def _parameter(parameter: Parameter) -> Parameter:
    return replace(
        parameter,
        description=tr(parameter.description),
        pattern_hint=tr(parameter.pattern_hint),
    )


def _case(case: CodeCase) -> CodeCase:
    return replace(case, when=tr(case.when))
