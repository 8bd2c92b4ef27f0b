from aiurdesk.core.addresses.encoding import Part, multipart
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exporters.code_request import FormPart, Placeholder, code_request, pieces
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest
from tests.core.exporters.sample import FORM, JSON, a_form, a_json, a_prepared


def test_secrets_are_placeholders_with_names_of_their_own():
    request = a_json()
    assert request.placeholders == ("TOKEN", "PASSWORD")
    (authorization,) = (h.value for h in request.headers if h.name == "Authorization")
    assert pieces(authorization) == ("Bearer ", Placeholder("TOKEN"))
    assert isinstance(request.body, bytes)
    assert b"sesame" not in request.body


def test_the_method_is_written_as_it_is_sent():
    assert code_request(PreparedRequest("get", "https://h.example/", (), ())).method == "GET"


def test_secrets_are_written_where_that_is_asked_for():
    revealed = code_request(a_prepared("POST", (JSON,), "application/json"), reveal=True)
    assert (revealed.body, revealed.placeholders) == (JSON, ())


def test_a_secret_in_the_address_is_called_as_its_parameter():
    prepared = PreparedRequest("GET", "https://a.example/?api-key=a%2Fb", secrets=(Secret("a/b"),))
    assert pieces(code_request(prepared).url) == (
        "https://a.example/?api-key=",
        Placeholder("API_KEY"),
    )


def test_the_parts_of_a_form_are_read_again():
    file = FileContent("/tmp/x.png")
    assert a_form().body == (FormPart("a", "1"), FormPart("file", file, "x.png", "image/png"))
    assert not a_form().has("content-type")


def test_a_form_that_no_command_line_can_write_stays_as_it_is_sent():
    body = multipart((Part("a=b", "1"),), "0123456789abcdef")
    prepared = a_prepared("POST", body, FORM)
    assert isinstance(code_request(prepared).body, bytes)
    assert code_request(prepared).has("content-type")


def test_a_post_without_a_body_has_one_of_length_zero():
    assert code_request(PreparedRequest("POST", "https://a.example/")).body == b""
    assert code_request(PreparedRequest("GET", "https://a.example/")).body is None


def test_a_host_of_its_own_is_kept():
    request = PreparedRequest("GET", "https://a.example/", (Header("Host", "b.example"),))
    assert Header("Host", "b.example") in code_request(request).headers
    assert not code_request(PreparedRequest("GET", "https://a.example/")).has("host")
