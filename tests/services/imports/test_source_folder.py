import os

import pytest

from aiurdesk.core.errors import ProblemError
from aiurdesk.services.imports.source_folder import decoded, read_source_folder


def test_the_texts_that_importers_know_are_read(tmp_path):
    for name in ("a.bru", "b/c.yml", "node_modules/d.json", ".git/e.json", "f.png", ".env.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "link.bru").symlink_to(tmp_path / "f.png")
    assert read_source_folder(tmp_path) == {"a.bru": "a.bru", "b/c.yml": "b/c.yml"}


def test_a_folder_that_holds_too_much_is_refused(tmp_path):
    with (tmp_path / "long.json").open("wb") as file:
        os.truncate(file.fileno(), 100_000_001)
    with pytest.raises(ProblemError, match="more than 100 MB or 50,000 files"):
        read_source_folder(tmp_path)


def test_what_is_not_a_text_is_refused():
    assert decoded(b"\xef\xbb\xbfa", "x") == "a"
    assert decoded(b"PK\x03\x04\xff", "x") == "PK\x03\x04"
    with pytest.raises(ProblemError, match=r"x is not text in UTF-8 \(byte 1\)"):
        decoded(b"a\xff", "x")
