"""Widgets and item models that several rooms use."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.widgets.elided_label import ElidedLabel as ElidedLabel
else:
    __getattr__ = late(__name__, "elided_label.ElidedLabel")
