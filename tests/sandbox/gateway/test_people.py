"""The people of a fresh sandbox."""

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.people import GUESTS, STRANGER_ID, guest_id, ready_directory


def test_the_ready_person_granted_both_apps_and_the_stranger_none():
    directory = ready_directory()
    for app in (READY_APP, OTHER_APP):
        assert directory.has_granted(READY_PERSON.id, app.id)
        assert not directory.has_granted(STRANGER_ID, app.id)
    person = directory.owner_of(READY_PERSON.email)
    assert person is directory.users[READY_PERSON.id]
    assert (person.nick_name, person.password) == (READY_PERSON.nick_name, READY_PERSON.password)


def test_there_are_guests_enough_for_a_second_page():
    directory = ready_directory()
    granted = [grant for grant in directory.grants if grant.app_id == READY_APP.id]
    assert len(granted) > 10
    assert {guest_id(number) for number in range(1, GUESTS + 1)} <= set(directory.users)
