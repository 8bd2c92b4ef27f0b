"""Edits one environment; every finished change is handed on at once."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QWidget,
)

from aiurdesk.core.collection.environment_file import (
    BASES,
    COLOURS,
    SavedEnvironment,
    SavedVariable,
    base_url_of,
    name_in_files,
)
from aiurdesk.core.collection.moved_secrets import carried_over
from aiurdesk.core.environments.environment import OWN_COLOURS, is_variable_name, shown_name
from aiurdesk.core.environments.proxies import (
    EXAMPLE,
    ProxyMode,
    proxy_problem,
    proxy_url,
    split_exceptions,
)
from aiurdesk.core.environments.route import read_override
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.variable_words import VARIABLES_HELP
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.ui.environments.entry_rows import EntryRow, EntryRows, EntryRules
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, grid_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.choice_box import ChoiceBox, NameBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.styled import styled

_MODES = {
    tr("Same as in the settings"): "",
    tr("Same as the system"): str(ProxyMode.SYSTEM),
    tr("None"): str(ProxyMode.NONE),
    tr("Manual"): str(ProxyMode.MANUAL),
}
_HELP = tr(
    "The credential is a Basic one that is bound to proxy://host:port. Hosts are separated by "
    "commas, such as *.internal, 10.0.0.0/8."
)


class ProxyFields(QWidget):
    """A choice, and the fields of a manual proxy below it."""

    changed = Signal(str, str, object)
    """Emitted with what a file has for the proxy, its credential and its exceptions, when the
    person finished a change and the address is valid."""

    def __init__(self, theme: Theme, credentials: Iterable[str]) -> None:
        """Build.

        Args:
            credentials: Names of those that a proxy can have.
        """
        super().__init__()
        self._saved: tuple[str, str, tuple[str, ...]] = ("", "", ())
        self._mode = ChoiceBox()
        for text, value in _MODES.items():
            self._mode.addItem(text, value)
        self.url, self._exceptions = CappedLine(), CappedLine()
        self._credential = NameBox(tr("No credential"), credentials)
        self.url.setPlaceholderText(EXAMPLE)
        self._note = Note(theme)
        self._help = WrappedLabel("small")
        self._help.show_text(_HELP)
        self._lines = (self.url, self._exceptions)
        editors = (self.url, self._credential, self._exceptions)
        titles = (
            tr("Address of the proxy"),
            tr("Credential of the proxy"),
            tr("Hosts without the proxy"),
        )
        rows = ((tr("Proxy"), self._mode), *zip(titles, editors, strict=True))
        grid, labels = grid_of(self, rows)
        grid.setContentsMargins(0, 0, 0, 0)
        self._of_manual: list[QWidget] = [self._help, *labels[1:], *editors]
        for line in self._lines:
            line.editingFinished.connect(self._on_finished)
        self._credential.activated.connect(self._on_finished)
        grid.addWidget(self._note, len(rows), 1)
        grid.addWidget(self._help, len(rows) + 1, 1)
        self._mode.activated.connect(self._on_mode_chosen)

    def show_proxy(self, saved: SavedEnvironment, *, is_own: bool, is_same: bool = False) -> None:
        """Show the proxy of an environment.

        Args:
            saved: The environment.
            is_own: Whether it can be changed.
            is_same: Whether it is the one that is shown already.
        """
        in_file = (saved.proxy, saved.proxy_credential, saved.proxy_exceptions)
        # What is chosen and typed stays until it is saved, unless the file has changed.
        if not is_same or in_file != self._saved:
            self._saved = in_file
            is_word = saved.proxy in _MODES.values()
            mode = saved.proxy if is_word else str(ProxyMode.MANUAL)
            self._mode.setCurrentIndex(self._mode.findData(mode))
            self.url.setText("" if is_word else saved.proxy)
            self._credential.show_name(saved.proxy_credential)
            self._exceptions.setText(", ".join(saved.proxy_exceptions))
        self._mode.setEnabled(is_own)
        self._credential.setEnabled(is_own)
        for line in self._lines:
            line.setReadOnly(not is_own)
        self._fit()

    def _fit(self) -> None:
        """Show the fields that the choice needs, and what is wrong with them."""
        is_manual = self._mode.currentData() == ProxyMode.MANUAL
        for widget in self._of_manual:
            widget.setVisible(is_manual)
        typed = self.url.text().strip()
        problem = proxy_problem(typed) if is_manual and typed else None
        words = tr("The proxy {trouble}.").format(trouble=problem.sentence) if problem else ""
        self._note.show_text(words)
        self.url.setAccessibleDescription(words)

    def _on_mode_chosen(self) -> None:
        self._fit()
        if self._mode.currentData() == ProxyMode.MANUAL:
            self.url.setFocus()
        self._on_finished()

    def _on_finished(self) -> None:
        self._fit()
        mode = self._mode.currentData()
        typed = self.url.text().strip()
        if mode == ProxyMode.MANUAL:
            # Nothing is saved until there is an address that can be used.
            if not typed or proxy_problem(typed) or self.url.isReadOnly():
                return
            exceptions = split_exceptions(self._exceptions.text())
            chosen = (proxy_url(typed), self._credential.name, exceptions)
        else:
            chosen = (mode, "", ())
        # ``editingFinished`` also comes when a field is only left.
        if chosen != self._saved:
            self._saved = chosen
            self.changed.emit(*chosen)


Change = Callable[[SavedEnvironment], SavedEnvironment]
_OWN_ADDRESSES = tr("Each service's own address")
_NO_COLOUR = tr("Same as the environment it is based on")
_DOT = 10
_READ_ONLY = tr("This environment comes with the program. Duplicate it to change something.")


class EnvironmentEditor(QWidget):
    """Shows an environment, and emits what the person changes; it saves nothing itself."""

    renamed = Signal(str)
    """Emitted with another name."""
    changed = Signal(object)
    """Emitted with a function that changes a SavedEnvironment as the person did."""

    def __init__(
        self, theme: Theme, services: Iterable[str], credentials: Iterable[str] = ()
    ) -> None:
        """Build.

        Args:
            services: Ids of the services that can have another address.
            credentials: Names of those that a proxy can have.
        """
        super().__init__()
        self._theme = theme
        self._saved = SavedEnvironment("")
        # Asked for each key in an address row.
        self._services = frozenset(services)
        self.name = CappedLine()
        self._base = ChoiceBox()
        self._colour = ChoiceBox()
        self._careful = QCheckBox(
            tr("Careful: ask before a request that changes something is sent")
        )
        self._env_file = CappedLine()
        self._read_only = WrappedLabel("small")
        self._variables = EntryRows(
            EntryRules(
                "variable",
                tr("variable"),
                tr("Value"),
                tr("No variables yet."),
                variable_problem,
                can_ask=True,
            ),
            theme,
        )
        self._base_urls = EntryRows(
            EntryRules(
                "address",
                tr("address"),
                "https://",
                tr("No addresses of its own. Services use the addresses of its base environment."),
                self._address_problem,
                tuple(sorted(self._services)),
            ),
            theme,
        )
        self._proxy = ProxyFields(theme, credentials)
        self._addresses = EntryRows(
            EntryRules(
                "override",
                tr("override"),
                tr("IP address"),
                tr(
                    "Hosts are looked up as usual. An override lets requests to a host go to "
                    "another computer, such as api.example.com:443 to 127.0.0.1."
                ),
                override_problem,
            ),
            theme,
        )
        # What an environment that comes with the program never has.
        self._only_own: list[QWidget] = [
            self._careful,
            self._base_urls,
            self._proxy,
            self._addresses,
        ]
        self._lay_out()
        self.name.editingFinished.connect(self._on_name_finished)
        self._base.activated.connect(lambda: self._emit(based_on=self._base.currentData()))
        self._colour.activated.connect(lambda: self._emit(colour=self._colour.currentData()))
        self._careful.clicked.connect(lambda is_careful: self._emit(is_careful=is_careful))
        self._env_file.editingFinished.connect(self._on_file_finished)
        self._variables.changed.connect(self._on_variables_changed)
        self._base_urls.changed.connect(self._on_base_urls_changed)
        self._proxy.changed.connect(self._on_proxy_changed)
        self._addresses.changed.connect(self._on_addresses_changed)
        theme.changed.connect(self._paint_dots)

    def show_environment(
        self, saved: SavedEnvironment, *, is_own: bool, is_same: bool = False
    ) -> None:
        """Show an environment; one that comes with the program can only be read.

        Args:
            saved: What it holds.
            is_own: Whether it can be changed.
            is_same: Whether it is the one that is shown already.
        """
        self._saved = saved
        # Setting the same text again would move the cursor of a person who types.
        name = saved.name if is_own else shown_name(saved.name)
        if self.name.text() != name:
            self.name.setText(name)
        self.name.setReadOnly(not is_own)
        # A base that this version does not know stays in the file; the list shows the first entry.
        self._base.setCurrentIndex(max(self._base.findData(name_in_files(saved.based_on)), 0))
        self._colour.setCurrentIndex(max(self._colour.findData(saved.colour), 0))
        self._careful.setChecked(saved.is_careful)
        if self._env_file.text() != saved.env_file:
            self._env_file.setText(saved.env_file)
        self._env_file.setReadOnly(not is_own)
        for field in (self._base, self._colour, self._careful):
            field.setEnabled(is_own)
        lists = {
            self._variables: [
                EntryRow(row.name, row.value, row.is_asked) for row in saved.variables
            ],
            self._base_urls: [EntryRow(service, url) for service, url in saved.base_urls],
            self._addresses: [EntryRow(item.target, item.text) for item in saved.addresses],
        }
        for rows, entries in lists.items():
            rows.show_entries(entries, is_locked=not is_own, is_same=is_same)
        self._proxy.show_proxy(saved, is_own=is_own, is_same=is_same)
        self._read_only.show_text("" if is_own else _READ_ONLY)
        for widget in self._only_own:
            widget.setVisible(is_own)

    def _lay_out(self) -> None:
        self._base.addItem(_OWN_ADDRESSES, "")
        for name in BASES:
            self._base.addItem(shown_name(name), name)
        self._colour.addItem(_NO_COLOUR, "")
        for colour in OWN_COLOURS:
            self._colour.addItem(colour.capitalize(), colour)
        self._paint_dots()
        self._env_file.setPlaceholderText(".env")
        page = styled(QWidget(), "formPage")
        column = column_of(page, self._read_only, self._grid(), margins=(14, 4, 14, 14), spacing=10)
        variables_help = WrappedLabel("small")
        variables_help.show_text(VARIABLES_HELP)
        sections = (
            (tr("Variables"), self._variables),
            (tr("Addresses"), self._base_urls),
            (tr("Connection"), self._proxy),
            (tr("Overridden addresses"), self._addresses),
        )
        for title, rows in sections:
            heading = styled(QLabel(title), look="heading")
            column.addSpacing(6)
            column.addWidget(heading)
            column.addWidget(rows)
            if rows is self._variables:
                column.addWidget(variables_help)
            else:
                self._only_own.append(heading)
        column.addStretch(1)
        column_of(self, PageScroll(page=page), margins=0)

    def _grid(self) -> QGridLayout:
        rows = (
            (tr("Name"), self.name),
            (tr("Based on"), self._base),
            (tr("Colour"), self._colour),
            (tr(".env file for {{env:NAME}}"), self._env_file),
        )
        grid, labels = grid_of(None, rows)
        self._only_own += [*labels[1:], *(editor for _, editor in rows[1:])]
        # From the left: its text would make the column too wide for a small screen.
        grid.addWidget(self._careful, len(rows), 0, 1, 2)
        return grid

    def _paint_dots(self) -> None:
        self._colour.setIconSize(self._theme.icon_size(_DOT))
        for row in range(self._colour.count()):
            colour = self._colour.itemData(row)
            if colour in COLOURS:
                self._colour.setItemIcon(row, self._theme.dot(colour))

    def _emit(self, **fields: object) -> None:
        before, after = self._saved, replace(self._saved, **fields)
        self._saved = after
        # Another program may have changed the file since it was shown: only what differs is meant.
        self.changed.emit(lambda saved: carried_over(saved, before, after))

    def _on_name_finished(self) -> None:
        name = self.name.text().strip()
        # ``editingFinished`` also comes when the field is only left.
        if name != self._saved.name and not self.name.isReadOnly():
            self.renamed.emit(name)

    def _on_file_finished(self) -> None:
        file = self._env_file.text().strip()
        if file != self._saved.env_file and not self._env_file.isReadOnly():
            self._emit(env_file=file)

    def _on_variables_changed(self) -> None:
        entries = self._variables.entries()
        self._emit(variables=tuple(SavedVariable(e.name, e.value, e.is_asked) for e in entries))

    def _on_base_urls_changed(self) -> None:
        entries = self._base_urls.entries()
        self._emit(base_urls=tuple((entry.name, base_url_of(entry.value)) for entry in entries))

    def _on_proxy_changed(self, proxy: str, credential: str, exceptions: tuple[str, ...]) -> None:
        self._emit(proxy=proxy, proxy_credential=credential, proxy_exceptions=exceptions)

    def _on_addresses_changed(self) -> None:
        entries = self._addresses.entries()
        self._emit(addresses=tuple(read_override(entry.name, entry.value) for entry in entries))

    def _address_problem(self, entry: EntryRow) -> Problem | None:
        if entry.name not in self._services:
            text = tr("There is no service {value}. Enter its id.")
            return Problem(text.format(value=entry.name or tr("without a name")))
        try:
            base_url_of(entry.value)
        except ProblemError:
            return Problem(tr("Enter an address such as https://host."))
        return None


def override_problem(entry: EntryRow) -> Problem | None:
    """Return why a host cannot have an address; None where it can."""
    try:
        read_override(entry.name, entry.value)
    except ProblemError as mistake:
        return Problem(tr("An override {mistake}.").format(mistake=mistake))
    return None


def variable_problem(entry: EntryRow) -> Problem | None:
    """Return why a variable cannot have its name; None where it can."""
    if is_variable_name(entry.name):
        return None
    return Problem(
        tr("A name begins with a letter and has letters, digits, dots, hyphens and underscores.")
    )
