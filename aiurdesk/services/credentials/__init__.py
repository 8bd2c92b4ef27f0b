"""Credentials: their secrets, signing in, and tokens that are held in memory."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.credentials.authenticator
    import aiurdesk.services.credentials.binding
    import aiurdesk.services.credentials.browser
    import aiurdesk.services.credentials.credential_secrets
    import aiurdesk.services.credentials.credentials
    import aiurdesk.services.credentials.proxy_login
    import aiurdesk.services.credentials.sign_in
else:
    __getattr__ = late(__name__)
