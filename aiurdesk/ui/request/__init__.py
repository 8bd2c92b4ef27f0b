"""Open requests: tabs, pages, address row and sending."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.request.notes_panel import NotesPanel as NotesPanel
    from aiurdesk.ui.request.offer_strip import OfferStrip as OfferStrip
    from aiurdesk.ui.request.send_options_dialog import SendOptionsDialog as SendOptionsDialog
    from aiurdesk.ui.request.text_import import TextImport as TextImport
else:
    __getattr__ = late(
        __name__,
        """
        notes_panel.NotesPanel offer_strip.OfferStrip
        send_options_dialog.SendOptionsDialog text_import.TextImport
        """,
    )
