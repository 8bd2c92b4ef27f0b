"""Builds the services. Only this module chooses the adapters for network, disk and keyring."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from aiurdesk import libraries, storage
from aiurdesk.services import credentials, sending
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.dialects.dialect_files import dialect_files
from aiurdesk.services.dialects.host_choices import HostChoices
from aiurdesk.services.environments import Environments
from aiurdesk.services.history.history import History
from aiurdesk.services.library import Library
from aiurdesk.services.own_services import own_services
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sandbox_host import SandboxHost
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.host_certificates import HostCertificates
from aiurdesk.services.sending.response_judge import ResponseJudge
from aiurdesk.services.sending.send_pipeline import SendPipeline
from aiurdesk.services.sending.trust import Trust
from aiurdesk.services.services import Services
from aiurdesk.storage.paths import places

if TYPE_CHECKING:
    from aiurdesk.services.credentials.authenticator import Authenticator
    from aiurdesk.services.credentials.credentials import Credentials
    from aiurdesk.storage.secrets import SecretStore
    from aiurdesk.transport.http import HttpTransport
    from aiurdesk.transport.receiver import Receiver


def open_browser(address: str) -> bool:
    """Open a page in the browser; return False if there is no browser. Blocks until it started."""
    return libraries.webbrowser.open(address)


def open_keyring() -> "SecretStore":
    """Return the keyring of the system, or memory if there is none."""
    from aiurdesk.storage.secrets import KeyringSecrets

    return KeyringSecrets()


def build_services(
    profile: Path | None,
    open_page: Callable[[str], bool] = open_browser,
    open_store: "Callable[[], SecretStore]" = open_keyring,
) -> Services:
    """Return the services over the real network and disk.

    What is slow to import is reached through its package when it is first used, because the window
    must be painted before the HTTP client, the keyring and the authentication schemes are loaded.

    Args:
        profile: Folder of the profile; None means the standard folders of the platform.
        open_page: Opens the page of a sign-in in the browser; called on a thread.
        open_store: Opens the store of secrets when it is first used.
    """
    # From what needs nothing to what needs the rest. Nothing is loaded or opened here.
    processes = HelperProcesses()
    library = Library(dialect_files(profile), own_services(profile))
    certificates = HostCertificates(
        lambda: places(profile).certificates_file,
        # Its one thread makes all calls of the keyring.
        lambda: accounts.credentials.secrets.store,
        processes,
    )
    connections = Connections(
        lambda: _open_transport(profile),
        certificates,
        # Most proxies need no credential, so nothing is loaded for them.
        lambda choice: credentials.proxy_login.proxy_login(choice, accounts.credentials),
    )
    # A function, because the pipeline that signing in uses is made one line later.
    accounts = Accounts(
        lambda: _build_accounts(profile, open_page, open_store, library, connections, pipeline)
    )
    hosts = HostChoices(lambda: places(profile).dialects_file)
    judge = ResponseJudge(library, processes, hosts)
    # Signing in sends its own requests through the same pipeline.
    history = History(
        lambda: storage.history.HistoryDatabase(
            places(profile).history_file, places(profile).history_bodies
        ),
        library,
        processes,
        judge.verdict_of_record,
    )
    trust = Trust(
        lambda: places(profile).trusted_file,
        lambda root: sending.reach.collection_reach(root, keeps_unresolved=True),
    )
    pipeline = SendPipeline(connections, library, judge, accounts, history.record, trust)
    pipeline.permissions.plain = connections.plain
    return Services(
        profile=profile,
        library=library,
        sandbox=SandboxHost(
            lambda: places(profile).data_folder / "sandbox",
            lambda: library.with_code_lab.descriptions,
        ),
        connections=connections,
        pipeline=pipeline,
        accounts=accounts,
        environments=Environments(lambda: places(profile).environments_folder),
        history=history,
        processes=processes,
        schemas_folder=lambda: places(profile).schemas_folder,
        trust=trust,
    )


def _build_accounts(
    profile: Path | None,
    open_page: Callable[[str], bool],
    open_store: "Callable[[], SecretStore]",
    library: Library,
    connections: Connections,
    pipeline: SendPipeline,
) -> "tuple[Credentials, Authenticator]":
    secrets = credentials.credential_secrets.CredentialSecrets(open_store)
    store = storage.credentials.CredentialStore(places(profile).credentials_file)
    stored = credentials.credentials.Credentials(store, secrets)
    browser = credentials.browser.Browser(open_page, _open_receiver)
    sign_in = credentials.sign_in.SignIn(pipeline, library, browser)
    sign_in.plain = connections.plain
    return stored, credentials.authenticator.Authenticator(
        stored, library, sign_in, connections.jars
    )


# These modules use their own package, so that they cannot be reached through it.
def _open_transport(profile: Path | None) -> "HttpTransport":
    from aiurdesk.transport.http import HttpTransport

    # Here, because it is the first step behind the window that every start takes before it sends.
    storage.files.remove_all_left_over_in_background(places(profile).folders)
    return HttpTransport()


def _open_receiver(redirect_address: str) -> "Receiver":
    from aiurdesk.transport.receiver import Receiver

    return Receiver(redirect_address)
