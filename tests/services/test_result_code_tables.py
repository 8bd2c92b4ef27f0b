"""The result-code tables that come with the program, and those in the settings folder."""

from aiurdesk import resources
from aiurdesk.services.result_code_tables import load_built_in_tables, load_tables

OWN = """
name = "test-chat"

[[code]]
code = "invalid_auth"
headline = "Wrong token"
severity = "credential"
"""


def test_every_file_in_the_folder_is_a_table():
    found = load_built_in_tables()
    names = {f"result_codes/{name}.toml" for name in found.by_name}
    assert set(resources.list_names("result_codes")) == names
    assert {"2020", "2021", "2023"} <= found.by_name.keys()
    assert found.mistakes == ()
    assert found.by_name["2020"].codes[-7].name == "NotEnoughResources"


def test_without_a_settings_folder_the_built_in_tables_are_used(tmp_path):
    assert load_tables(tmp_path / "none") == load_built_in_tables()


def test_a_table_in_the_settings_folder_is_added(tmp_path):
    folder = tmp_path / "result_codes"
    folder.mkdir()
    (folder / "chat.toml").write_text(OWN, encoding="utf-8")
    found = load_tables(tmp_path)
    assert found.mistakes == ()
    assert list(found.by_name)[-1] == "test-chat"
    assert found.by_name["test-chat"].codes["invalid_auth"].headline == "Wrong token"


def test_mistakes_in_the_settings_folder_are_reported_with_the_path_of_the_file(tmp_path):
    folder = tmp_path / "result_codes"
    folder.mkdir()
    built_in, broken = folder / "a.toml", folder / "b.toml"
    built_in.write_text(OWN.replace("test-chat", "2020"), encoding="utf-8")
    broken.write_bytes(b'name = "\xff"')
    found = load_tables(tmp_path)
    assert found.by_name == load_built_in_tables().by_name
    assert found.mistakes == (
        f"{broken} is not UTF-8 text: byte 9 cannot be read.",
        f"{built_in}: name should be another one, because result_codes/2020.toml has a table 2020 "
        "already; this file is not used.",
    )
