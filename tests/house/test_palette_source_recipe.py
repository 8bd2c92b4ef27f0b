"""The recipe "a kind of row in the command palette" of the README, followed in a copy."""

from tests.house.copied_window import check_in_window
from tests.house.tree_copy import TreeCopy

SOURCES = "aiurdesk/ui/palette/sources/__init__.py"
GREETING = '''\
"""A greeting."""

from collections.abc import Iterator

from aiurdesk.ui.palette.source import PaletteRow, Source


class GreetingSource(Source):
    """Offers one row."""

    kind = "Greeting"

    def rows(self) -> Iterator[PaletteRow]:
        """Yield it."""
        bench = self.uses.workbench
        yield PaletteRow(self.kind, "hello", "Hello, Protoss", bench.open_custom_url)
'''
TEST = """
    from tests.ui.opened_window import opened_window
    from tests.ui.palette.steps import choose

    async def test_the_new_row_is_found_and_run(theme, tmp_path):
        async with opened_window(theme, tmp_path) as opened:
            assert choose(opened, "protoss") == "Hello, Protoss, Greeting"
            assert opened.current.request.is_typed
"""


def test_a_new_kind_of_row_needs_one_file_and_one_line(copy: TreeCopy):
    copy.write("aiurdesk/ui/palette/sources/greeting.py", GREETING)
    line = "from aiurdesk.ui.palette.sources.open_requests import OpenRequestSource\n"
    added = "from aiurdesk.ui.palette.sources.greeting import GreetingSource\n"
    copy.replace(SOURCES, line, added + line)
    copy.replace(SOURCES, "    CredentialSource,\n", "    CredentialSource,\n    GreetingSource,\n")
    check_in_window(copy, TEST)
    copy.check_recipe("a kind of row in the command palette")
