"""Environments: asking before a request is sent, and the dialog that changes them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.environments.environment_actions import (
        EnvironmentActions as EnvironmentActions,
    )
    from aiurdesk.ui.environments.questions import EnvironmentQuestions as EnvironmentQuestions
    from aiurdesk.ui.environments.variable_completion import (
        VariableCompletion as VariableCompletion,
    )
    from aiurdesk.ui.environments.variable_dialog import VariableDialog as VariableDialog
    from aiurdesk.ui.environments.variable_tip import VariableTip as VariableTip
else:
    __getattr__ = late(
        __name__,
        """
        environment_actions.EnvironmentActions questions.EnvironmentQuestions
        variable_completion.VariableCompletion variable_dialog.VariableDialog
        variable_tip.VariableTip
        """,
    )
