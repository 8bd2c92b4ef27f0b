"""The result-code tables that come with the program."""

import pytest

from aiurdesk import resources
from aiurdesk.services.result_code_tables import TABLES, load_table, load_tables


def test_every_file_of_a_table_is_read():
    names = {f"result_codes/{name}.toml" for name in TABLES}
    assert set(resources.list_names("result_codes")) == names
    assert list(load_tables()) == list(TABLES)


def test_one_table_can_be_read_alone():
    assert load_table("2020").codes[-7].name == "NotEnoughResources"


def test_a_table_that_is_not_there_is_an_error():
    with pytest.raises(FileNotFoundError):
        load_table("1999")
