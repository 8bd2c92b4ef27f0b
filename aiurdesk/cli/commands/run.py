"""``aiurdesk run``: saved requests with their tests. Progress goes to standard error."""

import argparse

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.logged_run import run_logged
from aiurdesk.cli.options import (
    add_certificate_options,
    add_cookies_option,
    add_route_options,
    add_secret_options,
    add_set_option,
    add_trust_option,
    file_name,
    whole_number,
)
from aiurdesk.cli.output import tell
from aiurdesk.cli.report_files import add_report_options
from aiurdesk.cli.running import run_collections
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.state.history_settings import RunHistory
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.runs.kept_runs import kept_runs
from aiurdesk.services.runs.run_reports import RUN_REPORTS

_EPILOG = tr(
    "variables:\n  {{name}} in a saved request is the value of a variable. "
    "What is typed at a\n  prompt comes first, then --set, --data, captures, "
    "the environment, and the\n  collection. A variable that the environment "
    "asks for is asked for once,\n  before the first request, unless --set "
    "gives it. --set name=env:VARIABLE\n  takes the value from an environment "
    "variable and shows it as dots;\n  {{env:VARIABLE}} in a saved request "
    "does the same, and {{secret:NAME}} is the\n  secret of a credential. "
    "Only a folder that is trusted may use {{env:VARIABLE}}\n  and files "
    "outside it: see 'aiurdesk trust --help', or give --trust.\n\ndata:\n  CSV "
    "with the names of variables in its first line, separated by commas,\n  "
    "semicolons or tabs; or a JSON array of objects, in a file that ends "
    "with\n  .json.\n\nsockets:\n  The request of a WebSocket connects, sends "
    "its messages, waits until the\n  frames that it expects came or its time "
    "is over, and closes. Each expectation\n  is a test.\n\nexit status:\n  0 "
    "everything passed · 1 a service reports anything else · 2 wrong usage "
    "or\n  input, or a request that could not be sent · 3 no response, or "
    "stopped ·\n  4 no envelope, or an unexpected code · 5 a test failed, or a run differs ·\n"
    "  70 an error in aiurdesk itself · 71 the system refused, such as a full disk\n"
    "  A request with tests passes "
    "if they pass; one without tests if its verdict is\n  a success. Where "
    "several things happened, the exit status is 70, 5, 2, 3, 4 or\n  1, "
    "whichever comes first.\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.epilog = _EPILOG
    parser.add_argument(
        "paths",
        metavar="COLLECTION_OR_FOLDER",
        nargs="*",
        help=tr("folder of a collection, folder within one, or file of a saved request"),
    )
    add_option(
        parser,
        "--environment E",
        tr(
            "one of the collection or of yours, or a built-in one; without it, what "
            "the collection names"
        ),
    )
    add_option(
        parser,
        "--dialect D",
        tr("how to read responses, as 'aiurdesk dialects' names it; http for the status alone"),
    )
    add_option(parser, "--sandbox", tr("the same as --environment Sandbox"))
    add_secret_options(parser)
    add_set_option(parser)
    add_option(
        parser, "--data FILE", tr("run once for each row of this CSV or JSON file"), type=file_name
    )
    add_option(
        parser,
        "--only TEXT",
        tr("run only what has this text in its name, such as “Push message / no token”"),
    )
    add_option(
        parser, "--jobs N", tr("send up to N requests at once"), type=whole_number, default=1
    )
    add_option(
        parser,
        "--delay MS",
        tr("wait so many milliseconds between two requests"),
        type=whole_number,
        default=0,
    )
    add_option(parser, "--repeat N", tr("run everything N times"), type=whole_number, default=1)
    add_option(parser, "--stop-on-failure", tr("send nothing more after a failure"))
    add_option(parser, "--yes", tr("send writing requests in a careful environment too"))
    add_trust_option(parser)
    add_certificate_options(parser)
    add_cookies_option(parser)
    add_route_options(parser)
    parser.add_argument(
        "--history",
        choices=list(RunHistory),
        default=RunHistory.FAILED,
        type=str,
        help=tr("record in the history what failed (the default), all requests, or none"),
    )
    # As it was spelled before.
    parser.add_argument(
        "--no-history", dest="history", action="store_const", const="none", help=argparse.SUPPRESS
    )
    add_option(
        parser,
        "--save-bodies FOLDER",
        tr("write the body of each response into a folder, without secrets"),
        type=file_name,
    )
    add_option(
        parser,
        "--coverage",
        tr("say which documented codes and statuses of each endpoint never came"),
    )
    add_option(
        parser,
        "--save-as NAME",
        tr("keep what was answered, without secrets, to compare a later run with it"),
    )
    add_option(
        parser,
        "--against NAME",
        tr(
            "say what differs from a run that was kept, or send in this environment too, and "
            "say what differs"
        ),
    )
    parser.add_argument(
        "--forget", metavar="NAME", action="append", help=tr("remove a run that was kept")
    )
    add_option(
        parser,
        "--drift",
        tr("say what was never so before in the responses that the history knows"),
    )
    add_report_options(parser, RUN_REPORTS)


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Run the requests and return the exit status."""
    services = open_services()
    for name in arguments.forget or ():
        kept_runs(services.profile).remove(name)
        tell(tr("The kept run {name} is removed.").format(name=printable(name)))
    if not arguments.paths:
        if arguments.forget:
            return ExitCode.SUCCESS
        raise ProblemError(
            tr("Name the folder of a collection, or a saved request; . is this folder.")
        )
    return run_logged(services, run_collections(arguments, services))
