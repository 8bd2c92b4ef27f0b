import pytest

from aiurdesk.importers.authentication import Authentication, Authentications, Holder
from aiurdesk.importers.item_reading import ItemReading
from aiurdesk.importers.left_out import LeftOutList


def test_a_secret_of_the_text_is_offered_once():
    made, left_out = Authentications(), LeftOutList()
    values = {"username": "ann", "password": "pw-of-ann"}
    for title in ("A", "B"):
        reading = ItemReading(title, left_out)
        assert made.of("basic", values, Holder(), reading) == Authentication("A")
    (offered,) = made.offered
    assert (offered.scheme, offered.name, offered.values) == ("basic", "A", (("user", "ann"),))
    assert offered.secrets[0][1].reveal() == "pw-of-ann"
    assert "pw-of-ann" not in str(left_out.entries)


@pytest.mark.parametrize(
    ("kind", "values"),
    [("basic", {"username": "ann", "password": "{{p}}"}), ("bearer", {"token": ""})],
)
def test_a_secret_that_the_text_lacks_is_not_offered(kind, values):
    made = Authentications()
    made.of(kind, values, Holder(is_shared=True), ItemReading("A", LeftOutList()))
    assert made.offered == ()


@pytest.mark.parametrize("above", [None, "Shop"])
def test_another_kind_is_noted_and_does_not_inherit(above):
    left_out = LeftOutList()
    reading = ItemReading("A", left_out)
    auth = Authentications().of("digest", {}, Holder(above, source="/x"), reading)
    assert auth == Authentication("" if above else None)
    assert "digest" in left_out.entries[0].words
    assert Authentications().of("inherit", {}, Holder(above), reading) == Authentication()


def test_a_key_is_offered_with_its_place():
    made = Authentications()
    values = {"key": "X-Key", "value": "key-of-ann", "in": "query"}
    made.of("apikey", values, Holder(), ItemReading("A", LeftOutList()))
    (offered,) = made.offered
    assert (offered.scheme, offered.values) == (
        "api-key",
        (("place", "query"), ("name", "X-Key")),
    )
    made.of("apikey", values | {"in": "cookie"}, Holder(), ItemReading("B", LeftOutList()))
    assert len(made.offered) == 1
