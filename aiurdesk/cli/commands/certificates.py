"""``aiurdesk certificates``: whom to trust, and what to show to servers that ask who calls."""

import argparse

from aiurdesk.cli import certificates
from aiurdesk.cli.command import OpenServices, add_profile
from aiurdesk.cli.logged_run import run_logged
from aiurdesk.cli.options import add_action, file_name
from aiurdesk.core.translation import tr

_EPILOG = tr(
    "HOST is a host, with a port or without one, or an address. "
    "Checking\ncertificates cannot be switched off: an authority is trusted "
    "for one host.\n"
)
_ADD_EPILOG = tr(
    "FILE is PEM, DER or PKCS#12. With a private key it is a client "
    "certificate:\nit is stored encrypted with another passphrase, which is "
    "in the keyring of\nthe system, and FILE is needed no longer.\n\nThe "
    "passphrase of FILE cannot be an argument itself:\n  --passphrase -       "
    "      the next line of standard input; a terminal does\n                 "
    "            not show it\n  --passphrase env:VARIABLE  an environment "
    "variable\n"
)
_SHOW_EPILOG = tr(
    "Only TLS handshakes are made; no request is sent.\n\nexit status:\n  0 "
    "trusted · 1 not trusted · 2 no certificates could be read\n"
)
_TRUST_EPILOG = tr(
    "Shows the certificates and asks. Without a terminal, give the "
    "fingerprint that\nthe team of the server told you with --fingerprint; "
    "with another one, nothing\nis trusted.\n"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions with their arguments."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    # A subparser has the class of its parent, which reports mistakes in one sentence.
    actions = parser.add_subparsers(metavar="ACTION", required=True, dest="action")
    listing = add_action(actions, "list", tr("list the certificates of hosts"))
    adding = add_action(actions, "add", tr("add authorities or a client certificate"), _ADD_EPILOG)
    removing = add_action(actions, "remove", tr("remove a certificate of a host"))
    showing = add_action(
        actions, "show", tr("show the certificates that a server sends"), _SHOW_EPILOG
    )
    trusting = add_action(actions, "trust", tr("trust the authority of a server"), _TRUST_EPILOG)
    for action in (adding, removing, showing, trusting):
        action.add_argument(
            "host", metavar="HOST", help=tr("such as example.org or example.org:8443")
        )
    adding.add_argument("file", metavar="FILE", type=file_name, help=tr("file with certificates"))
    adding.add_argument(
        "--passphrase",
        metavar="SOURCE",
        help=tr("where to read the passphrase of the key; see below"),
    )
    for action in (removing, trusting):
        action.add_argument(
            "--fingerprint", metavar="SHA256", help=tr("SHA-256 of the certificate that is meant")
        )
    for action in (listing, showing):
        action.add_argument("--json", action="store_true", help=tr("print JSON"))
    for action in (listing, adding, removing, showing, trusting):
        add_profile(action)


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Run the action and return its exit status."""
    services = open_services()
    return run_logged(services, certificates.run(arguments, services))
