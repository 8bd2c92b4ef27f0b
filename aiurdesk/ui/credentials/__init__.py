"""Credentials in the window: chooser, list, forms, and the Auth tab."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.credentials.auth_panel import AuthPanel as AuthPanel
    from aiurdesk.ui.credentials.credential_actions import CredentialActions as CredentialActions
    from aiurdesk.ui.credentials.credential_forms import DialogParts as DialogParts
else:
    __getattr__ = late(
        __name__,
        """
        auth_panel.AuthPanel credential_actions.CredentialActions
        credential_forms.DialogParts
        """,
    )
