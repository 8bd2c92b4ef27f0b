"""The dialogs that add, reload and update the services of an API description."""

from collections.abc import Callable, Container, Iterable, Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QPushButton, QWidget

from aiurdesk.core.api.endpoint import OWN_GENERATION, ApiDescription, SecurityScheme, Server
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.translation import listed, tr, trn
from aiurdesk.services.api_services.api_services import ReadService
from aiurdesk.services.api_services.description_reading import DescriptionRead
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.dialog import ThemedDialog, dialog_buttons, plain_button
from aiurdesk.ui.widgets.file_dialog import file_dialog, open_once
from aiurdesk.ui.widgets.line_dialog import LineDialog, LineTabs, LineWords
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.tick_list import TickList
from aiurdesk.ui.widgets.tick_tree import TickRow, TickTree

_SIZE = (760, 560)
_LONGEST_NAME = 80
_MOST_GROUPS = 2_000
"""More take a while to list; what is not listed is added."""
_MOST_ROWS = 20
"""Of several hundred boxes, the window would take a while to make the page."""
_ENVIRONMENTS = tr("An environment is made for each server that is ticked.")
_CREDENTIALS = tr(
    "How callers authenticate. For each one that is ticked, a filled-in form "
    "asks for the secret after the service was added."
)
_NO_SCHEMES = tr("The description names no way to authenticate that a credential can be made of.")
_NO_SERVERS = tr("The description names no server.")
_ALL = tr("Everything in the description is imported.")


class AddChoice(msgspec.Struct, frozen=True):
    """A person's choices for a service that is added."""

    name: str
    """The id of the service."""
    target: int
    """Which of the targets it gets into, from 0."""
    groups: tuple[str, ...]
    """The groups of endpoints that are wanted; empty for all of them."""
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
        check: Callable[[str, int], Problem | None],
    ) -> None:
        """Show a service.

        Args:
            left_out: What cannot be imported, a sentence for each thing.
            targets: What can hold the service, such as the profile and the open collections.
            check: Returns what is wrong with a name in one of the targets, if anything is.
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
        self._problem = Note(theme, lines=1)
        # Only one that stands alone has a tick.
        schemes = [(_scheme_words(scheme), len(read.security) == 1) for scheme in read.security]
        self._environments = _ticks(_ENVIRONMENTS, _NO_SERVERS, _server_rows(read.servers))
        self._credentials = _ticks(_CREDENTIALS, _NO_SCHEMES, schemes)
        self._groups = TickTree(
            [TickRow(title, title, f"{count:,}") for title, count in read.groups[:_MOST_GROUPS]],
            tr("Groups"),
        )
        buttons = QDialogButtonBox.StandardButton
        box = dialog_buttons(self, buttons.Ok | buttons.Cancel)
        self._add = box.button(buttons.Ok)
        self._add.setText(tr("Add"))
        self._lay_out(left_out, box)
        self.resize(theme.dialog_size(*_SIZE))
        self._name.textChanged.connect(self._check)
        self._target.currentIndexChanged.connect(self._check)
        self._groups.ticks_changed.connect(self._check)
        self._check()

    @property
    def choice(self) -> AddChoice:
        """What is chosen now."""
        read = self._read
        return AddChoice(
            self._name.text().strip(),
            self._target.currentIndex(),
            self._chosen_groups,
            tuple(read.servers[number] for number in self._environments.ticked),
            tuple(read.security[number] for number in self._credentials.ticked),
        )

    @property
    def _chosen_groups(self) -> tuple[str, ...]:
        titles = tuple(title for title, _ in self._read.groups)
        ticked = self._groups.ticked
        has_all = len(ticked) == len(titles[:_MOST_GROUPS])
        return () if has_all else (*ticked, *titles[_MOST_GROUPS:])

    def _check(self) -> None:
        problem = self._check_name(self._name.text().strip(), self._target.currentIndex())
        words = sentence_of(problem)
        if problem is None and self._read.groups and not self._groups.ticked:
            words = tr("Tick at least one group of endpoints.")
        self._problem.show_text(words)
        self._name.setAccessibleDescription(words)
        self._add.setEnabled(not words)

    def _lay_out(self, left_out: Sequence[str], box: QDialogButtonBox) -> None:
        read = self._read
        title = WrappedLabel("title")
        title.setObjectName("service_title")
        title.show_text(read.title)
        form = QFormLayout()
        form.addRow(tr("Name in commands"), self._name)
        form.addRow(tr("Add to"), self._target)
        tabs = LineTabs(tr("What the description becomes"))
        tabs.add_page(tr("Endpoints"), read.endpoint_count, self._groups)
        tabs.add_page(tr("Environments"), len(read.servers), self._environments)
        tabs.add_page(tr("Credentials"), len(read.security), self._credentials)
        tabs.add_lines(tr("Not imported"), left_out, nothing=_ALL)
        column_of(self, title, form, self._problem, (tabs, 1), box, margins=INSET, spacing=12)


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


_WORDS = LineWords(
    id="add_description_dialog",
    title=tr("Add API description"),
    label=tr("Address or file of the description"),
    field=tr("Address or file"),
    button=tr("Continue"),
    placeholder="https://api.example.com/openapi.json",
)
_HELP = tr(
    "OpenAPI 3.0 to 3.2 or Swagger 2.0, as JSON or YAML, or /doc of an "
    "Aiursoft service. You see what it becomes before anything is written."
)
_FILTERS = (tr("Descriptions (*.json *.yaml *.yml)"), tr("All files (*)"))


class SourceDialog(LineDialog):
    """Takes an address or the path of a file; a button chooses the file."""

    def __init__(self, theme: Theme, parent: QWidget, source: str = "") -> None:
        super().__init__(theme, parent, _WORDS, source)
        choose = QPushButton(tr("Choose file…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        text = WrappedLabel("muted")
        text.show_text(_HELP)
        self.add_below(choose, text)
        layout = self.layout()
        if layout is not None:
            layout.setAlignment(choose, Qt.AlignmentFlag.AlignLeft)
        # Nothing is wrong before anything is typed, but there is nothing to go on with, either.
        self.line.textChanged.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        self.ok.setEnabled(bool(self.text()))

    def _choose(self) -> None:
        dialog = file_dialog(self, tr("Description of an API"), self.line.setText)
        dialog.setNameFilters(list(_FILTERS))
        open_once(dialog)


_UPDATE_DIALOG_SIZE = (720, 480)


class UpdateDialog(ThemedDialog):
    """Ends accepted when the update is to be written."""

    def __init__(
        self, theme: Theme, parent: QWidget, service: ReadService, left_out: tuple[str, ...] = ()
    ) -> None:
        """Show the changes.

        Args:
            left_out: What cannot be imported, a sentence for each thing.
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
        tabs.add_lines(tr("Not imported"), left_out)
        buttons = QDialogButtonBox.StandardButton
        box = dialog_buttons(self, buttons.Ok | buttons.Cancel)
        box.button(buttons.Ok).setText(tr("Update"))
        column_of(self, summary, (tabs, 1), box, margins=INSET, spacing=12)
        self.resize(theme.dialog_size(*_UPDATE_DIALOG_SIZE))


def update_summary(service: ReadService) -> str:
    """Return how many endpoints an update changes, and what becomes of saved requests."""
    changes = service.read.changes
    lists = (
        (tr("{count:,} added"), changes.added),
        (tr("{count:,} removed"), changes.removed),
        (tr("{count:,} changed"), changes.changed),
    )
    words = listed((text.format(count=len(ids)) for text, ids in lists if ids), of="clauses")
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


_SERVICES_SIZE = (460, 560)
_SERVICES_WORDS = tr(
    "What has a tick is listed among the endpoints, by the filter and in the command palette. "
    "Saved and open requests stay as they are."
)


class ServicesDialog(ThemedDialog):
    """Ends accepted when other built-in services are to be listed."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        descriptions: Iterable[ApiDescription],
        hidden: Container[str],
    ) -> None:
        """Show the built-in services.

        Args:
            descriptions: All services.
            hidden: Ids of those that are not listed now.
        """
        super().__init__(theme, parent, "services_dialog", tr("Services"))
        rows: dict[str, list[TickRow]] = {}
        for description in descriptions:
            service, generation = description.service, description.generation
            if service.generation != OWN_GENERATION and description.endpoints:
                count = f"{len(description.endpoints):,}"
                row = TickRow(service.id, service.name, count, service.id not in hidden)
                heading = generation.title if generation else service.generation
                rows.setdefault(heading, []).append(row)
        self._ids = [row.key for below in rows.values() for row in below]
        self._tree = TickTree(
            (TickRow("", heading, children=tuple(below)) for heading, below in rows.items()),
            tr("Built-in services"),
        )
        words = WrappedLabel("muted")
        words.show_text(_SERVICES_WORDS)
        every = plain_button(tr("Show all"), lambda: self._tree.tick_all(True))
        none = plain_button(tr("Hide all"), lambda: self._tree.tick_all(False))
        buttons = QDialogButtonBox.StandardButton
        box = dialog_buttons(self, buttons.Ok | buttons.Cancel)
        all_or_none = row_of(None, every, none, 1, spacing=6)
        items = (words, (self._tree, 1), all_or_none, box)
        column_of(self, *items, margins=INSET, spacing=12)
        self.resize(theme.dialog_size(*_SERVICES_SIZE))

    @property
    def hidden(self) -> tuple[str, ...]:
        """Ids of the services without a tick."""
        ticked = set(self._tree.ticked)
        return tuple(name for name in self._ids if name not in ticked)
