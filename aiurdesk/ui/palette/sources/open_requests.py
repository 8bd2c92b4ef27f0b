"""The open requests, to bring one to the front."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from aiurdesk.core.request.request_secrets import address_without_secrets
from aiurdesk.core.translation import tr
from aiurdesk.ui.palette.scope import Scope
from aiurdesk.ui.palette.source import PaletteRow, Source
from aiurdesk.ui.request.tab_titles import shown_method
from aiurdesk.ui.request.workbench import OpenRequest


class OpenRequestSource(Source):
    """Lists the tabs but the one in front."""

    kind = tr("Open tab")
    scopes = (Scope.ALL, Scope.REQUESTS, Scope.OPEN)
    suggested_in = (Scope.ALL, Scope.REQUESTS, Scope.OPEN)

    def rows(self) -> Iterator[PaletteRow]:
        """Yield them in the order of the tabs."""
        bench = self.uses.workbench
        titles, current = self.uses.titles(), bench.current
        severities = self.uses.severities()
        for opened in bench.open_requests:
            if current is None or opened.key != current.key:
                title = self._title(opened, titles[opened.key])
                yield PaletteRow(
                    self.kind,
                    str(opened.key),
                    title,
                    partial(self._show, opened.key),
                    detail=self._detail(opened, title),
                    method=shown_method(opened.request),
                    severity=severities.get(opened.key),
                )

    def _title(self, opened: OpenRequest, title: str) -> str:
        """Return the whole address of a custom URL, which its tab has no room for."""
        is_shown = opened.copy is None and not opened.name
        return (is_shown and address_without_secrets(opened.request.url)) or title

    def _detail(self, opened: OpenRequest, title: str) -> str:
        request = opened.request
        service = self.uses.library.with_code_lab.service(request.endpoint.service_id)
        # A custom URL belongs to no service.
        target = address_without_secrets(request.url) if service is None else service.name
        folder = "" if opened.copy is None else Path(opened.copy.path).parent.name
        details = (folder, target if target != title else "", "edited" if opened.is_edited else "")
        return " · ".join(part for part in details if part)

    def _show(self, key: int) -> None:
        self.uses.workbench.bring_to_front(key)
        self.uses.focus_page()
