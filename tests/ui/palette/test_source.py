from aiurdesk.core.api.endpoint_filter import Where
from aiurdesk.ui.palette.source import PaletteRow, Source, spoken_row


class Fruit(Source):
    """Lists some fruit."""

    kind = "Fruit"

    def rows(self):
        """Yield them."""
        for name, detail in (("Apple", "tree"), ("Pine apple", "plant"), ("Pear", "tree")):
            yield PaletteRow(self.kind, name.lower(), name, list, detail)


FRUIT = Fruit(None)  # type: ignore[arg-type]  # it uses nothing of the window


def test_every_word_has_to_be_in_title_or_detail():
    assert [row.title for row in FRUIT.matches("TREE ap", 9)] == ["Apple"]
    assert [row.title for row in FRUIT.matches("tree", 9)] == ["Apple", "Pear"]
    assert list(FRUIT.matches("stone", 9)) == []


def test_a_row_tells_where_the_text_stands_in_its_title():
    places = {row.title: row.where for row in FRUIT.matches("apple", 9)}
    assert places == {"Apple": Where.WHOLE_NAME, "Pine apple": Where.WORD_START}
    (pear,) = FRUIT.matches("tree pear", 9)
    assert pear.where is Where.DESCRIPTION


def test_a_row_is_found_again_by_its_id_while_it_is_there():
    again = FRUIT.row_of("pear")
    assert again is not None
    assert again.title == "Pear"
    assert FRUIT.row_of("plum") is None


def test_a_row_is_spoken_with_everything_that_it_shows():
    row = PaletteRow("Action", "a", "Send", list, "Request", "POST", "Ctrl+Return")
    assert spoken_row(row) == "POST Send, Request, Ctrl+Return, Action"
    assert spoken_row(PaletteRow("Environment", "b", "Sandbox", list)) == "Sandbox, Environment"
