"""A server on loopback that behaves like the Aiursoft services."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.sandbox.accounts
    import aiurdesk.sandbox.certificate_authority
    import aiurdesk.sandbox.clock
    import aiurdesk.sandbox.server
else:
    __getattr__ = late(__name__)
