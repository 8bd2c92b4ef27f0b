"""The command line."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.cli.body_output
    import aiurdesk.cli.certificates
    import aiurdesk.cli.credentials
    import aiurdesk.cli.given_secrets
    import aiurdesk.cli.saved_sending
    import aiurdesk.cli.saving
    import aiurdesk.cli.streaming
else:
    __getattr__ = late(__name__)
