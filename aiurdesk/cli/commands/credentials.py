"""``aiurdesk credentials``: accounts at services; their secrets lie in the system keyring."""

import argparse

from aiurdesk.cli.command import ENVIRONMENT_HELP, OpenServices, add_profile

NAME = "credentials"
HELP = "List, add, test and remove the accounts that requests are sent with."
_ADD_EPILOG = """\
schemes and their fields (the secret ones marked with *):
  app      authority=archon|directory  app_id  app_secret*
  browser  authority=archon|directory  app_id  app_secret*    opens the browser to sign in
  session  email  password*                                   Kahla
  token    place=parameter|bearer  parameter  token*          with --origin
  header   header  value*                                     with --origin

values:
  field=value         what anybody may read
  field=-             a secret from the next line of standard input; typed unseen at a terminal
  field=env:VARIABLE  a secret from an environment variable
  A secret itself is never taken as an argument. It is kept in the system keyring; what stands
  beside it in a file is name, scheme, origins and what anybody may read.

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
    adding = _add(actions, "add", "keep an account and its secrets", _ADD_EPILOG)
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
    for action in (adding, testing):
        action.add_argument("--environment", metavar="E", help=ENVIRONMENT_HELP)
    testing.add_argument("--sandbox", action="store_true", help="start the sandbox for this call")
    removing = actions.add_parser("remove", help="forget an account and its secrets")
    removing.add_argument("name", metavar="NAME")
    for action in (listing, adding, testing, removing):
        add_profile(action)


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Do what was asked for."""
    import asyncio

    from aiurdesk.cli import credentials
    from aiurdesk.services.profile import Profile

    services = open_services()
    profile = Profile(services.profile)
    log = profile.start_log()
    try:
        return asyncio.run(credentials.run(arguments, services))
    finally:
        profile.end_log(log)


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
