"""``name=value`` arguments."""

import io
import os
import pty
import signal
import sys

import pytest

from aiurdesk.cli.arguments import (
    ArgumentItem,
    Mark,
    SecretSource,
    asked_line,
    split_items,
    split_pairs,
    values_of,
)
from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.request import FileValue
from tests.child_process import running

ENDPOINT = Endpoint(
    "s.g.e", "s", "G", "E", "POST", "/",
    parameters=(
        Parameter("AccessToken", ParameterKind.SECRET, Location.FORM),
        Parameter("ChannelId", ParameterKind.INTEGER, Location.FORM),
        Parameter("At", ParameterKind.LIST, Location.FORM),
        Parameter("Split", ParameterKind.LIST, Location.QUERY, separator=","),
        Parameter("file", ParameterKind.FILE, Location.MULTIPART),
        Parameter("Note", ParameterKind.TEXT, Location.MULTIPART),
    ),
)  # fmt: skip


def source(takes_literals=False, standard_input="", **variables):
    return SecretSource(takes_literals, variables, io.StringIO(standard_input))


def values(*texts, secrets=None):
    return values_of(ENDPOINT, split_items(texts), secrets or source())


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("a=b", ArgumentItem("a", Mark.TEXT, "b")),
        ("a=", ArgumentItem("a", Mark.TEXT, "")),
        ("a=b@c:=d", ArgumentItem("a", Mark.TEXT, "b@c:=d")),
        ("a=@x", ArgumentItem("a", Mark.TEXT, "@x")),
        ("a@b=c", ArgumentItem("a", Mark.FILE, "b=c")),
        ("a:=[1]", ArgumentItem("a", Mark.JSON, "[1]")),
        ("a:b=c", ArgumentItem("a:b", Mark.TEXT, "c")),
    ],
)
def test_an_argument_is_split_at_its_first_mark(text, item):
    assert split_items([text]) == (item,)


@pytest.mark.parametrize("text", ["a", "=b", "@b", ":=1", ""])
def test_an_argument_needs_a_name_and_a_mark(text):
    with pytest.raises(ProblemError, match="Write parameters as name=value"):
        split_items([text])


def test_a_pair_is_split_at_its_first_equals_sign():
    assert split_pairs(["a=b=c", "d="]) == (("a", "b=c"), ("d", ""))


@pytest.mark.parametrize("text", ["a", "=b", ""])
def test_text_without_name_or_equals_sign_is_refused(text):
    with pytest.raises(ProblemError, match="name=value"):
        split_pairs([text])


def test_names_get_the_case_that_the_endpoint_declares():
    assert values("channelid=2", "Odd=x") == (("ChannelId", "2"), ("Odd", "x"))


def test_repeated_names_keep_their_places():
    assert values("At=a", "ChannelId=1", "at=b", "Split=x", "ChannelId=2", "split=y") == (
        ("At", "a"),
        ("ChannelId", "1"),
        ("At", "b"),
        # They are one text on the wire.
        ("Split", ("x", "y")),
        ("ChannelId", "2"),
    )


def test_a_file_gets_its_content_type_from_its_suffix(tmp_path):
    picture, other = tmp_path / "a.png", tmp_path / "a.zzz"
    picture.touch()
    other.touch()
    assert values(f"file=@{picture}") == (("file", FileValue(str(picture), "a.png", "image/png")),)
    ((_, value),) = values(f"file=@{other}")
    assert isinstance(value, FileValue)
    assert value.content_type == "application/octet-stream"


def test_a_missing_file_and_a_value_without_at_sign_are_refused(tmp_path):
    with pytest.raises(ProblemError, match="no file"):
        values(f"file=@{tmp_path / 'nothing'}")
    with pytest.raises(ProblemError, match="file=@PATH"):
        values("file=a.png")
    assert values("file=") == (("file", ""),)


def test_an_at_sign_is_text_if_the_parameter_is_not_a_file():
    assert values("At=@a") == (("At", "@a"),)


def test_a_file_is_never_sent_as_the_text_of_its_name(tmp_path):
    picture = tmp_path / "a.png"
    picture.touch()
    file = FileValue(str(picture), "a.png", "image/png")
    with pytest.raises(ProblemError, match=r"At takes no file. Write At=TEXT, also"):
        values(f"At@{picture}")
    # A part of a form with files may be one although its description says text.
    assert values(f"Note@{picture}", f"file@{picture}") == (("Note", file), ("file", file))
    assert values(f"Unknown@{picture}") == (("Unknown", file),)


def test_a_secret_comes_from_a_variable_or_from_standard_input():
    secrets = source(standard_input="first\nsecond\r\n", TOKEN="t=k")
    assert values("AccessToken=env:TOKEN", secrets=secrets) == (("AccessToken", "t=k"),)
    assert values("AccessToken=-", secrets=secrets) == (("AccessToken", "first"),)
    assert values("AccessToken=-", secrets=secrets) == (("AccessToken", "second"),)


def test_a_secret_cannot_be_an_argument():
    with pytest.raises(ProblemError, match="AccessToken=env:VARIABLE"):
        values("AccessToken=s3cret")
    assert values("AccessToken=") == (("AccessToken", ""),)


def test_a_secret_for_this_computer_may_be_an_argument():
    here = source(takes_literals=True)
    assert values("AccessToken=wrong", secrets=here) == (("AccessToken", "wrong"),)


def test_a_missing_variable_or_line_is_reported():
    with pytest.raises(ProblemError, match="no environment variable NOWHERE"):
        values("AccessToken=env:NOWHERE")
    with pytest.raises(ProblemError, match="has no line"):
        values("AccessToken=-")


def test_a_line_that_is_not_text_is_not_a_secret():
    # As ``sys.stdin`` is in most languages; in C.UTF-8 it takes such bytes, see ``api.text``.
    stream = io.TextIOWrapper(io.BytesIO(b"caf\xe9\n"), encoding="utf-8")
    with pytest.raises(
        ProblemError, match=r"^Password: the line of standard input is not UTF-8\.$"
    ):
        SecretSource(False, {}, stream).read("Password", "-")


def test_a_terminal_does_not_show_a_typed_secret():
    primary, secondary = pty.openpty()
    program = (
        "from aiurdesk.cli.arguments import SecretSource;"
        "print(SecretSource(False).read('token', '-') == 'marked', flush=True)"
    )
    with running(
        [sys.executable, "-c", program],
        stdin=secondary,
        stdout=secondary,
        stderr=secondary,
        start_new_session=True,
    ) as process:
        os.close(secondary)
        output = b""
        while b"token: " not in output:
            output += os.read(primary, 1024)
        os.write(primary, b"marked\n")
        while b"True" not in output:
            output += os.read(primary, 1024)
        assert process.wait(timeout=60) == 0
    os.close(primary)
    assert b"marked" not in output


def test_checking_a_source_reads_nothing_and_refuses_a_secret():
    source().check("token", "-")
    source().check("token", "env:NOT_THERE")
    with pytest.raises(ProblemError, match="token is a secret"):
        source().check("token", "marked")


def test_a_secret_variable_is_removed_from_the_environment():
    variables = {"TOKEN": "marked"}
    secrets = SecretSource(False, variables, io.StringIO())
    assert [secrets.read("token", "env:TOKEN"), secrets.read("again", "env:TOKEN")] == [
        "marked"
    ] * 2
    assert variables == {}


def test_an_interrupt_ends_a_question_at_once(monkeypatch, capsys):
    handlers = []

    class Typed:
        def readline(self):
            handlers.append(signal.getsignal(signal.SIGINT))
            return "yes\n"

    monkeypatch.setattr("sys.stdin", Typed())
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert asked_line("Go on?\x1b ") == "yes\n"
        handlers.append(signal.getsignal(signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, before)
    assert handlers == [signal.default_int_handler, signal.SIG_IGN]
    assert capsys.readouterr().err == "Go on?\N{REPLACEMENT CHARACTER} "
