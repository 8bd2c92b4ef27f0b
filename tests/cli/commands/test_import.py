from pathlib import Path

from tests.command_line import run_command

SHOP = Path(__file__).parents[2] / "data" / "importers" / "postman" / "shop.input"


def test_a_collection_is_made_and_what_it_lacks_is_said(tmp_path):
    done = run_command("import", SHOP, "--into", tmp_path / "shop", "--profile", tmp_path / "p")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "8 requests were imported into " in done.stderr
    assert "Upload: the authentication digest." in done.stderr
    assert (tmp_path / "shop" / "Users" / "folder.toml").is_file()
    again = run_command("import", SHOP, "--into", tmp_path / "shop", "--profile", tmp_path / "p")
    assert again.returncode == 2
    assert "is not empty" in again.stderr
