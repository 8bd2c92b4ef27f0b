"""The beginning of a response while the rest is on its way."""

from aiurdesk.core.body_views.view import beginning_text
from aiurdesk.core.request.limits import Progress
from aiurdesk.core.translation import tr
from aiurdesk.ui.response.text_view import TextWidget
from aiurdesk.ui.theme.theme import Theme


class BeginningView(TextWidget):
    """Shows text without colours; hidden where the body is not text, or has not begun."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._data = b""
        self.setAccessibleName(tr("Beginning of the response"))
        self.hide()

    def show_progress(self, progress: Progress) -> None:
        """Show what came until now."""
        data = b"" if progress.read_beginning is None else progress.read_beginning()
        # Of a long body, the beginning soon stays as it is.
        if data != self._data:
            self._data = data
            text = beginning_text(progress.content_type, data)
            self.setVisible(bool(text))
            self.show_text(text)

    def forget(self) -> None:
        """Show no text any more."""
        self._data = b""
        self.hide()
        self.show_text("")
