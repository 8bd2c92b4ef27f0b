"""Widgets and item models that several rooms use."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.widgets.elided_label
    import aiurdesk.ui.widgets.icon_button
else:
    __getattr__ = late(__name__)
