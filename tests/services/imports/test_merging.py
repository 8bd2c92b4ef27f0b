import pytest

from aiurdesk.core.collection.environment_file import parse_environment
from aiurdesk.core.collection.folder_file import parse_folder
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.services.imports.merging import merge_files, replaced_requests

OWN = 'format = 1\n# Mine.\nheaders = [["X", "1"]]\norder = ["A"]\n\n[variables]\na = "1"\n'
NEW = (
    'format = 1\ncredential = "C"\nheaders = [["x", "2"], ["Y", "2"]]\norder = ["B", "A"]\n\n'
    '[variables]\na = "2"\nb = "2"\n'
)


def test_what_is_there_stays_and_what_is_new_is_added(tmp_path):
    (tmp_path / "environments").mkdir()
    (tmp_path / "collection.toml").write_text(OWN)
    (tmp_path / "A.request.toml").write_text("old")
    (tmp_path / "environments" / "E.toml").write_text('[variables]\na = "1"\n')
    files = (
        ("collection.toml", NEW),
        ("A.request.toml", "new"),
        ("F/B.request.toml", "new"),
        ("environments/E.toml", '[variables]\na = "2"\nb = "2"\n'),
    )
    assert replaced_requests((path for path, _ in files), tmp_path) == ("A.request.toml",)
    merge_files(files, tmp_path)
    text = (tmp_path / "collection.toml").read_text()
    settings = parse_folder(text)
    assert "# Mine." in text
    assert settings.credential == "C"
    assert [(header.name, header.value) for header in settings.headers] == [("X", "1"), ("Y", "2")]
    assert settings.order == ("A", "B")
    assert dict(settings.variables) == {"a": "1", "b": "2"}
    assert (tmp_path / "A.request.toml").read_text() == "new"
    assert (tmp_path / "F" / "B.request.toml").read_text() == "new"
    environment = parse_environment("E", (tmp_path / "environments" / "E.toml").read_text())
    assert [(item.name, item.value) for item in environment.variables] == [("a", "1"), ("b", "2")]


def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(tmp_path):
    (tmp_path / "collection.toml").write_text("= broken")
    with pytest.raises(AiurdeskError):
        merge_files((("A.request.toml", "new"), ("collection.toml", NEW)), tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["collection.toml"]
