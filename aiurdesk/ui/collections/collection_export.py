"""Writes a collection in a format of another program, or a page of a service, from the window."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QWidget

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exporters.exported import CollectionFormat, Exported
from aiurdesk.core.translation import tr
from aiurdesk.services.exports.exporting import (
    FORMATS,
    PAGE,
    export_collection,
    export_service,
    save_export,
)
from aiurdesk.services.library import Library
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.file_dialog import open_once, save_dialog
from aiurdesk.ui.widgets.line_dialog import LinesDialog
from aiurdesk.ui.window.messages import Message

_TASK = tr("export a collection")
_SHOW = tr("Show what is missing")


class CollectionExport(msgspec.Struct, frozen=True):
    """Asks for the file and its format, then writes it."""

    parent: QWidget
    theme: Theme
    scope: TaskScope
    library: Library
    tell: Callable[[Message], None]

    def ask(self, path: str) -> None:
        """Let the person choose where a collection, a folder or a request goes to.

        Args:
            path: Its folder or file; empty where no collection is open.
        """
        if not path:
            self.tell(Message(tr("No collection is open. Open one, then export it."), "input"))
            return
        source = Path(path)
        name = source.name.removesuffix(".request.toml")
        # The format follows from what is chosen in the list of kinds of files.
        filters = {f"{one.title} (*{one.suffix})": one for one in FORMATS.values()}
        first = next(iter(filters.values()))
        # Never the name alone, which is that of the folder.
        dialog = save_dialog(self.parent, tr("Export"), f"{name}{first.suffix}")
        dialog.setNameFilters(list(filters))

        def follow(chosen: str) -> None:
            written = Path(dialog.selectedFiles()[0]).name if dialog.selectedFiles() else name
            suffixes = [one.suffix for one in filters.values()]
            # The dialog itself has replaced the last part of a suffix.
            for suffix in (*suffixes, *(Path(suffix).stem for suffix in suffixes)):
                written = written.removesuffix(suffix)
            dialog.selectFile(f"{written}{filters[chosen].suffix}")

        dialog.filterSelected.connect(follow)

        def start(file: str) -> None:
            form = filters[dialog.selectedNameFilter()]
            target = file if "." in Path(file).name else f"{file}{form.suffix}"
            self.scope.start(_TASK, self._export, source, Path(target), form)

        dialog.fileSelected.connect(start)
        open_once(dialog)

    def ask_for_page(self, service_id: str) -> None:
        """Let the person choose where the page of a service goes to."""
        dialog = save_dialog(self.parent, tr("Export as page"), f"{service_id}{PAGE.suffix}")
        dialog.setNameFilters([f"{PAGE.title} (*{PAGE.suffix})"])

        def start(file: str) -> None:
            target = file if "." in Path(file).name else f"{file}{PAGE.suffix}"
            self.scope.start(_TASK, self._export_page, service_id, Path(target))

        dialog.fileSelected.connect(start)
        open_once(dialog)

    async def _export_page(self, service_id: str, target: Path) -> None:
        exported = await asyncio.to_thread(export_service, service_id, self.library)
        # It may have been removed while the dialog was open.
        if exported is None:
            words = tr("There is no service {name} any more.").format(name=service_id)
            self.tell(Message(words, "input"))
            return
        try:
            await asyncio.to_thread(save_export, target, exported)
        except ProblemError as error:
            self.tell(Message(str(error), "input"))
            return
        self._tell_made(target, exported)

    async def _export(self, source: Path, target: Path, form: CollectionFormat) -> None:
        try:
            exported = await export_collection(source, form, self.library)
            await asyncio.to_thread(save_export, target, exported)
        except ProblemError as error:
            self.tell(Message(str(error), "input"))
            return
        self._tell_made(target, exported)

    def _tell_made(self, target: Path, exported: Exported) -> None:
        lines = exported.left_out
        headline = tr("{name} was written.").format(name=target.name)
        if not lines:
            self.tell(Message(headline))
            return

        def show() -> None:
            LinesDialog(self.theme, self.parent, tr("Not exported"), headline, lines).open()

        count = (
            tr("1 thing is")
            if len(lines) == 1
            else tr("{lines_count:,} things are").format(lines_count=len(lines))
        )
        words = tr("{headline} {count} not in it.").format(headline=headline, count=count)
        self.tell(Message(words, action=_SHOW, on_action=show))
