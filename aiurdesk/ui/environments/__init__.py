"""Environments: asking before a request is sent, and the dialog that changes them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.environments.cookie_keeper
    import aiurdesk.ui.environments.cookies_dialog
    import aiurdesk.ui.environments.environment_actions
    import aiurdesk.ui.environments.questions
    import aiurdesk.ui.environments.variable_completion
else:
    __getattr__ = late(__name__)
