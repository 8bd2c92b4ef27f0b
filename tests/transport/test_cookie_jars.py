"""Cookie jars have names, and exist before the first request."""

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.cookie import Cookie
from aiurdesk.transport.cookie_jars import CookieJars

URL = "https://localhost/"
SID = Cookie("sid", Secret("s3cret"), "https://localhost", "localhost", "/")
OTHER = Cookie("other", Secret("s3cret"), "https://localhost", "localhost", "/")


def a_jar():
    jars = CookieJars()
    for cookie in (SID, OTHER):
        jars.opened("mine").put(cookie)
    return jars


def test_a_jar_that_was_not_made_is_empty():
    jars = CookieJars()
    jars.erase_cookie("mine", SID)
    jars.erase_cookies("mine")
    jars.rename("mine", "new")
    assert jars.cookies("mine") == jars.cookies("new") == ()
    assert jars.pairs("mine", URL) == ()


def test_cookies_are_taken_out_one_by_one_or_all():
    jars = a_jar()
    assert jars.cookies("mine") == (SID, OTHER)
    assert jars.cookies("another's") == ()
    jars.erase_cookie("mine", SID)
    assert jars.cookies("mine") == (OTHER,)
    jars.erase_cookies("mine")
    assert jars.cookies("mine") == ()


def test_a_running_request_stores_nothing_in_a_new_jar():
    jars = a_jar()
    old = jars.opened("mine")
    jars.erase_cookies("mine")
    old.put(SID)
    assert jars.cookies("mine") == ()


def test_a_new_name_replaces_what_had_it():
    jars = a_jar()
    jars.opened("new").put(SID)
    jars.rename("mine", "new")
    assert jars.cookies("new") == (SID, OTHER)
    jars.rename("mine", "new")
    assert jars.cookies("mine") == jars.cookies("new") == ()


def test_only_cookies_for_the_url_go_along():
    jars = a_jar()
    assert jars.pairs("mine", URL) == ("sid=s3cret", "other=s3cret")
    assert jars.pairs("mine", "https://a.example/") == ()
    # Nothing is sent there at all.
    assert jars.pairs("mine", "http://a.example/") == ()
