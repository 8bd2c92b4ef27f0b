"""``aiurdesk credentials``: accounts at services, with their secrets in the system keyring."""

import argparse
import textwrap
from collections.abc import Iterator

from aiurdesk.cli import credentials
from aiurdesk.cli.command import ENVIRONMENT_HELP, OpenServices, add_profile
from aiurdesk.cli.logged_run import run_logged
from aiurdesk.cli.options import add_action
from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.auth import SCHEMES
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.translation import tr

_ADD_EPILOG = tr(
    "schemes and their fields (the secret ones marked with "
    "*):\n{schemes}\n\nvalues:\n  field=value         a value that is not "
    "secret\n  field=-             a secret from the next line of standard "
    "input; a terminal\n                      does not show it\n  "
    "field=env:VARIABLE  a secret from an environment variable\n  A secret "
    "cannot be an argument itself. Secrets are stored in the system\n  "
    "keyring; name, scheme, origins and the other values are stored in\n  "
    "credentials.json in the profile.\n\nexample:\n  aiurdesk credentials add "
    '"Work app" --scheme app app_id=5a4d… app_secret=-\n\nexit status:\n  0 '
    "saved · 1 saved, but signing in failed · 2 wrong usage, or no usable\n  "
    "keyring · 3 saved, but there was no response to signing in\n"
)
_WIDTH = 78
_SET_EPILOG = tr(
    "values:\n  field=value         a value that is not secret\n"
    "  field=-             a secret from the next line of standard input; a terminal\n"
    "                      does not show it\n"
    "  field=env:VARIABLE  a secret from an environment variable\n  "
    "Without any value, each secret of the credential is asked for. What is not\n"
    "  named stays as it is; --origin adds a host.\n\n"
    'example:\n  aiurdesk credentials set "Work app" app_secret=-\n'
)
_TEST_EPILOG = tr(
    "exit status:\n  0 signed in · 1 signing in failed · 2 wrong usage, or no usable "
    "keyring · 3 no\n  response\n"
)
_SIGN_OUT_EPILOG = tr(
    "exit status:\n  0 signed out · 1 deleted here, but not ended at the service · 2 wrong usage, "
    "or\n  no usable keyring\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions with their arguments."""
    # A subparser has the class of its parent, which reports mistakes in one sentence.
    actions = parser.add_subparsers(metavar="ACTION", required=True, dest="action")
    listing = add_action(actions, "list", tr("list name, scheme and origins of each credential"))
    listing.add_argument("--json", action="store_true", help=tr("print JSON"))
    epilog = _ADD_EPILOG.format(schemes="\n".join(_overview()))
    adding = add_action(actions, "add", tr("save a credential and its secrets"), epilog)
    adding.add_argument("name", metavar="NAME", help=tr("name of the credential in requests"))
    adding.add_argument(
        "--scheme", metavar="S", required=True, help=tr("how it authenticates; see below")
    )
    changing = add_action(
        actions, "set", tr("enter secrets again, or change other values"), _SET_EPILOG
    )
    changing.add_argument("name", metavar="NAME", help=tr("name of the credential"))
    for action in (adding, changing):
        _add_values(action)
    testing = add_action(actions, "test", tr("sign in and print who is signed in"), _TEST_EPILOG)
    testing.add_argument("name", metavar="NAME", help=tr("name of the credential"))
    # Only these two may sign in, which happens in an environment.
    for action in (adding, testing):
        action.add_argument("--environment", metavar="E", help=ENVIRONMENT_HELP)
    testing.add_argument(
        "--sandbox", action="store_true", help=tr("start the sandbox for this call")
    )
    leaving = add_action(
        actions, "sign-out", tr("delete what signing in stored, and revoke it"), _SIGN_OUT_EPILOG
    )
    leaving.add_argument("name", metavar="NAME", help=tr("name of the credential"))
    removing = add_action(actions, "remove", tr("delete a credential and its secrets"))
    removing.add_argument("name", metavar="NAME", help=tr("name of the credential"))
    for action in (listing, adding, changing, testing, leaving, removing):
        add_profile(action)


def _add_values(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--origin",
        metavar="URL",
        action="append",
        default=[],
        help=tr("host that it may be sent to, such as https://example.org; may be repeated"),
    )
    action.add_argument(
        "--source",
        metavar="FIELD=SOURCE",
        action="append",
        default=[],
        help=tr(
            "take this secret from env:VARIABLE, file:PATH or 'command:PROGRAM ARGUMENTS' "
            "whenever it is needed, instead of storing it; may be repeated"
        ),
    )
    action.add_argument(
        "values", metavar="field=value", nargs="*", default=[], help=tr("see below")
    )


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Run the action and return its exit status."""
    services = open_services()
    return run_logged(services, credentials.run(arguments, services))


def _overview() -> Iterator[str]:
    """Yield the lines for each scheme: its id, its fields, and a note."""
    # As wide as the longest id.
    width = max(len(scheme.id) for scheme in SCHEMES) + 4
    for scheme in SCHEMES:
        fields = "  ".join(map(_field, scheme.fields))
        yield from textwrap.wrap(
            f"{fields}  {_note(scheme)}".rstrip(),
            _WIDTH,
            initial_indent=f"  {scheme.id}".ljust(width),
            subsequent_indent=" " * width,
            # Two spaces stand between fields.
            break_long_words=False,
            break_on_hyphens=False,
        )


_MOST_BESIDE = 4


def _field(field: Parameter) -> str:
    values = [choice.value for choice in field.choices]
    # A line of the help may end within a long list.
    parts = [values[start : start + _MOST_BESIDE] for start in range(0, len(values), _MOST_BESIDE)]
    choices = "| ".join(map("|".join, parts))
    star = "*" if field.traits.is_secret else ""
    return f"{field.name}={choices}" if choices else f"{field.name}{star}"


def _note(scheme: AuthScheme) -> str:
    any_credential = Credential("", "", scheme.id)
    has_service = scheme.service_ids(any_credential)
    # Without a service that signs in, only the person knows where the secret may be sent.
    notes = () if has_service else (tr("with --origin"),)
    if scheme.signs_in_when_added(any_credential):
        notes = (*notes, tr("with the browser"))
    return ", ".join(notes)
