"""The users of a new sandbox."""

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.seed_users import GUESTS, STRANGER_ID, guest_id, seeded_user_store


def test_the_ready_user_granted_both_apps_and_the_stranger_none():
    user_store = seeded_user_store()
    for app in (READY_APP, OTHER_APP):
        assert user_store.has_granted(READY_PERSON.id, app.id)
        assert not user_store.has_granted(STRANGER_ID, app.id)
    person = user_store.find_by_email(READY_PERSON.email)
    assert person is user_store.users[READY_PERSON.id]
    assert (person.nick_name, person.password) == (READY_PERSON.nick_name, READY_PERSON.password)


def test_there_are_enough_guests_for_a_second_page():
    user_store = seeded_user_store()
    granted = [grant for grant in user_store.grants if grant.app_id == READY_APP.id]
    assert len(granted) > 10
    assert {guest_id(number) for number in range(1, GUESTS + 1)} <= set(user_store.users)
