"""The result-code tables that come with the program.

Apart from the rest of the library because ``aiurdesk codes`` has to answer at once.
"""

from collections.abc import Mapping

from aiurdesk import resources
from aiurdesk.core.verdict.result_codes import ResultCodeTable, parse_table

TABLES = ("2020", "2021", "2023")


def load_tables() -> Mapping[str, ResultCodeTable]:
    """Read all of them, by name."""
    return {name: load_table(name) for name in TABLES}


def load_table(name: str) -> ResultCodeTable:
    """Read one of ``TABLES``.

    Raises:
        FileNotFoundError: There is no such table.
    """
    origin = f"result_codes/{name}.toml"
    return parse_table(resources.read_text(origin), origin)
