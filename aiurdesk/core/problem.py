"""Problems: one value for everything that did not work and that a person is told about.

The name of a function says how it tells one: ``…_problem`` returns a ``Problem`` or None,
``…_problems`` returns a tuple of them, and ``check_…`` raises a ``ProblemError``. A function that
returns something else, such as ``read_…``, says in its docstring what it raises.
"""

from enum import StrEnum
from typing import TypeAlias

import msgspec

from aiurdesk.core.translation import Phrase, titled, tr


class FieldPlace(msgspec.Struct, frozen=True):
    """A field of the request that a person filled in."""

    parameter: str = ""
    """The name of a parameter, or of a row of the body; empty for the request as a whole."""
    header: str | None = None
    """Name of the header that it is about; None where it is about no header."""
    is_body: bool = False
    """Whether it is about the body; ``parameter`` names a row of it, if any."""
    within: str = ""
    """Path of a value within that of the parameter, such as ``items.0.name``; empty for all."""


class TextPlace(msgspec.Struct, frozen=True):
    """A position in a text that a person typed or a server sent."""

    line: int = 0
    """Counted from 1; 0 where it is not known."""
    column: int = 0
    """Counted from 1; 0 where it is not known."""
    offset: int = -1
    """Characters from the beginning; −1 where it is not known."""


class FilePlace(msgspec.Struct, frozen=True):
    """A file or folder, and where in it."""

    path: str
    """Empty for a text of which only the caller knows where it comes from."""
    line: int = 0
    """Counted from 1; 0 for the file as a whole."""

    def begun(self, words: object) -> str:
        """Return a sentence behind the line that it is about: ``a.toml, line 3: ….``."""
        if not self.line:
            return str(words)
        text = tr("{path}, line {line}: {problem}") if self.path else tr("line {line}: {problem}")
        return text.format(path=self.path, line=self.line, problem=words)


_WHOLE_REQUEST = FieldPlace()
Place: TypeAlias = FieldPlace | TextPlace | FilePlace


class FixAction(StrEnum):
    """Effect of the button of a fix; the window shows the buttons that it supports."""

    RESEND = "resend"
    RESEND_LATER = "resend_later"
    """Resend after a visible countdown of 5 s that can be cancelled."""
    WAIT_AND_RESEND = "wait_and_resend"
    """The same with another countdown; ``Fix.target`` is its length in whole seconds."""
    COPY_REPORT = "copy_report"
    FOCUS_PARAMETER = "focus_parameter"
    """``Fix.target`` is the parameter's name."""
    FOCUS_FORM = "focus_form"
    OPEN_ENDPOINT = "open_endpoint"
    """``Fix.target`` is the id of the endpoint, such as the one that lists what exists."""
    SHOW_DOCS = "show_docs"
    SHOW_TEXT = "show_text"
    """Show the body as text in the response pane."""
    SHOW_HEADERS = "show_headers"
    EDIT_ADDRESS = "edit_address"
    USE_HTTPS = "use_https"
    """Change ``http://`` of a custom URL to ``https://``."""
    CHOOSE_METHOD = "choose_method"
    """``Fix.target`` is the method."""
    CHOOSE_ENVIRONMENT = "choose_environment"
    """``Fix.target`` is the environment's name; where it is empty, open the list of them."""
    EDIT_VARIABLE = "edit_variable"
    """Give a variable a value; ``Fix.target`` is its name."""
    RAISE_LIMITS = "raise_limits"
    """Open the settings of time and size limits; ``Fix.target`` is the field of ``Limits``."""
    FILL_FROM = "fill_from"
    """Fill a parameter from the response of another endpoint; ``Fix.target`` is the id of that
    endpoint, and ``token_source.token_source`` returns the rest."""
    USE_CREDENTIAL = "use_credential"
    """Clear the value that was typed, so that the credential fills it in, and resend;
    ``Fix.target`` is the parameter's name."""
    OPEN_SOCKET = "open_socket"
    """Connect to the socket that the response hands out; see ``socket_source``."""
    CHOOSE_CREDENTIAL = "choose_credential"
    ADD_CREDENTIAL = "add_credential"
    """Make a credential for the host of the request; ``Fix.target`` is the id of its scheme."""
    MAKE_CREDENTIAL = "make_credential"
    """Make the credential that something names; ``Fix.target`` is its name."""
    REPLACE_SECRET = "replace_secret"
    """Enter the secret of a credential again; ``Fix.target`` is the credential's name."""
    ADD_ENVIRONMENT = "add_environment"
    """Make the environment that something names; ``Fix.target`` is its name."""
    ADD_SERVICE = "add_service"
    """Add the description of the service that something names; ``Fix.target`` is its id."""
    SHOW_CERTIFICATES = "show_certificates"
    """Show the certificates that the server sent."""
    TRUST_CERTIFICATE = "trust_certificate"
    """Show them, and offer to trust the last one for this host; asks once more."""
    TEACH_DIALECT = "teach_dialect"
    """Teach what the bodies of this host mean, by pointing at a response."""
    JUDGE_BY_STATUS = "judge_by_status"
    """Judge this host by its HTTP status alone from now on."""
    RENEW_TOKEN = "renew_token"
    SIGN_IN = "sign_in"


class Fix(msgspec.Struct, frozen=True):
    """Something to try; with an action it is also a button."""

    text: str
    action: FixAction | None = None
    target: str = ""


class Problem(msgspec.Struct, frozen=True):
    """A reason why something did not work, with its place and what to do about it.

    A function returns a problem, or what it promises; ``ProblemError`` carries one where only an
    exception reaches the caller.
    """

    what: str | Phrase
    """A sentence that says what is wrong and what to do; a phrase where it is recorded. It does
    not say the line of a ``FilePlace``, which writes itself."""
    at: Place | None = None
    """None where it is about no field, text or file."""
    fixes: tuple[Fix, ...] = ()
    """What the person can do about it, each with an action."""

    @property
    def sentence(self) -> str:
        """The sentence in the language of the person."""
        return self.at.begun(self.what) if isinstance(self.at, FilePlace) else str(self.what)

    def __str__(self) -> str:
        return self.sentence

    def in_file(self, path: str) -> "Problem":
        """Return the problem of a text as one of the file that holds it; it begins with its path.

        Args:
            path: The file, as the sentence is to name it.
        """
        if isinstance(self.at, FilePlace) and self.at.line:
            return Problem(self.what, FilePlace(path, self.at.line), self.fixes)
        words = tr("{path}, {problem}").format(path=path, problem=self.sentence)
        return Problem(words, FilePlace(path), self.fixes)

    def below(self, lines: int) -> "Problem":
        """Return the problem of a part of a text as one of the whole, with lines above the part."""
        return Problem(self.what, FilePlace(self.path, self.line + lines), self.fixes)

    @property
    def path(self) -> str:
        """The file or folder that it is about; empty where it is about none."""
        return self.at.path if isinstance(self.at, FilePlace) else ""

    @property
    def line(self) -> int:
        """The line of the text or file that it is about, from 1; 0 where that is not known."""
        return self.at.line if isinstance(self.at, TextPlace | FilePlace) else 0

    @property
    def field(self) -> FieldPlace:
        """The field that it is about; an empty one where it is about the request as a whole."""
        return self.at if isinstance(self.at, FieldPlace) else _WHOLE_REQUEST

    @property
    def named_sentence(self) -> str:
        """The sentence after the name of its parameter, where it is not shown at the field."""
        name = self.field.parameter
        return titled(name, self.sentence) if name else self.sentence


def at_line(line: int, sentence: str) -> Problem:
    """Return the problem of a line of a text, counted from 1."""
    return Problem(sentence, FilePlace("", line))


def make_credential(name: str) -> Fix:
    """Return the fix that makes a credential that does not exist."""
    return Fix(tr("Add credential {name}").format(name=name), FixAction.MAKE_CREDENTIAL, name)


def replace_secret(name: str) -> Fix:
    """Return the fix that lets a person enter the secret of a credential again."""
    return Fix(tr("Enter the secret of {name}").format(name=name), FixAction.REPLACE_SECRET, name)


def add_environment(name: str) -> Fix:
    """Return the fix that makes an environment that does not exist."""
    return Fix(tr("Add environment {name}").format(name=name), FixAction.ADD_ENVIRONMENT, name)


def add_service(service_id: str) -> Fix:
    """Return the fix that adds the description of a service that is not known."""
    text = tr("Add the service {name}").format(name=service_id)
    return Fix(text, FixAction.ADD_SERVICE, service_id)


def sentence_of(problem: Problem | None) -> str:
    """Return the sentence of a problem, for a place that shows nothing where all is well."""
    return "" if problem is None else problem.sentence
