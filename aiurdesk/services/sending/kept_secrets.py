"""Moves secrets that were typed into requests to the keyring."""

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential, origin_of
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.address import base_address
from aiurdesk.core.preparing.availability import is_sandbox_starting
from aiurdesk.services import credentials
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.credentials.binding import binding_for
from aiurdesk.services.sending.planned_request import PlannedRequest


async def keep_secret(
    accounts: Accounts, name: str, secret: Secret, plan: PlannedRequest | None = None
) -> None:
    """Store a secret as a fixed token, which ``{{secret:NAME}}`` refers to.

    Args:
        accounts: Where to.
        name: Of the new credential.
        secret: What is stored.
        plan: The request that it was found in; the secret may go to no other host. Without one,
            the person is asked before it goes to any.

    Raises:
        ProblemError: The name is taken, or it could not be stored.
    """
    values = (("place", "bearer"),)
    origins = () if plan is None else _origins(plan)
    credential = Credential(credentials.credentials.new_id(), name, "token", origins, values)
    await accounts.credentials.load()
    await accounts.credentials.add(credential, {"token": secret})


def _origins(plan: PlannedRequest) -> tuple[str, ...]:
    environment = plan.environment
    if plan.service is None:
        origin = origin_of(plan.request.url)
    elif is_sandbox_starting(plan.service, environment):
        return (IN_SANDBOX,)
    else:
        address = base_address(plan.service, environment)
        origin = origin_of(address) if isinstance(address, str) else ""
    return (binding_for(origin, environment),) if origin else ()
