"""Adapters that carry prepared requests to a server."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.transport.certificate_chain
    import aiurdesk.transport.connection_pool
    import aiurdesk.transport.cookies
    import aiurdesk.transport.hop
    import aiurdesk.transport.plain_http
    import aiurdesk.transport.streams
else:
    __getattr__ = late(__name__)
