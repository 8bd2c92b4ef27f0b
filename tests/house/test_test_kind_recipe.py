"""The recipe "a kind of test" of the README, followed in a copy of the project."""

from pathlib import Path

from tests.envelope_server import envelope_server
from tests.house.copied_window import check_in_window
from tests.house.tree_copy import TreeCopy

KINDS = "aiurdesk/core/expectations/response_tests.py"
CHECK = """\
def _check_size(test: ResponseTest, facts: ResponseFacts) -> tuple[bool, str]:
    size = len(facts.headers("Content-Length"))
    return size == test.expected, f"{size} of them"


TEST_KINDS: tuple[ResponseTestKind, ...] = (
    ResponseTestKind("lengths", "number of lengths", _check_size, are(int), "a number"),
"""
IN_THE_WINDOW = """
    from aiurdesk.core.request.conversation import ResponseTest
    from aiurdesk.ui.form.response_test_line import ResponseTestLine

    def test_the_table_offers_the_new_kind(qtbot, theme):
        line = ResponseTestLine(theme)
        qtbot.addWidget(line)
        place = line.kind.findText("Number of lengths")
        assert place >= 0
        line.kind.setCurrentIndex(place)
        line.kind.activated.emit(place)
        line.expected.setText("two")
        assert "should be a number." in line.note.label.text()
        line.expected.setText("2")
        assert line.note.isHidden()
"""


def test_a_new_kind_of_test_needs_one_row(copy: TreeCopy, tmp_path: Path):
    copy.replace(KINDS, "TEST_KINDS: tuple[ResponseTestKind, ...] = (\n", CHECK)
    copy.check_recipe("a kind of test")

    with envelope_server() as server:
        tests = "tests = [{ lengths = 1 }, { lengths = 2 }]"
        text = f'method = "GET"\nurl = "{server.base}/0/x"\n{tests}\n'
        (tmp_path / "A.request.toml").write_text(text)
        done = copy.aiurdesk("run", str(tmp_path), profile=tmp_path / "profile")
    assert done.returncode == 5, done.stderr
    assert "number of lengths is 2: 1 of them" in done.stderr
    assert "number of lengths is 1" not in done.stderr
    check_in_window(copy, IN_THE_WINDOW)


FRAME_KINDS = "aiurdesk/core/expectations/frame_tests.py"
CHECK_SIZE = """\
def _check_size(test: ResponseTest, facts: FrameFacts) -> tuple[bool, str]:
    return facts.frame.size_bytes == test.expected, f"{facts.frame.size_bytes} of them"


FRAME_TEST_KINDS: tuple[FrameTestKind, ...] = (
    KindOfTest("size", "number of bytes", _check_size, is_scalar, "a number"),
"""
SOCKET = """\
endpoint = "code-lab.sockets.echo"
messages = [{ text = "hello" }]
frame_tests = [{ frame = 1, size = 5 }, { frame = 1, size = 6 }]
"""


def test_a_new_kind_of_test_of_a_frame_needs_one_row(copy: TreeCopy, tmp_path: Path):
    row = "FRAME_TEST_KINDS: tuple[FrameTestKind, ...] = (\n"
    copy.replace(FRAME_KINDS, row, CHECK_SIZE)
    copy.check_recipe("a kind of test of a frame")
    (tmp_path / "A.request.toml").write_text(SOCKET)
    sandbox = ("--environment", "Sandbox")
    done = copy.aiurdesk("run", str(tmp_path), *sandbox, profile=tmp_path / "profile")
    assert done.returncode == 5, done.stderr
    assert "frame 1: number of bytes is 6: 5 of them" in done.stderr
    assert "number of bytes is 5" not in done.stderr
