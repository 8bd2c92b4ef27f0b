"""Questions of an environment before a request is sent."""

import msgspec
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget

from aiurdesk.core.environments.environment import CUSTOM_URLS, AskedVariable, Environment
from aiurdesk.core.translation import tr
from aiurdesk.services.sending.asking import (
    CarefulQuestion,
    Consent,
    MessageConsent,
    OutsideQuestion,
    PlainQuestion,
)
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.line_dialog import LineDialog, LineWords
from aiurdesk.ui.widgets.question import choose
from aiurdesk.ui.widgets.styled import styled

_SEND = tr("Send")
_SEND_ALL = tr("Send without asking again")
_CAREFUL = tr("Careful environment")
_CONSENTS = {_SEND: MessageConsent.ONCE, _SEND_ALL: MessageConsent.ALL}


class VariableDialog(LineDialog):
    """Asks for the value of one variable."""

    def __init__(
        self, theme: Theme, parent: QWidget, environment: str, name: str, value: str
    ) -> None:
        """Build.

        Args:
            environment: Name of the environment that the variable belongs to.
            value: The one that it has, empty for none.
        """
        label = escaped(
            tr("Value of {{{{{name}}}}} in {environment}").format(
                name=name, environment=environment
            )
        )
        words = LineWords("variable_dialog", tr("Variable"), label, name, tr("Use value"))
        super().__init__(theme, parent, words, value)
        self._environment = environment
        words_of_help = tr("The value is not saved.\nIt is deleted when the window is closed.")
        self._help = styled(QLabel(words_of_help, wordWrap=True), look="small")
        self.saves = QCheckBox()
        """Whether the environment is to keep the value."""
        # Only environments of the person can keep a value.
        self.saves.hide()
        self.saves.toggled.connect(self._help.setHidden)
        self.add_below(self.saves, self._help)

    def ask_for_sending(self, *, is_secret: bool) -> None:
        """Say that the value is for one request that is to be sent now.

        Args:
            is_secret: Whether what is typed is shown as dots.
        """
        self._help.setText(tr("The environment asks for it whenever a request with it is sent."))
        self.ok.setText(tr("Send"))
        # Whether it is one is known from the environment; another value is shown as it is typed.
        if is_secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)

    def offer_to_save(self) -> None:
        """Let the person choose that the environment keeps the value."""
        self.saves.setText(
            escaped(tr("Save in {environment}").format(environment=self._environment))
        )
        self.saves.show()

    def text(self) -> str:
        """Return the value as it stands in the dialog, with the spaces around it."""
        return self.line.text()


class EnvironmentQuestions(msgspec.Struct, frozen=True):
    """Asks in dialogs."""

    theme: Theme
    parent: QWidget

    async def ask_careful(self, question: CarefulQuestion) -> bool:
        """Ask whether a request that may change something is to be sent."""
        words = _words(question, "request")
        title = tr("Another environment") if question.is_elsewhere else _CAREFUL
        answer = await choose(self.theme, self.parent, title, words, [_SEND])
        return answer == _SEND

    async def ask_message(self, question: CarefulQuestion) -> MessageConsent:
        """Ask whether a message is to be sent, and whether those that follow are."""
        words = _words(question, "message")
        answer = await choose(self.theme, self.parent, _CAREFUL, words, list(_CONSENTS))
        return _CONSENTS.get(answer, MessageConsent.CANCEL)

    async def ask_outside(self, question: OutsideQuestion) -> bool:
        """Ask whether requests may leave the sandbox for the address of a service."""
        host = question.origin.partition("://")[2]
        answer = tr("Send to {host}").format(host=escaped(host))
        words = tr(
            "{sentence}\n\nSend requests to this service there? You are asked once for each "
            "address. In the environment “{environment}” nothing is asked."
        ).format(sentence=question.sentence, environment=CUSTOM_URLS.shown_name)
        title = tr("Outside of the sandbox")
        return await choose(self.theme, self.parent, title, words, [answer]) == answer

    async def ask_plain(self, question: PlainQuestion) -> Consent:
        """Ask whether requests, or credentials and cookies, may go somewhere unencrypted."""
        host = escaped(question.host)
        if question.carries:
            allow = tr("Send them to {host}").format(host=host)
            words = tr(
                "Send credentials and cookies to {host} without encryption?\n\nOthers on the "
                "network can read them, and use them later. You are asked once; the settings list "
                "the host, and there you can take it back."
            )
        else:
            allow = tr("Send to {host}").format(host=host)
            words = tr(
                "Send to {host} without encryption?\n\nOthers on the network can read the request "
                "and the response, and change them. If the server has {scheme}, use that. You are "
                "asked once; the settings list the host, and there you can take it back."
            )
        without = tr("Send without cookies")
        answers = [allow, *([without] if question.is_optional else [])]
        title, said = tr("Not encrypted"), words.format(host=question.host, scheme=question.scheme)
        answer = await choose(self.theme, self.parent, title, said, answers)
        return {allow: Consent.ALLOW, without: Consent.WITHOUT}.get(answer, Consent.CANCEL)

    async def ask_value(self, variable: AskedVariable, environment: Environment) -> str | None:
        """Ask for the value of a variable; None where the person does not want to send."""
        dialog = VariableDialog(
            self.theme, self.parent, environment.shown_name, variable.name, variable.value
        )
        # The dialog for a variable of the environment, with other words.
        dialog.ask_for_sending(is_secret=variable.is_secret)
        return await dialog.answer()


def _words(question: CarefulQuestion, noun: str) -> str:
    words = (
        tr("Send {what} to {value} in {environment}?\n\nThe request may change something there.")
        if question.is_elsewhere
        else tr(
            "Send {what} to {value} in {environment}?\n\nThe {noun} may change "
            "something there, and the environment is careful."
        )
    )
    return words.format(
        what=question.what,
        value=question.host or tr("a service"),
        environment=question.environment,
        noun=noun,
    )
