"""The open requests, to bring one to the front."""

from collections.abc import Iterator
from functools import partial

from aiurdesk.core.request.request_secrets import address_without_secrets
from aiurdesk.core.translation import tr
from aiurdesk.ui.palette.scope import Scope
from aiurdesk.ui.palette.source import PaletteRow, Source
from aiurdesk.ui.request.request_bar import shown_method
from aiurdesk.ui.request.workbench import OpenRequest


class OpenRequestSource(Source):
    """Lists the tabs but the one in front."""

    kind = tr("Open request")
    is_of_requests = True
    suggested_in = (Scope.ALL, Scope.REQUESTS)

    def rows(self) -> Iterator[PaletteRow]:
        """Yield them in the order of the tabs."""
        bench = self.uses.workbench
        titles, current = self.uses.titles(), bench.current
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
                )

    def _title(self, opened: OpenRequest, title: str) -> str:
        """Return the whole address of a custom URL, which its tab has no room for."""
        endpoint = opened.request.endpoint
        is_typed = not endpoint.service_id and opened.copy is None and not opened.name
        return address_without_secrets(endpoint.path) or title if is_typed else title

    def _detail(self, opened: OpenRequest, title: str) -> str:
        endpoint = opened.request.endpoint
        service = self.uses.library.with_code_lab.service(endpoint.service_id)
        # A custom URL belongs to no service.
        target = address_without_secrets(endpoint.path) if service is None else service.name
        details = (target if target != title else "", "edited" if opened.is_edited else "")
        return " · ".join(part for part in details if part)

    def _show(self, key: int) -> None:
        self.uses.workbench.bring_to_front(key)
        self.uses.focus_page()
