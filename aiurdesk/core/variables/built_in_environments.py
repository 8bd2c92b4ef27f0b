"""The environments that come with the program."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aiurdesk.core.variables.environment import Environment

if TYPE_CHECKING:
    # The first paint needs the environments, and nothing of the catalogue.
    from aiurdesk.core.api.endpoint import Endpoint

SANDBOX = Environment("Sandbox (this computer)", colour="sandbox", is_sandbox=True)
"""Its base URLs are known only while the sandbox runs."""
SANDBOX_SERVICES = frozenset(
    {
        "archon",
        "code-lab",
        "developer",
        "directory",
        "gateway",
        "kahla-server",
        "kahla-v2",
        "observer",
        "probe",
        "stargate",
        "stargate-2023",
        "status",
        "wrapgate",
    }
)
"""Ids of the services of the sandbox. This list is needed before the sandbox runs."""
_SIGN_IN_PAGES = ("authorize", "authorizeconfirm", "recoverycodeauth", "register", "secondauth")
SANDBOX_PARTS: Mapping[str, frozenset[str]] = {
    "directory": frozenset(
        {
            "directory.account.codetoopenid",
            "directory.account.userinfo",
            "directory.apps.accesstoken",
            "directory.apps.appinfo",
            "directory.apps.isvalidapp",
            "directory.home.index",
            *(f"directory.oauth.{page}" for page in _SIGN_IN_PAGES),
            *(f"directory.oauth.{page}submit" for page in _SIGN_IN_PAGES),
        }
    ),
    "kahla-server": frozenset(
        {
            "kahla-server.auth.authresult",
            "kahla-server.auth.initpusher",
            "kahla-server.auth.logoff",
            "kahla-server.auth.oauth",
            "kahla-server.auth.signinstatus",
            "kahla-server.devices.pushtestmessage",
            "kahla-server.home.index",
        }
    ),
    "kahla-v2": frozenset(
        {
            "kahla-v2.auth.me",
            "kahla-v2.auth.register",
            "kahla-v2.auth.signin",
            "kahla-v2.auth.signoutuser",
            "kahla-v2.home.index",
            "kahla-v2.messages.initwebsocket",
            "kahla-v2.messages.initwebsocketforthread",
            "kahla-v2.messages.websocket",
            "kahla-v2.messages.websocketforthread",
        }
    ),
}
"""Service id → its endpoints in the sandbox, where it has only those that signing in needs, or
events."""
PRODUCTION_2020 = Environment(
    "Production 2020", colour="production_2020", generations=("2020-09", "2018-12")
)
PRODUCTION = Environment("Production", colour="production", generations=("2023-2025", "2024-2026"))
CUSTOM_URLS = Environment("own addresses")
"""Every service at its own base URL. The command line uses it if no environment is named."""
BUILT_IN = (SANDBOX, PRODUCTION_2020, PRODUCTION)
"""In the order of the chooser. The first one is the default."""


def environment_named(name: str) -> Environment:
    """Return the built-in environment of that name, or the first one."""
    return next((environment for environment in BUILT_IN if environment.name == name), BUILT_IN[0])


def is_in_sandbox(endpoint: "Endpoint") -> bool:
    """Tell whether the sandbox has an endpoint of one of its services."""
    ids = SANDBOX_PARTS.get(endpoint.service_id)
    return ids is None or endpoint.id in ids
