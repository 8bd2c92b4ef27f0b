"""Shows what an update does to a service, before anything is written."""

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from aiurdesk.core.translation import tr, trn
from aiurdesk.services.api_services.api_services import ReadService
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons
from aiurdesk.ui.dialogs.line_tabs import LineTabs
from aiurdesk.ui.dialogs.themed_dialog import ThemedDialog
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.note import WrappedLabel

_SIZE = (720, 480)


class UpdateDialog(ThemedDialog):
    """Ends accepted when the update is to be written."""

    def __init__(
        self, theme: Theme, parent: QWidget, service: ReadService, left_out: tuple[str, ...] = ()
    ) -> None:
        """Show the changes.

        Args:
            left_out: What cannot be carried over, a sentence for each thing.
        """
        super().__init__(theme, parent, "update_service_dialog", tr("Update service"))
        changes = service.read.changes
        summary = WrappedLabel()
        summary.setObjectName("update_summary")
        summary.show_text(update_summary(service))
        tabs = LineTabs(tr("What changes"))
        tabs.add_lines(tr("Added"), changes.added)
        tabs.add_lines(tr("Removed"), changes.removed)
        changed = [f"{one.id}: {', '.join(one.what)}" for one in changes.changed]
        tabs.add_lines(tr("Changed"), changed)
        tabs.add_lines(tr("Saved requests"), service.touched)
        tabs.add_lines(tr("Kept edits"), changes.kept)
        tabs.add_lines(tr("Not carried over"), left_out)
        buttons = QDialogButtonBox.StandardButton
        box = dialog_buttons(self, buttons.Ok | buttons.Cancel)
        box.button(buttons.Ok).setText(tr("Update"))
        column_of(self, summary, (tabs, 1), box, margins=(18, 16, 18, 14), spacing=12)
        self.resize(theme.dialog_size(*_SIZE))


def update_summary(service: ReadService) -> str:
    """Return how many endpoints an update changes, and what becomes of saved requests."""
    changes = service.read.changes
    lists = {"added": changes.added, "removed": changes.removed, "changed": changes.changed}
    words = ", ".join(f"{len(ids):,} {word}" for word, ids in lists.items() if ids)
    sentence = (
        tr("{title}: {words} of its endpoints.").format(title=service.read.title, words=words)
        if words
        else ""
    )
    count = len(service.touched)
    if not count:
        return sentence or tr("{title} is as it was.").format(title=service.read.title)
    touched = trn(
        "{count:,} saved request uses an endpoint that is removed or changed.",
        "{count:,} saved requests use an endpoint that is removed or changed.",
        count,
    ).format(count=count)
    return tr("{sentence} {touched} The update does not change them.").format(
        sentence=sentence, touched=touched
    )
