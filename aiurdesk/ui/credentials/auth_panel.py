"""The Auth tab: the credential of this request, and what it does."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from aiurdesk.core.api.endpoint import (
    Choice,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
)
from aiurdesk.core.api.expectation import ONE_LINE
from aiurdesk.core.auth import SCHEMES
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.core.credentials.secret_source import OutsideSource, SourceKind, source_of
from aiurdesk.core.preparing.form_rules import check
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Pairs
from aiurdesk.core.translation import tr, within
from aiurdesk.ui.credentials.auth_summary import AuthSummary
from aiurdesk.ui.form.form_panel import FormPanel
from aiurdesk.ui.theme.grid import GAP, INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, labelled
from aiurdesk.ui.widgets.elided_label import ElidedBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.chooser import truncate_name
from aiurdesk.ui.window.credential_chooser import NONE_TEXT

_TYPED = "typed"
"""The value of the choice of a secret that a person types, and that the keyring keeps."""
_SOURCES = (
    Choice(_TYPED, tr("Typed")),
    Choice(SourceKind.COMMAND, tr("Command")),
    Choice(SourceKind.VARIABLE, tr("Environment variable")),
    Choice(SourceKind.FILE, tr("File")),
)
_EXAMPLES = {
    SourceKind.COMMAND: "op read op://Work/shop/token",
    SourceKind.VARIABLE: "SHOP_TOKEN",
    SourceKind.FILE: "~/.secrets/shop",
}
_SOURCE_WORDS = {
    SourceKind.COMMAND: tr(
        "A program and its arguments; no shell reads them. It runs when the secret is needed."
    ),
    SourceKind.VARIABLE: tr("The name of a variable that this program was started with."),
    SourceKind.FILE: tr("The path of a file that holds the secret and nothing else."),
}


class SchemeFields(FormPanel):
    """Edits what a credential of one kind consists of."""

    def __init__(self, theme: Theme, scheme: AuthScheme, *, has_sources: bool = False) -> None:
        """Prepare; ``show_scheme`` shows the fields.

        Args:
            theme: Of the form.
            scheme: The kind.
            has_sources: Whether each secret has a choice of where it comes from.
        """
        super().__init__(theme)
        self.scheme = scheme
        self._has_sources = has_sources
        self.values_changed.connect(self._show_asked_for)

    def show_scheme(
        self,
        scheme: AuthScheme,
        values: tuple[tuple[str, str], ...] = (),
        sources: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Show the fields of a kind.

        Args:
            scheme: The kind.
            values: By the names of fields; without any, what was typed stays where it fits.
            sources: Where secrets come from instead of the keyring, by the names of fields.
        """
        titles = {field.name: field.shown_name for field in scheme.fields}
        stored: Pairs = tuple((titles.get(name, name), value) for name, value in values)
        shown = _shown_fields(scheme, scheme.fields, has_sources=self._has_sources)
        # Another kind keeps what was typed for fields that both have.
        own = {field.name: field for field in shown}
        typed = stored or tuple(
            (name, value)
            for name, value in self.values()
            if name in own and _fits(own[name], value)
        )
        for name, text in sources:
            if (source := source_of(text)) is not None:
                title = titles.get(name, name)
                chosen = ((_choice_name(title), str(source.kind)),)
                typed = (*typed, *chosen, (_source_name(title, source.kind), source.text))
        given = {name for name, _ in typed}
        defaults = (
            (field.name, field.default)
            for field in shown
            if field.default is not None and field.name not in given
        )
        self.scheme = scheme
        self.set_request(_endpoint(scheme, shown), (*typed, *defaults))
        self._show_asked_for()

    def typed(self) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, Secret], ...]]:
        """Return what a file may hold, and the secrets, each by the names of fields."""
        secret = {field.name for field in self.scheme.secret_fields}
        names = {field.shown_name: field.name for field in self.scheme.fields}
        texts = [
            (names[title], text)
            for title, text in self.values()
            if title in names and isinstance(text, str)
        ]
        return (
            tuple(pair for pair in texts if pair[0] not in secret),
            tuple((name, Secret(text)) for name, text in texts if name in secret),
        )

    def sources(self) -> tuple[tuple[str, str], ...]:
        """Return where secrets come from instead of the keyring, by the names of fields."""
        texts = dict(self.values())
        sources = (
            (field.name, OutsideSource(kind, str(texts.get(_source_name(title, kind), ""))))
            for field in self.scheme.secret_fields
            if (kind := self._source_kind(title := field.shown_name)) is not None
        )
        return tuple((name, source.written) for name, source in sources if source.text)

    def errors(self) -> tuple[Problem, ...]:
        """Return what is wrong or missing."""
        asked_for = self._asked_for()
        shown = _shown_fields(self.scheme, asked_for, has_sources=self._has_sources)
        names = self._shown_names(asked_for)
        fields = tuple(field for field in shown if field.name in names)
        return check(_endpoint(self.scheme, fields), self.values())

    def _asked_for(self) -> tuple[Parameter, ...]:
        """Return the fields that the values ask for."""
        titles = {field.shown_name: field.name for field in self.scheme.fields}
        typed = {titles[row.name]: row.value for row in self.rows() if row.name in titles}
        return self.scheme.fields_for({n: v for n, v in typed.items() if isinstance(v, str)})

    def _shown_names(self, asked_for: tuple[Parameter, ...]) -> set[str]:
        """Return the names of the editors of fields: of a secret, the one that was chosen."""
        names: set[str] = set()
        for field in asked_for:
            title = field.shown_name
            kind = self._source_kind(title) if field.traits.is_secret else None
            names.add(title if kind is None else _source_name(title, kind))
            names.add(_choice_name(title))
        return names

    def _source_kind(self, title: str) -> SourceKind | None:
        """Return what was chosen for a secret; None where it is typed."""
        rows = {row.name: row.value for row in self.rows()}
        chosen = rows.get(_choice_name(title))
        return SourceKind(chosen) if chosen in set(SourceKind) else None

    def _show_asked_for(self) -> None:
        shown = _shown_fields(self.scheme, self.scheme.fields, has_sources=self._has_sources)
        names = self._shown_names(self._asked_for())
        self.leave_out({field.name for field in shown} - names)


def _choice_name(title: str) -> str:
    return tr("{title} from").format(title=title)


def _source_name(title: str, kind: SourceKind) -> str:
    names = {choice.value: choice.name for choice in _SOURCES}
    return tr("{title}: {kind}").format(title=title, kind=within(names[kind]))


def _shown_fields(
    scheme: AuthScheme, fields: tuple[Parameter, ...], *, has_sources: bool
) -> tuple[Parameter, ...]:
    """Return the fields as the form has them, with what says where each secret comes from.

    They are named as they are shown, so that a screen reader says what is on the screen. The
    descriptions of secrets are left out: it is said elsewhere where they are stored.
    """
    shown: list[Parameter] = []
    for field in fields:
        title, is_secret = field.shown_name, field.traits.is_secret
        if is_secret and has_sources:
            shown.append(
                Parameter(
                    _choice_name(title),
                    ParameterKind.CHOICE,
                    Location.FORM,
                    required=field.required,
                    default=_TYPED if field.required else None,
                    choices=_SOURCES,
                )
            )
        shown.append(replace(field, name=title, description="" if is_secret else field.description))
        if is_secret and has_sources:
            shown.extend(
                Parameter(
                    _source_name(title, kind),
                    ParameterKind.TEXT,
                    Location.FORM,
                    required=field.required,
                    pattern=r"[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*",
                    pattern_hint=ONE_LINE,
                    example=_EXAMPLES[kind],
                    description=_SOURCE_WORDS[kind],
                )
                for kind in SourceKind
            )
    return tuple(shown)


def _fits(field: Parameter, value: object) -> bool:
    """Tell whether a field can have a value: a choice of the same name may have others."""
    return not field.choices or value in {choice.value for choice in field.choices}


def _endpoint(scheme: AuthScheme, fields: tuple[Parameter, ...]) -> Endpoint:
    """Return an endpoint whose parameters are the fields of a form."""
    return Endpoint(scheme.id, "", "", scheme.title, "POST", "/", parameters=fields)


_FILLED_IN = ("basic", "digest", "bearer", "api-key", "aws", "oauth1", "jwt")
_NEW = tuple(scheme for scheme in SCHEMES if scheme.id in _FILLED_IN)
"""Those that are filled in here: they need no sign-in, and go to the host of the request."""
_KEPT = tr("Saving or sending the request keeps this in the keyring, as a credential for {} alone.")
_NO_HOST = tr("Enter the address of the request first: the credential is kept for its host.")


class AuthPanel(QWidget):
    """Shows and chooses the credential of one request."""

    credential_chosen = Signal(object)
    """Emitted with a name, with ``NO_CREDENTIAL``, or with None for the one chosen above."""
    manage_wanted = Signal()
    """Emitted when a person wants to see the list of credentials."""
    filled = Signal(object, object)
    """Emitted with an OfferedCredential to be kept, and with what is called afterwards."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._choices: tuple[str | None, ...] = ()
        self._kinds: tuple[AuthScheme, ...] = ()
        self._summary = AuthSummary(None)
        self._origin = ""
        self._fields: SchemeFields | None = None
        self._box = styled(ElidedBox(), "request_credential")
        self._box.setSizeAdjustPolicy(
            ElidedBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMinimumContentsLength(12)
        self._trouble = Note(theme)
        self._effect = WrappedLabel()
        self._effect.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        manage = QPushButton(tr("Manage credentials…"))
        manage.clicked.connect(self.manage_wanted)
        self._kept = WrappedLabel("small")
        self._kept.hide()
        self._new = QVBoxLayout()
        self._column = column_of(
            self,
            # Above the box, because a narrow pane has no room for both in one line.
            labelled(tr("Credential of &this request"), self._box),
            self._box,
            self._trouble,
            self._effect,
            self._new,
            self._kept,
            manage,
            1,
            margins=(INSET, GAP, INSET, INSET),
            spacing=10,
        )
        self._column.setAlignment(manage, Qt.AlignmentFlag.AlignLeft)
        self._box.activated.connect(self._on_chosen)

    def show_summary(self, summary: AuthSummary) -> None:
        """Show how the request is authenticated."""
        gone = summary.chosen
        # Listed although it was deleted: the box has to show what the request names.
        names = (*summary.names, *((gone,) if gone and gone not in summary.names else ()))
        self._summary = summary
        self._choices = (None, NO_CREDENTIAL, *names)
        self._kinds = _NEW if summary.can_add else ()
        above = truncate_name(summary.chosen_above) or "none"
        texts = [
            tr("As chosen above ({above})").format(above=above),
            NONE_TEXT,
            *(truncate_name(name) for name in names),
        ]
        texts += [tr("New: {title}").format(title=scheme.title) for scheme in self._kinds]
        # Filling an open list again would close it.
        if texts != [self._box.itemText(row) for row in range(self._box.count())]:
            self._box.clear()
            self._box.addItems(texts)
        # What a person fills in stays, unless the request names a credential by now.
        if self._fields is not None and (summary.chosen or not summary.can_add):
            self._drop_fields()
        self._show()

    def set_origin(self, origin: str) -> None:
        """Take where the request goes; empty while that is not known."""
        self._origin = origin
        self._show()

    def settle(self, then: Callable[[], None]) -> bool:
        """Call a function once what was filled in is a credential of the request.

        Returns:
            False where it cannot be kept as it is; what is wrong is marked.
        """
        if self._fields is None or not any(s.reveal() for _, s in self._fields.typed()[1]):
            then()
            return True
        errors = self._fields.errors()
        if errors or not self._origin:
            self._fields.show_errors(errors)
            self._trouble.show_text("" if self._origin else _NO_HOST)
            return False
        values, secrets = self._fields.typed()
        host = self._origin.partition("://")[2]
        offered = OfferedCredential(self._fields.scheme.id, host, self._origin, values, secrets)
        self.filled.emit(offered, then)
        return True

    def _on_chosen(self, row: int) -> None:
        if row < len(self._choices):
            self._drop_fields()
            self.credential_chosen.emit(self._choices[row])
            return
        scheme = self._kinds[row - len(self._choices)]
        if self._fields is None:
            self._fields = SchemeFields(self._theme, scheme)
            self._new.addWidget(self._fields)
            # The layout would show it one turn of the loop later, too late for the keyboard.
            self._fields.show()
        self._fields.show_scheme(scheme)
        self._show()
        self._fields.focus_first()

    def _drop_fields(self) -> None:
        if self._fields is not None:
            self._new.removeWidget(self._fields)
            self._fields.hide()
            self._fields.deleteLater()
            self._fields = None

    def _show(self) -> None:
        fields, summary = self._fields, self._summary
        if fields is None:
            self._box.setCurrentIndex(self._choices.index(summary.chosen))
        else:
            self._box.setCurrentIndex(len(self._choices) + self._kinds.index(fields.scheme))
        # The room that is left goes to the fields, or to the end.
        self._column.setStretchFactor(self._new, 0 if fields is None else 1)
        self._column.setStretch(self._column.count() - 1, 1 if fields is None else 0)
        kept = _KEPT.format(self._origin) if self._origin else _NO_HOST
        self._kept.show_text("" if fields is None else kept)
        self._trouble.show_text("" if fields else summary.trouble)
        self._effect.show_text("" if fields else summary.effect)
