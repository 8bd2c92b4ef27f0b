"""Shows what the description of an API becomes, before anything is written."""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QWidget

from aiurdesk.core.api.endpoint import SecurityScheme, Server
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.translation import tr
from aiurdesk.services.api_services.description_reading import DescriptionRead
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons
from aiurdesk.ui.dialogs.line_tabs import LineTabs
from aiurdesk.ui.dialogs.themed_dialog import ThemedDialog
from aiurdesk.ui.layout.tick_list import TickList
from aiurdesk.ui.tables.rows_model import Column, RowsModel
from aiurdesk.ui.tables.rows_table import RowsTable
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel

_SIZE = (760, 560)
_LONGEST_NAME = 80
_GROUP_WIDTH = 60
_MOST_ROWS = 20
"""Of several hundred boxes, the window would take a while to make the page."""
_ENVIRONMENTS = tr("An environment is made for each server that is ticked.")
_CREDENTIALS = tr(
    "How callers authenticate. For each one that is ticked, a filled-in form "
    "asks for the secret after the service was added."
)
_NO_SCHEMES = tr("The description names no way to authenticate that a credential can be made of.")
_NO_SERVERS = tr("The description names no server.")
_ALL = tr("Everything in the description is carried over.")


class AddChoice(msgspec.Struct, frozen=True):
    """What a person chose for a service that is added."""

    name: str
    """The id of the service."""
    target: int
    """Which of the targets it gets into, from 0."""
    servers: tuple[Server, ...]
    """Those that become environments."""
    schemes: tuple[SecurityScheme, ...]
    """Those that a credential is asked for."""


class AddDialog(ThemedDialog):
    """Ends accepted when the service is to be added."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        read: DescriptionRead,
        left_out: Sequence[str],
        targets: Sequence[str],
        check: Callable[[str, int], str],
    ) -> None:
        """Show a service.

        Args:
            left_out: What cannot be carried over, a sentence for each thing.
            targets: What can hold the service, such as the profile and the open collections.
            check: Returns what is wrong with a name in one of the targets, or empty text.
        """
        super().__init__(theme, parent, "add_service_dialog", tr("Add API description"))
        self._read = read
        self._check_name = check
        self._name = CappedLine(most=_LONGEST_NAME)
        self._name.setText(read.name)
        self._name.setObjectName("service_name")
        self._name.setAccessibleName(tr("Name in commands"))
        self._target = ChoiceBox()
        self._target.setAccessibleName(tr("Add to"))
        self._target.addItems(list(targets))
        self._problem = Note(theme)
        # Only one that stands alone has a tick.
        schemes = [(_scheme_words(scheme), len(read.security) == 1) for scheme in read.security]
        self._environments = _ticks(_ENVIRONMENTS, _NO_SERVERS, _server_rows(read.servers))
        self._credentials = _ticks(_CREDENTIALS, _NO_SCHEMES, schemes)
        buttons = QDialogButtonBox.StandardButton
        box = dialog_buttons(self, buttons.Ok | buttons.Cancel)
        self._add = box.button(buttons.Ok)
        self._add.setText(tr("Add"))
        self._lay_out(left_out, box)
        self.resize(theme.dialog_size(*_SIZE))
        self._name.textChanged.connect(self._check)
        self._target.currentIndexChanged.connect(self._check)
        self._check()

    @property
    def choice(self) -> AddChoice:
        """What is chosen now."""
        read = self._read
        return AddChoice(
            self._name.text().strip(),
            self._target.currentIndex(),
            tuple(read.servers[number] for number in self._environments.ticked),
            tuple(read.security[number] for number in self._credentials.ticked),
        )

    def _check(self) -> None:
        problem = self._check_name(self._name.text().strip(), self._target.currentIndex())
        self._problem.show_text(problem)
        self._name.setAccessibleDescription(problem)
        self._add.setEnabled(not problem)

    def _lay_out(self, left_out: Sequence[str], box: QDialogButtonBox) -> None:
        read = self._read
        title = WrappedLabel("title")
        title.setObjectName("service_title")
        title.show_text(read.title)
        form = QFormLayout()
        form.addRow(tr("Name in commands"), self._name)
        form.addRow(tr("Add to"), self._target)
        tabs = LineTabs(tr("What the description becomes"))
        tabs.add_page(tr("Endpoints"), read.endpoint_count, _groups_table(read.groups))
        tabs.add_page(tr("Environments"), len(read.servers), self._environments)
        tabs.add_page(tr("Credentials"), len(read.security), self._credentials)
        tabs.add_lines(tr("Not carried over"), left_out, nothing=_ALL)
        column_of(
            self, title, form, self._problem, (tabs, 1), box, margins=(18, 16, 18, 14), spacing=12
        )


def _groups_table(groups: Sequence[tuple[str, int]]) -> QWidget:
    model: RowsModel[tuple[str, int]] = RowsModel(
        (
            Column(
                tr("Group"), lambda row: row[0], {Qt.ItemDataRole.ToolTipRole: lambda row: row[0]}
            ),
            Column(tr("Endpoints"), lambda row: f"{row[1]:,}"),
        )
    )
    model.set_items(groups)
    table = RowsTable(model, tr("Groups"), (_GROUP_WIDTH,))
    model.setParent(table)
    return table


def _ticks(words: str, nothing: str, rows: Sequence[tuple[str, bool]]) -> TickList:
    more = len(rows) - _MOST_ROWS
    words += tr(" {more:,} more are not listed.").format(more=more) if more > 0 else ""
    return TickList(words if rows else nothing, rows[:_MOST_ROWS])


def _server_rows(servers: Sequence[Server]) -> list[tuple[str, bool]]:
    """Return a row for each server; where there is nothing to choose from, without a tick."""
    has_choice = len(servers) > 1 or any(server.variables for server in servers)
    return [
        (server.url if server.name == server.url else f"{server.name}: {server.url}", has_choice)
        for server in servers
    ]


def _scheme_words(scheme: SecurityScheme) -> str:
    kind = scheme_of(scheme.scheme)
    details = ", ".join(f"{name} {value}" for name, value in scheme.values)
    words = f"{scheme.name}: {kind.title if kind else scheme.scheme}"
    return f"{words} ({details})" if details else words
