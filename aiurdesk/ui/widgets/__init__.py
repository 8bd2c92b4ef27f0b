"""Widgets and item models that several rooms use."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.widgets.elided_label
    import aiurdesk.ui.widgets.icon_button
    import aiurdesk.ui.widgets.strip_place
else:
    __getattr__ = late(__name__)
