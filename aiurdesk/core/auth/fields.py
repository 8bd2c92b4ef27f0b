"""The fields of schemes, which a person fills in for a credential."""

from functools import partial

from aiurdesk.core.api.endpoint import Choice, Location, Parameter, ParameterKind
from aiurdesk.core.translation import tr

text_field = partial(Parameter, kind=ParameterKind.TEXT, location=Location.FORM)
"""Return a field for text that is stored in a file."""
secret_field = partial(
    Parameter,
    kind=ParameterKind.SECRET,
    location=Location.FORM,
    required=True,
    description=tr("Stored in the system keyring."),
)
"""Return a field for text that is stored in the keyring."""
secret_line = partial(
    secret_field,
    # No line break: it would end a header and begin another one.
    pattern=r"[^\x00-\x1f\x7f]+",
    pattern_hint=tr("text on one line"),
)
"""Return the field of a secret that goes into a header or query as it is typed."""
header_name_field = partial(
    text_field,
    required=True,
    # The token of RFC 9110 section 5.6.2, which suits a query as well.
    pattern=r"[!#$%&'*+.^_`|~0-9A-Za-z-]+",
    pattern_hint=tr("a word without spaces and colons"),
    example="X-Api-Key",
)
"""Return a field for the name of a header."""
USER_AND_PASSWORD = (
    text_field(
        "user",
        required=True,
        # The first colon ends the name, in a header and in what is hashed.
        pattern=r"[^:\x00-\x1f\x7f]+",
        pattern_hint=tr("a name without colons"),
        example="ann",
        description=tr("Name of the user."),
        title=tr("User"),
    ),
    secret_line("password", title=tr("Password")),
)


def choice_field(name: str, title: str, description: str, *choices: tuple[str, str]) -> Parameter:
    """Return a field for one of some values, the first of which is the default.

    Args:
        choices: Value and name of each.
    """
    return Parameter(
        name,
        ParameterKind.CHOICE,
        Location.FORM,
        required=True,
        default=choices[0][0],
        choices=tuple(Choice(*choice) for choice in choices),
        description=description,
        title=title,
    )
