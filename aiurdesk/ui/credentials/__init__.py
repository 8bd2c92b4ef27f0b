"""Credentials in the window: chooser, list, forms, and the Auth tab."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.credentials.auth_panel
    import aiurdesk.ui.credentials.credential_actions
    import aiurdesk.ui.credentials.sign_in_questions
else:
    __getattr__ = late(__name__)
