"""Tools that agents call over the Model Context Protocol; ``server`` alone knows the protocol."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.cli.agents.protocol_streams
    import aiurdesk.cli.agents.server
    import aiurdesk.cli.agents.workspace
else:
    __getattr__ = late(__name__)
