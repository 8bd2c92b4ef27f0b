"""Apps and the user account that exist in a fresh sandbox, ready to use."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class App:
    """An app registered at Developer; its id and secret get access tokens."""

    id: str
    """32 hexadecimal digits."""
    secret: str
    name: str
    is_trusted: bool = True
    """True: the app has all permissions and sign-in skips the consent page."""
    created_at: datetime = datetime(2020, 9, 21, 11, 53, 18, 589544, UTC)
    icon_path: str = "aiursoft-app-icons/sandbox.png"
    description: str = "An app of the sandbox."
    domain: str = "localhost"
    is_debugged: bool = True
    """Debug mode: the sign-in pages redirect to any host, not only to ``domain``."""
    privacy_url: str | None = None
    license_url: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A user who can sign in at Gateway."""

    id: str
    email: str
    password: str
    nick_name: str


READY_APP = App(
    id="5a4db0c5000040008000000000000001",
    secret="5a4db0c55ec54ec58ec5000000000001",
    name="Sandbox app",
    privacy_url="https://localhost/privacy",
)
"""The app of the first access token that a new user gets."""

OTHER_APP = App(
    id="5a4db0c5000040008000000000000002",
    secret="5a4db0c55ec54ec58ec5000000000002",
    name="Other sandbox app 零",
    is_trusted=False,
    is_debugged=False,
)
"""An app without permissions, for requests that touch what another app owns."""

READY_PERSON = Person(
    id="5a4db0c5-0000-4000-8000-0000000000a1",
    email="newcomer@aiursoft.com",
    password="Sandbox-2020",
    nick_name="Newcomer",
)
"""The user of the sign-in pages."""

PERMISSIONS = (
    "ViewOpenId",
    "ViewPhoneNumber",
    "ChangePhoneNumber",
    "ConfirmEmail",
    "ChangeBasicInfo",
    "ChangePassword",
    "ChangeGrantInfo",
    "ViewAuditLog",
    "ManageSocialAccount",
)
"""What an app may do with a user's account, in the order in which the services list it."""
