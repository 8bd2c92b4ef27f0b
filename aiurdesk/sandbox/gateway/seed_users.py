"""Seed data: the users that exist in a fresh sandbox."""

from datetime import UTC, datetime, timedelta

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.user_store import SocialAccount, UserStore

GUESTS = 10
"""Number of further users who granted access to the ready app. They fill a second page."""
STRANGER_ID = "5a4db0c5-0000-4000-8000-0000000000a2"
"""A user who granted access to no app."""
_EPOCH = datetime(2020, 9, 1, 8, tzinfo=UTC)
_SIGN_INS = 12


def guest_id(number: int) -> str:
    """Return the open id of a guest. The first one has number 1."""
    # The stranger has a2, so the guests begin with a3.
    return f"5a4db0c5-0000-4000-8000-0000000000{0xA2 + number:02x}"


def seeded_user_store() -> UserStore:
    """Return a user store with the ready user, a stranger, and guests who granted the ready app."""
    user_store = UserStore()
    _add_ready_user(user_store)
    stranger = user_store.add_user("stranger@aiursoft.com", "Sandbox-2020", _EPOCH, STRANGER_ID)
    stranger.emails[0].is_validated = True
    for number in range(1, GUESTS + 1):
        address = f"guest{number}@aiursoft.com"
        guest = user_store.add_user(address, READY_PERSON.password, _EPOCH, guest_id(number))
        guest.emails[0].is_validated = True
        # A day apart, because lists of grants are sorted by their time.
        user_store.grant(guest, READY_APP.id, _EPOCH + timedelta(days=number))
    return user_store


def _add_ready_user(user_store: UserStore) -> None:
    user = user_store.add_user(READY_PERSON.email, READY_PERSON.password, _EPOCH, READY_PERSON.id)
    user.nick_name = READY_PERSON.nick_name
    user.emails[0].is_validated = True
    user.phone_number = "+8613800000000"
    user.social_accounts.append(SocialAccount("newcomer", "GitHub", _EPOCH))
    for app in (READY_APP, OTHER_APP):
        user_store.grant(user, app.id, _EPOCH)
    for hour in range(_SIGN_INS):
        moment = _EPOCH + timedelta(hours=hour)
        # Some attempts fail, so that the audit log contains both results.
        succeeded = hour % 4 != 1
        user_store.log_sign_in(user, READY_APP.id, moment, "127.0.0.1", succeeded=succeeded)
