import pytest

from aiurdesk.core.auth import scheme_of
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
    auth = Authentications().of("ntlm", {}, Holder(above, source="/x"), reading)
    assert auth == Authentication("" if above else None)
    assert "ntlm" in left_out.entries[0].words
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


KEY = {
    "accessKey": "AKID",
    "secretKey": "key-of-ann",
    "sessionToken": "",
    "region": "eu-west-1",
    "service": "s3",
}


def test_an_access_key_is_offered_with_its_scope():
    made, left_out = Authentications(), LeftOutList()
    assert made.of("aws", KEY, Holder(), ItemReading("A", left_out)) == Authentication("A")
    (offered,) = made.offered
    assert offered.scheme == "aws"
    assert dict(offered.values) == {
        "access_key": "AKID",
        "region": "eu-west-1",
        "service": "s3",
    }
    assert [(name, secret.reveal()) for name, secret in offered.secrets] == [
        ("secret_key", "key-of-ann")
    ]
    assert "of the scheme AWS Signature 4" in left_out.entries[0].words
    made.of("aws", KEY | {"sessionToken": "token"}, Holder(), ItemReading("B", left_out))
    assert [name for name, _ in made.offered[1].secrets] == ["secret_key", "session_token"]
    made.of("aws", KEY | {"secretKey": "{{key}}"}, Holder(), ItemReading("C", left_out))
    assert len(made.offered) == 2


def test_what_is_offered_fits_the_fields_of_its_scheme():
    made = Authentications()
    for kind, values in (
        ("basic", {"username": "ann", "password": "pw"}),
        ("digest", {"username": "ann", "password": "pw"}),
        ("bearer", {"token": "t"}),
        ("apikey", {"key": "K", "value": "v"}),
        ("aws", KEY | {"sessionToken": "token"}),
    ):
        made.of(kind, values, Holder(is_shared=True), ItemReading(kind, LeftOutList()))
    assert len(made.offered) == 5
    for offered in made.offered:
        scheme = scheme_of(offered.scheme)
        assert scheme is not None
        given = {name for name, _ in (*offered.values, *offered.secrets)}
        assert given <= {field.name for field in scheme.fields}
        assert {name for name, _ in offered.secrets} <= {f.name for f in scheme.secret_fields}
        assert {f.name for f in scheme.fields if f.required and f.default is None} <= given
