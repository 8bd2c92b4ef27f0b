"""The list of the sandbox's services."""

from aiurdesk.sandbox.archon import Archon
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.code_lab.service import code_lab
from aiurdesk.sandbox.developer import Developer
from aiurdesk.sandbox.directory import Directory
from aiurdesk.sandbox.gateway.service import Gateway
from aiurdesk.sandbox.gateway.session import Access, seeded_user_store
from aiurdesk.sandbox.kahla import Kahla
from aiurdesk.sandbox.kahla_2020 import Kahla2020
from aiurdesk.sandbox.observer import Observer
from aiurdesk.sandbox.probe.service import Probe
from aiurdesk.sandbox.stargate import Stargate
from aiurdesk.sandbox.stargate_2023 import Stargate2023
from aiurdesk.sandbox.state import State
from aiurdesk.sandbox.status import status
from aiurdesk.sandbox.wrapgate import Wrapgate


def all_services(state: State) -> tuple[WebService, ...]:
    """Return all services, in the order of their ports."""
    # Kahla of 2020 signs in at Gateway and sends its events over Stargate.
    gateway_access, stargate = Access(state, seeded_user_store()), Stargate(state)
    return (
        Archon(state).service(),
        Gateway(gateway_access).service(),
        Developer(state).service(),
        stargate.service(),
        Observer(state).service(),
        status(state),
        Probe(state).service(),
        Wrapgate(state).service(),
        code_lab(state),
        Directory(state).service(),
        Kahla(state).service(),
        Stargate2023(state).service(),
        Kahla2020(gateway_access, stargate.channels).service(),
    )
