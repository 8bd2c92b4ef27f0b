import pytest

from aiurdesk.core.errors import StorageError
from aiurdesk.services.dialects.taught_files import (
    collection_folder,
    name_taught_for,
    save_dialect,
)

TEXT = 'format = 1\nname = "{}"\n[match]\nhosts = ["{}"]\n[read]\nok = "ok"\n'


def a_dialect(name="acme", host="api.acme.example"):
    return TEXT.format(name, host)


def test_a_dialect_is_written_again_into_its_own_file(tmp_path):
    folder = tmp_path / "dialects"
    first = save_dialect(folder, "acme", a_dialect())
    assert first == folder / "acme.toml"
    first.rename(folder / "mine.toml")
    again = save_dialect(folder, "acme", a_dialect(host="other.example"))
    assert again == folder / "mine.toml"
    assert again.read_text() == a_dialect(host="other.example")


def test_another_file_is_never_replaced(tmp_path):
    (tmp_path / "acme.toml").write_text("broken = [")
    assert save_dialect(tmp_path, "acme", a_dialect()) == tmp_path / "acme-2.toml"
    assert (tmp_path / "acme.toml").read_text() == "broken = ["


@pytest.mark.parametrize(
    ("name", "file"),
    [("../x", "x.toml"), ("a/b", "a-b.toml"), ("[::1]", "1.toml"), ("..", "dialect.toml")],
)
def test_a_name_never_leads_out_of_the_folder(tmp_path, name, file):
    folder = tmp_path / "dialects"
    assert save_dialect(folder, name, a_dialect()) == folder / file


def test_a_folder_that_is_a_link_out_of_its_collection_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "checks").mkdir()
    link = tmp_path / "checks" / "dialects"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="leads out of the collection"):
        save_dialect(link, "acme", a_dialect())


def test_what_was_taught_for_a_host_is_found_again(tmp_path):
    save_dialect(tmp_path, "acme", a_dialect())
    (tmp_path / "broken.toml").write_text("x = [")
    assert name_taught_for(tmp_path, "api.acme.example", "/a") == "acme"
    assert name_taught_for(tmp_path, "acme.example", "/a") == ""
    assert name_taught_for(tmp_path / "missing", "acme.example", "/a") == ""


def test_a_whole_collection_has_one_folder(tmp_path):
    (tmp_path / "collection.toml").write_text("")
    (tmp_path / "inner").mkdir()
    request = tmp_path / "inner" / "A.request.toml"
    request.write_text("")
    assert collection_folder(str(request)).resolve() == (tmp_path / "dialects").resolve()


def test_a_dialect_for_other_paths_of_the_host_is_another_one(tmp_path):
    paths = 'hosts = ["api.acme.example"]\npaths = ["/orders/*"]'
    text = a_dialect().replace('hosts = ["api.acme.example"]', paths)
    save_dialect(tmp_path, "acme", text)
    assert name_taught_for(tmp_path, "api.acme.example", "/orders/1") == "acme"
    assert name_taught_for(tmp_path, "api.acme.example", "/users") == ""
