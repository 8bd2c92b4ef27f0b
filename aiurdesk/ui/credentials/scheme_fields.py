"""The fields of a kind of credential."""

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Parameter
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.form.form_rules import check
from aiurdesk.core.request.request import FieldError, Pairs
from aiurdesk.ui.form.form_panel import FormPanel
from aiurdesk.ui.theme.theme import Theme


class SchemeFields(FormPanel):
    """Edits what a credential of one kind consists of."""

    def __init__(self, theme: Theme, scheme: AuthScheme) -> None:
        """Prepare; ``show_scheme`` shows the fields."""
        super().__init__(theme)
        self.scheme = scheme
        self.values_changed.connect(self._show_asked_for)

    def show_scheme(self, scheme: AuthScheme, values: tuple[tuple[str, str], ...] = ()) -> None:
        """Show the fields of a kind.

        Args:
            values: By the names of fields; without any, what was typed stays where it fits.
        """
        titles = {field.name: field.shown_name for field in scheme.fields}
        stored: Pairs = tuple((titles.get(name, name), value) for name, value in values)
        # Another kind keeps what was typed for fields that both have.
        own_titles = set(titles.values())
        typed = stored or tuple(pair for pair in self.values() if pair[0] in own_titles)
        given = {name for name, _ in typed}
        defaults = (
            (field.shown_name, field.default)
            for field in scheme.fields
            if field.default is not None and field.shown_name not in given
        )
        self.scheme = scheme
        self.set_request(_endpoint(scheme), (*typed, *defaults))
        self._show_asked_for()

    def typed(self) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, Secret], ...]]:
        """Return what a file may hold, and the secrets, each by the names of fields."""
        secret = {field.name for field in self.scheme.secret_fields}
        names = {field.shown_name: field.name for field in self.scheme.fields}
        texts = [(names[title], text) for title, text in self.values() if isinstance(text, str)]
        return (
            tuple(pair for pair in texts if pair[0] not in secret),
            tuple((name, Secret(text)) for name, text in texts if name in secret),
        )

    def errors(self) -> tuple[FieldError, ...]:
        """Return what is wrong or missing."""
        return check(_endpoint(self.scheme, self._asked_for()), self.values())

    def _asked_for(self) -> tuple[Parameter, ...]:
        """Return the fields that the values ask for."""
        titles = {field.shown_name: field.name for field in self.scheme.fields}
        typed = {titles[row.name]: row.value for row in self.rows() if row.name in titles}
        return self.scheme.fields_for({n: v for n, v in typed.items() if isinstance(v, str)})

    def _show_asked_for(self) -> None:
        asked_for = {field.shown_name for field in self._asked_for()}
        self.leave_out({field.shown_name for field in self.scheme.fields} - asked_for)


def _endpoint(scheme: AuthScheme, fields: tuple[Parameter, ...] = ()) -> Endpoint:
    """Return an endpoint whose parameters are fields of a scheme, for the form.

    They are named as they are shown, so that a screen reader says what is on the screen. The
    descriptions of secrets are left out: it is said elsewhere where they are stored.
    """
    renamed = tuple(
        replace(
            field,
            name=field.shown_name,
            description="" if field.traits.is_secret else field.description,
        )
        for field in fields or scheme.fields
    )
    return Endpoint(scheme.id, "", "", scheme.title, "POST", "/", parameters=renamed)
