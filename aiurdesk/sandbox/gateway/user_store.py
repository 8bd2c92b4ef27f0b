"""Users, e-mail addresses, grants and sign-in codes, stored in memory."""

import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiurdesk.sandbox.gateway import totp

DEFAULT_ICON = "usericon/default.png"
CODE_REUSE_PERIOD = timedelta(seconds=10)
"""Time after the first use in which a sign-in code can be exchanged again."""
_RECOVERY_CODES = 10


@dataclass(slots=True)
class Email:
    """An e-mail address of a user. The first validated one is the primary address."""

    id: int
    address: str
    is_validated: bool
    sent_at: datetime | None = None
    """When a confirmation was last sent."""


@dataclass(frozen=True, slots=True)
class SocialAccount:
    """A linked account at another provider."""

    name: str
    provider: str
    bound_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """A user's consent to an app."""

    user_id: str
    app_id: str
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One sign-in attempt."""

    id: int
    user_id: str
    app_id: str
    happened_at: datetime
    succeeded: bool
    address: str


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


@dataclass(slots=True)
class User:
    """A user account, with everything that the ``User`` actions change."""

    id: str
    nick_name: str
    password: str
    created_at: datetime
    emails: list[Email] = field(default_factory=list)
    bio: str | None = None
    icon_path: str = DEFAULT_ICON
    language: str = "en"
    phone_number: str | None = None
    has_two_factor_key: bool = False
    is_two_factor_on: bool = False
    two_factor_key: str | None = None
    recovery_codes: list[str] = field(default_factory=list)
    social_accounts: list[SocialAccount] = field(default_factory=list)

    @property
    def primary_email(self) -> Email | None:
        """The first validated address, else the first address."""
        validated = (email for email in self.emails if email.is_validated)
        return next(validated, self.emails[0] if self.emails else None)

    def email(self, address: str) -> Email | None:
        """Return an address of this user, or None. The comparison ignores case."""
        return next((email for email in self.emails if email.address == address.lower()), None)

    def ensure_two_factor_key(self) -> str:
        """Return the authenticator key. Create one when there is none."""
        self.two_factor_key = self.two_factor_key or totp.new_key()
        return self.two_factor_key

    def reset_two_factor(self) -> None:
        """Turn two-factor sign-in off and replace the key."""
        self.is_two_factor_on = False
        self.two_factor_key = totp.new_key()
        self.recovery_codes = []

    def renew_recovery_codes(self) -> list[str]:
        """Replace the recovery codes by ten new ones."""
        # Four bytes are eight hexadecimal digits, which the sign-in page asks for.
        self.recovery_codes = [secrets.token_hex(4) for _ in range(_RECOVERY_CODES)]
        return self.recovery_codes


@dataclass(slots=True)
class UserStore:
    """All data about users."""

    users: dict[str, User] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    audit_log: list[AuditEntry] = field(default_factory=list)
    codes: dict[int, SignInCode] = field(default_factory=dict)
    _last_email_id: int = 0

    def add_user(self, address: str, password: str, now: datetime, user_id: str = "") -> User:
        """Add a user whose nickname is the local part of the address."""
        user = User(user_id or str(uuid.uuid4()), address.split("@")[0], password, now)
        self.users[user.id] = user
        self.add_email(user, address)
        return user

    def add_email(self, user: User, address: str) -> Email:
        """Add an address to a user. It is not validated yet."""
        self._last_email_id += 1
        # In lower case, so that comparing needs to change only the other side.
        email = Email(self._last_email_id, address.lower(), is_validated=False)
        user.emails.append(email)
        return email

    def find_by_email(self, address: str) -> User | None:
        """Return the user with an address, or None. The comparison ignores case."""
        return next((user for user in self.users.values() if user.email(address)), None)

    def grant(self, user: User, app_id: str, now: datetime) -> None:
        """Record a user's grant of an app, unless there is one already."""
        if not self.has_granted(user.id, app_id):
            self.grants.append(Grant(user.id, app_id, now))

    def has_granted(self, user_id: str, app_id: str) -> bool:
        """Return whether a user has granted access to an app."""
        return any(grant.app_id == app_id for grant in self.grants_of(user_id))

    def grants_of(self, user_id: str) -> Iterator[Grant]:
        """Yield a user's grants, oldest first."""
        return (grant for grant in self.grants if grant.user_id == user_id)

    def revoke(self, app_id: str, user_id: str | None = None) -> None:
        """Remove the grants of an app, from one user or from all."""
        self.grants = [
            grant
            for grant in self.grants
            if grant.app_id != app_id or (user_id is not None and grant.user_id != user_id)
        ]

    def issue_code(self, user: User, app_id: str) -> SignInCode:
        """Create a sign-in code, a random number of up to 31 bits."""
        # The API has the code as a signed integer of 32 bits.
        code = SignInCode(secrets.randbelow(2**31 - 1) + 1, user.id, app_id)
        self.codes[code.number] = code
        return code

    def log_sign_in(
        self, user: User, app_id: str, now: datetime, address: str, *, succeeded: bool
    ) -> None:
        """Add an entry to the audit log."""
        number = len(self.audit_log) + 1
        self.audit_log.append(AuditEntry(number, user.id, app_id, now, succeeded, address))
