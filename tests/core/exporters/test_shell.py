import subprocess

from aiurdesk.core.exporters.code_request import continued, printf, word


def said(command: str) -> bytes:
    return subprocess.run(["bash", "-c", command], capture_output=True, check=True).stdout


def test_a_word_is_read_as_it_was():
    text = 'it\'s "x" $HOME `id` \\ ! \t\x01 é\n*'
    assert said(f"printf %s {word(text)}").decode() == text


def test_a_placeholder_is_a_variable():
    written = word("x \ue000TOKEN\ue001")
    assert said(f"TOKEN='a b'; printf %s {written}") == b"x a b"


def test_any_bytes_can_be_written():
    data = bytes(range(256)) + b"%s'\\n"
    assert said(printf(data)) == data


def test_a_command_goes_on_in_the_next_line():
    assert said(continued(["printf '%s.'", "a", "b"])) == b"a.b."
