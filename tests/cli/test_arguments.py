"""``name=value`` arguments."""

import io
import os
import pty
import sys

import pytest

from aiurdesk.cli.arguments import SecretSource, WrongUsage, split_pairs, values_of
from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.request.request import FileValue
from tests.child_process import running

ENDPOINT = Endpoint(
    "s.g.e", "s", "G", "E", "POST", "/",
    parameters=(
        Parameter("AccessToken", ParameterKind.SECRET, Location.FORM),
        Parameter("ChannelId", ParameterKind.INTEGER, Location.FORM),
        Parameter("At", ParameterKind.LIST, Location.FORM),
        Parameter("file", ParameterKind.FILE, Location.MULTIPART),
    ),
)  # fmt: skip


def source(takes_literals=False, standard_input="", **variables):
    return SecretSource(takes_literals, variables, io.StringIO(standard_input))


def values(*texts, secrets=None):
    return values_of(ENDPOINT, split_pairs(texts), secrets or source())


def test_a_pair_is_divided_at_its_first_equals_sign():
    assert split_pairs(["a=b=c", "d="]) == (("a", "b=c"), ("d", ""))


@pytest.mark.parametrize("text", ["a", "=b", ""])
def test_what_is_no_pair_is_refused(text):
    with pytest.raises(WrongUsage, match="name=value"):
        split_pairs([text])


def test_names_are_spelled_as_the_endpoint_declares_them():
    assert values("channelid=2", "Odd=x") == (("ChannelId", "2"), ("Odd", "x"))


def test_a_list_comes_together_and_other_repeated_names_do_not():
    assert values("At=a", "ChannelId=1", "at=b", "ChannelId=2") == (
        ("At", ("a", "b")),
        ("ChannelId", "1"),
        ("ChannelId", "2"),
    )


def test_a_file_is_read_from_its_path_with_the_type_of_its_ending(tmp_path):
    picture, other = tmp_path / "a.png", tmp_path / "a.zzz"
    picture.touch()
    other.touch()
    assert values(f"file=@{picture}") == (("file", FileValue(str(picture), "a.png", "image/png")),)
    ((_, value),) = values(f"file=@{other}")
    assert isinstance(value, FileValue)
    assert value.content_type == "application/octet-stream"


def test_a_file_that_is_not_there_or_is_no_path_is_refused(tmp_path):
    with pytest.raises(WrongUsage, match="no file"):
        values(f"file=@{tmp_path / 'nothing'}")
    with pytest.raises(WrongUsage, match="file=@PATH"):
        values("file=a.png")
    assert values("file=") == (("file", ""),)


def test_an_at_sign_is_text_where_no_file_is_meant():
    assert values("At=@a") == (("At", ("@a",)),)


def test_a_secret_comes_from_a_variable_or_from_standard_input():
    secrets = source(standard_input="first\nsecond\r\n", TOKEN="t=k")
    assert values("AccessToken=env:TOKEN", secrets=secrets) == (("AccessToken", "t=k"),)
    assert values("AccessToken=-", secrets=secrets) == (("AccessToken", "first"),)
    assert values("AccessToken=-", secrets=secrets) == (("AccessToken", "second"),)


def test_a_secret_itself_is_no_argument():
    with pytest.raises(WrongUsage, match="AccessToken=env:VARIABLE"):
        values("AccessToken=s3cret")
    assert values("AccessToken=") == (("AccessToken", ""),)


def test_a_secret_that_stays_on_this_computer_may_be_an_argument():
    here = source(takes_literals=True)
    assert values("AccessToken=wrong", secrets=here) == (("AccessToken", "wrong"),)


def test_a_secret_that_is_nowhere_is_told():
    with pytest.raises(WrongUsage, match="no environment variable NOWHERE"):
        values("AccessToken=env:NOWHERE")
    with pytest.raises(WrongUsage, match="holds no line"):
        values("AccessToken=-")


def test_at_a_terminal_a_secret_is_typed_unseen():
    primary, secondary = pty.openpty()
    program = (
        "from aiurdesk.cli.arguments import SecretSource;"
        "print(SecretSource(False).read('token', '-') == 'needle', flush=True)"
    )
    with running(
        [sys.executable, "-c", program],
        stdin=secondary,
        stdout=secondary,
        stderr=secondary,
        start_new_session=True,
    ) as process:
        os.close(secondary)
        seen = b""
        while b"token: " not in seen:
            seen += os.read(primary, 1024)
        os.write(primary, b"needle\n")
        while b"True" not in seen:
            seen += os.read(primary, 1024)
        assert process.wait(timeout=60) == 0
    os.close(primary)
    assert b"needle" not in seen


def test_a_secret_in_the_place_of_its_source_is_refused_before_anything_is_read():
    source().check("token", "-")
    source().check("token", "env:NOT_THERE")
    with pytest.raises(WrongUsage, match="token is a secret"):
        source().check("token", "needle")


def test_a_variable_is_not_handed_on_to_the_programs_that_are_started():
    variables = {"TOKEN": "needle"}
    secrets = SecretSource(False, variables, io.StringIO())
    assert [secrets.read("token", "env:TOKEN"), secrets.read("again", "env:TOKEN")] == [
        "needle"
    ] * 2
    assert variables == {}
