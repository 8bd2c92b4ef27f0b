"""Valid and invalid form bodies."""

import pytest

from aiurdesk.sandbox.aspnet.form import parse_pairs, percent_decoded, read_form

URLENCODED = "application/x-www-form-urlencoded"


def multipart(*pairs: tuple[str, str]) -> bytes:
    """Return a multipart body with the boundary ``b``."""
    body_parts = [
        f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}" for head, body in pairs
    ]
    return "\r\n".join([*body_parts, "--b--\r\n"]).encode()


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("a%20b", "a b"),
        ("%E4%BD%A0", "你"),
        ("%FF", "%FF"),
        ("%ED%A0%80", "%ED%A0%80"),
        ("%E4%BD%A0%ff", "你%FF"),
        ("%zz%", "%zz%"),
    ],
)
def test_only_valid_utf8_is_decoded(text, decoded):
    assert percent_decoded(text) == decoded


def test_pairs_keep_their_order_and_can_have_no_value():
    assert parse_pairs("b=1+2&&a&b=%2B") == (("b", "1 2"), ("a", ""), ("b", "+"))


async def test_an_urlencoded_body_is_read_as_utf8_for_any_charset():
    form = await read_form(f"{URLENCODED}; charset=gbk", "v=你".encode())
    assert form.is_form
    assert form.pairs == (("v", "你"),)


async def test_a_nul_makes_a_form_unreadable():
    form = await read_form(URLENCODED, b"v=a%00b")
    assert form.pairs == ()
    assert form.error.endswith("The form value contains invalid characters.")


async def test_a_multipart_body_has_fields_and_files():
    body = multipart(('name="v"', "a+b%20"), ('name="file"; filename="x.txt"', "content"))
    form = await read_form("multipart/form-data; boundary=b", body)
    assert form.pairs == (("v", "a+b%20"),)
    assert [(f.name, f.file_name, f.content) for f in form.files] == [("file", "x.txt", b"content")]


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("multipart/form-data", b"x", "Missing content-type boundary."),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Dis: x", "Unexpected end of Stream"),
        ("multipart/form-data; boundary=b", b"--b\r\nno part", "Invalid header line: no part"),
        (URLENCODED, b"&".join([b"k=0"] * 1025), "Form value count limit 1024 exceeded."),
        (URLENCODED, b"k" * 2049 + b"=1", "Form key length limit 2048 exceeded."),
    ],
)
async def test_an_unreadable_body_has_an_error(content_type, body, error):
    form = await read_form(content_type, body)
    assert form.error.startswith("Failed to read the request form. ")
    assert error in form.error


@pytest.mark.parametrize("content_type", ["", "application/json", "text/plain", "nonsense"])
async def test_a_body_of_another_type_is_not_a_form(content_type):
    form = await read_form(content_type, b"v=1")
    assert (form.pairs, form.is_form, form.error) == ((), False, "")
