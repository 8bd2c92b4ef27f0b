"""``aiurdesk credentials``: accounts at services; their secrets lie in the system keyring."""

import argparse
import asyncio
from collections.abc import Iterator

from aiurdesk.cli import credentials
from aiurdesk.cli.command import ENVIRONMENT_HELP, OpenServices, add_profile
from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.auth import SCHEMES
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.services.profile import Profile
from aiurdesk.services.profile_writer import ProfileWriter

_ADD_EPILOG = """\
schemes and their fields (the secret ones marked with *):
{schemes}

values:
  field=value         what anybody may read
  field=-             a secret from the next line of standard input; typed unseen at a terminal
  field=env:VARIABLE  a secret from an environment variable
  A secret itself is never taken as an argument. It is kept in the system keyring; a file beside
  it holds name, scheme, origins and what anybody may read.

example:
  aiurdesk credentials add "Work app" --scheme app app_id=5a4d… app_secret=-

exit status:
  0 it is kept · 1 it is kept, but signing in did not work · 2 wrong usage, or no usable keyring ·
  3 it is kept, but the service gave no answer
"""
_TEST_EPILOG = """\
exit status:
  0 signed in · 1 the service said otherwise · 2 wrong usage, or the keyring refused · 3 no answer
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the four actions with their arguments."""
    # A subparser takes the class of its parent, which tells mistakes in one sentence.
    actions = parser.add_subparsers(metavar="ACTION", required=True, dest="action")
    listing = actions.add_parser("list", help="name, scheme and origins of each; never a secret")
    listing.add_argument("--json", action="store_true", help="as JSON")
    epilog = _ADD_EPILOG.format(schemes="\n".join(_overview()))
    adding = _add(actions, "add", "keep an account and its secrets", epilog)
    adding.add_argument("name", metavar="NAME", help="how requests will name it")
    adding.add_argument("--scheme", metavar="S", required=True, help="how it signs in; see below")
    adding.add_argument(
        "--origin",
        metavar="URL",
        action="append",
        default=[],
        help="where it may go, such as https://example.org; may be repeated",
    )
    adding.add_argument("values", metavar="field=value", nargs="*", default=[], help="see below")
    testing = _add(actions, "test", "sign in and say who one is", _TEST_EPILOG)
    testing.add_argument("name", metavar="NAME")
    # Only these two may sign in, which happens in an environment.
    for action in (adding, testing):
        action.add_argument("--environment", metavar="E", help=ENVIRONMENT_HELP)
    testing.add_argument("--sandbox", action="store_true", help="start the sandbox for this call")
    removing = actions.add_parser("remove", help="forget an account and its secrets")
    removing.add_argument("name", metavar="NAME")
    for action in (listing, adding, testing, removing):
        add_profile(action)


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Do what was asked for."""
    services = open_services()
    profile = ProfileWriter(Profile(services.profile))
    log = profile.start_log()
    try:
        return asyncio.run(credentials.run(arguments, services))
    finally:
        profile.end_log(log)


def _overview() -> Iterator[str]:
    """Yield a line for each scheme: its id, its fields, and what else there is to know."""
    id_width = max(len(scheme.id) for scheme in SCHEMES) + 2
    fields = {scheme.id: "  ".join(map(_field, scheme.fields)) for scheme in SCHEMES}
    fields_width = max(map(len, fields.values())) + 4
    for scheme in SCHEMES:
        line = f"  {scheme.id:<{id_width}}{fields[scheme.id]:<{fields_width}}{_note(scheme)}"
        yield line.rstrip()


def _field(field: Parameter) -> str:
    choices = "|".join(choice.value for choice in field.choices)
    star = "*" if field.traits.is_secret else ""
    return f"{field.name}={choices}" if choices else f"{field.name}{star}"


def _note(scheme: AuthScheme) -> str:
    if scheme.signs_in_when_added:
        return "signs in at once, in the browser"
    has_service = scheme.service_ids(Credential("", "", scheme.id))
    # Where no service signs in, nobody but the person knows where the secret may go.
    return "" if has_service else "with --origin"


def _add(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    words: str,
    epilog: str,
) -> argparse.ArgumentParser:
    return actions.add_parser(
        name,
        help=words,
        description=f"{words[0].upper()}{words[1:]}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
