"""What the sockets of the window need of its other parts."""

from collections.abc import Callable

import msgspec

from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.services import Services
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.request.sending import Sending
from aiurdesk.ui.tasks import TaskScope


class SocketParts(msgspec.Struct, frozen=True):
    """What the sockets of the window need of it."""

    services: Services
    scope: TaskScope
    environments: EnvironmentChoice
    sending: Sending
    asking: Asking
    run_messages: Callable[[], None]
    """Runs the messages of the request in front, as ``SocketController.run_messages``."""
