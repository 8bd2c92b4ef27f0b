"""The tab of the sidebar with what was sent, and the comparison of two exchanges."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.history.compare_dialog import CompareDialog as CompareDialog
    from aiurdesk.ui.history.history_panel import HistoryPanel as HistoryPanel
else:
    __getattr__ = late(__name__, "compare_dialog.CompareDialog history_panel.HistoryPanel")
