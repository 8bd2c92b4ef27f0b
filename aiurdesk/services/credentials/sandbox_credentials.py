"""The credentials that come with the sandbox: they exist by themselves, and work only there."""

from collections.abc import Mapping

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.services.sandbox_host import RunningSandbox


def sandbox_credentials(
    running: RunningSandbox | None,
) -> Mapping[Credential, Mapping[str, Secret]]:
    """Return the credentials with their secrets; without values before the sandbox runs."""
    app_id, email = (running.app_id, running.email) if running else ("", "")
    app_secret, password = (running.app_secret, running.password) if running else ("", "")
    # The sandbox has the services of 2020, so its app belongs to Archon.
    app = (("token_server", "archon"), *((("app_id", app_id),) if app_id else ()))
    person = (("email", email),) if email else ()
    return {
        Credential("sandbox-app", "Sandbox app", "app", (IN_SANDBOX,), app): {
            "app_secret": Secret(app_secret)
        },
        Credential("sandbox-sign-in", "Sandbox sign-in", "browser", (IN_SANDBOX,), app): {
            "app_secret": Secret(app_secret)
        },
        Credential("sandbox-session", "Sandbox session", "session", (IN_SANDBOX,), person): {
            "password": Secret(password)
        },
    }


READY = tuple(sandbox_credentials(None))
"""The credentials before the sandbox runs."""
SANDBOX_APP = READY[0]
"""Used in the sandbox where no other credential is named."""


def is_ready_made(credential: Credential) -> bool:
    """Tell whether a credential exists by itself: it can be neither changed nor deleted."""
    return any(ready.id == credential.id for ready in READY)
