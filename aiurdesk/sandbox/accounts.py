"""Apps and people that exist in a fresh sandbox, so that nobody has to register first."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class App:
    """An app that may ask for access tokens, as Developer knows it."""

    id: str
    """32 hexadecimal digits."""
    secret: str
    name: str
    is_trusted: bool = True
    """All permissions granted, no confirmation asked."""
    created_at: datetime = datetime(2020, 9, 21, 11, 53, 18, 589544, UTC)
    icon_path: str = "aiursoft-app-icons/sandbox.png"
    description: str = "An app of the sandbox."
    domain: str = "localhost"
    is_debugged: bool = True
    """Whether the sign-in pages send people back to any host."""
    privacy_url: str | None = None
    license_url: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in at Gateway."""

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
"""The app for a newcomer's first access token."""

OTHER_APP = App(
    id="5a4db0c5000040008000000000000002",
    secret="5a4db0c55ec54ec58ec5000000000002",
    name="Other sandbox app 零",
    is_trusted=False,
    is_debugged=False,
)
"""An app without permissions, to see what belongs to another app."""

READY_PERSON = Person(
    id="5a4db0c5-0000-4000-8000-0000000000a1",
    email="newcomer@aiursoft.com",
    password="Sandbox-2020",
    nick_name="Newcomer",
)
"""The account for the sign-in pages."""
