"""The environments that come with the program."""

from aiurdesk.core.environment import Environment

SANDBOX = Environment("Sandbox (this computer)", colour="sandbox", is_sandbox=True)
"""Its base addresses are known as soon as it runs."""
SANDBOX_SERVICES = frozenset(
    {
        "archon",
        "code-lab",
        "developer",
        "gateway",
        "observer",
        "probe",
        "stargate",
        "status",
        "wrapgate",
    }
)
"""Ids of the services that the sandbox has, known before it runs."""
PRODUCTION_2020 = Environment(
    "Production 2020", colour="production_2020", generations=("2020-09", "2018-12")
)
PRODUCTION = Environment("Production", colour="production", generations=("2023-2025", "2024-2026"))
OWN_ADDRESSES = Environment("own addresses")
"""Every service where its own description says it is; the command line's, when none is named."""
BUILT_IN = (SANDBOX, PRODUCTION_2020, PRODUCTION)
"""In the order of the chooser; the first is where a newcomer begins."""


def environment_named(name: str) -> Environment:
    """Return the environment of that name, or the first one."""
    return next((found for found in BUILT_IN if found.name == name), BUILT_IN[0])
