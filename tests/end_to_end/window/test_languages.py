"""Every text of the window is translated, and has room in the longest languages.

The window is mirrored: pages from left to right are those of ``test_clipping``.
"""

import json
import sys
from pathlib import Path

import pytest

from tests.child_process import running

KNOWN = Path(__file__).parents[2] / "data" / "untranslated_texts.txt"
"""Names and values of services, and what Qt itself translates."""


@pytest.mark.limit_s(300)  # it waits for everything in the window
def test_every_text_is_translated_and_has_room(tmp_path):
    command = [sys.executable, "-m", "tests.end_to_end.window.pseudo_language", tmp_path]
    with running(command, stdout=-1, stderr=-1) as program:
        out, err = program.communicate(timeout=300)
    assert program.returncode == 0, err
    seen = json.loads(out)
    assert seen["clipped"] == []
    expected = set(KNOWN.read_text(encoding="utf-8").splitlines())
    assert [text for text in seen["untranslated"] if text not in expected] == []
