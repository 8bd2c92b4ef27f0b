"""Users, grants and sign-in codes, stored in memory."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON

CODE_REUSE_PERIOD = timedelta(seconds=10)
"""Time after the first use in which a sign-in code can be exchanged again."""
STRANGER_ID = "5a4db0c5-0000-4000-8000-0000000000a2"
"""A user who granted access to no app."""
_EPOCH = datetime(2020, 9, 1, 8, tzinfo=UTC)


@dataclass(slots=True)
class SignInCode:
    """A code in the redirect after a sign-in. An app exchanges it for the user's open id."""

    number: int
    user_id: str
    app_id: str
    used_at: datetime | None = None

    def is_expired(self, now: datetime) -> bool:
        """Return whether the first use is longer ago than ``CODE_REUSE_PERIOD``."""
        return self.used_at is not None and self.used_at + CODE_REUSE_PERIOD < now


@dataclass(frozen=True, slots=True)
class User:
    """A user account."""

    id: str
    nick_name: str
    email: str
    """In lower case."""
    password: str
    created_at: datetime
    is_confirmed: bool = False
    """Whether the e-mail address is confirmed."""
    language: str = "en"

    def members(self) -> dict[str, object]:
        """Return the JSON members of the user, without the password."""
        return {
            "emailConfirmed": self.is_confirmed,
            "email": self.email,
            "id": self.id,
            "bio": None,
            "nickName": self.nick_name,
            "sex": None,
            "iconFilePath": "usericon/default.png",
            "preferedLanguage": self.language,  # spelled as the services do
            "accountCreateTime": self.created_at,
        }


@dataclass(slots=True)
class UserStore:
    """All data about users."""

    users: dict[str, User] = field(default_factory=dict)
    grants: set[tuple[str, str]] = field(default_factory=set)
    """User id and app id of each consent."""
    codes: dict[int, SignInCode] = field(default_factory=dict)

    def register(self, address: str, password: str, now: datetime, language: str = "en") -> User:
        """Add a user whose nickname is the local part of the address."""
        name = address.split("@")[0]
        user = User(str(uuid.uuid4()), name, address.lower(), password, now, language=language)
        self.users[user.id] = user
        return user

    def find_by_email(self, address: str) -> User | None:
        """Return the user with an address, or None. The comparison ignores case."""
        email = address.lower()
        return next((user for user in self.users.values() if user.email == email), None)

    def issue_code(self, user: User, app_id: str) -> SignInCode:
        """Create a sign-in code, a random number of up to 31 bits."""
        # The API has the code as a signed integer of 32 bits.
        code = SignInCode(secrets.randbelow(2**31 - 1) + 1, user.id, app_id)
        self.codes[code.number] = code
        return code


def seeded_user_store() -> UserStore:
    """Return a user store with the ready user, who granted both apps, and a stranger."""
    person = READY_PERSON
    users = (
        User(person.id, person.nick_name, person.email, person.password, _EPOCH, True),
        User(STRANGER_ID, "stranger", "stranger@aiursoft.com", person.password, _EPOCH, True),
    )
    grants = {(person.id, app.id) for app in (READY_APP, OTHER_APP)}
    return UserStore({user.id: user for user in users}, grants)
