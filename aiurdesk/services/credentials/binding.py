"""Addresses that a credential is bound to: its own origins, and the sandbox's."""

from aiurdesk.core.api.catalogue import Catalogue
from aiurdesk.core.api.endpoint import ApiDescription, Service
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential, origin_of
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.address import base_address, origin_of_request
from aiurdesk.core.request.request import Request


def default_origins(
    credential: Credential, environment: Environment, catalogue: Catalogue
) -> tuple[str, ...]:
    """Return the origins that a new credential is bound to, unless the person says otherwise.

    Those are the services that sign it in, and all others of that generation with an endpoint
    that wants what it gives, where they are in the environment. Empty for a scheme whose origins
    the person names.
    """
    scheme = scheme_of(credential.scheme)
    names = scheme.service_ids(credential) if scheme else ()
    if scheme is None or not names:
        return ()
    # No address: the ports are others each time the sandbox starts.
    if environment.is_sandbox:
        return (IN_SANDBOX,)
    # Archon signs tokens for the services of 2020, Directory for those since 2023.
    generations = {d.service.generation for d in catalogue.descriptions if d.service.id in names}

    def is_meant(description: ApiDescription) -> bool:
        service = description.service
        return service.id in names or (
            service.generation in generations
            and any(scheme.applies(credential, e, service) for e in description.endpoints)
        )

    meant = (description.service for description in catalogue.descriptions if is_meant(description))
    addresses = (base_address(service, environment) for service in meant)
    origins = (origin_of(address) for address in addresses if isinstance(address, str))
    return tuple(sorted(set(origins)))


def binding_for(origin: str, environment: Environment) -> str:
    """Return what a credential is bound to when it is allowed to go to an origin.

    The services of the sandbox have other ports at each start, so all of them are one binding.
    """
    return IN_SANDBOX if origin in environment.sandbox_origins else origin


def bound_origins(credential: Credential, environment: Environment) -> tuple[str, ...]:
    """Return all origins that a credential may go to, the running sandbox's included."""
    # The marker is not an address, and means nothing while another environment is chosen.
    own = [origin for origin in credential.origins if origin != IN_SANDBOX]
    if IN_SANDBOX in credential.origins:
        own += environment.sandbox_origins
    return tuple(dict.fromkeys(own))


def is_meant_for(
    scheme: AuthScheme,
    credential: Credential,
    request: Request,
    service: Service | None,
    environment: Environment,
) -> bool:
    """Return whether a credential is to be sent with a request, maybe after a question.

    A credential that the request does not name goes only to the services of its scheme, or to
    the addresses that it is bound to.
    """
    # Without a parameter for the token, or a service that reads the cookie, nothing would be added.
    if not scheme.applies(credential, request.endpoint, service):
        return False
    # Dots show as well as a real token whether the endpoint takes anything.
    placeholder = scheme.placeholder_grant(credential)
    if scheme.auth_parameters(credential, placeholder, request).is_empty:
        return False
    # A name in the request is the decision of a person; the chooser applies to all requests.
    is_named = (request.credential or "").casefold() == credential.name.casefold()
    has_services = bool(scheme.service_ids(credential))
    if is_named or (has_services and service is not None):
        return True
    if has_services:
        return False
    # A scheme without services, such as a fixed header, goes where the person bound it. For one
    # that is bound to nothing yet, the person is asked.
    origin = origin_of_request(request.endpoint, service, environment)
    return not credential.origins or origin in bound_origins(credential, environment)
