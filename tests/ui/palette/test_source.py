from aiurdesk.core.api.endpoint_filter import Where
from aiurdesk.ui.palette.palette import MOST_OF_A_KIND, PaletteSearch
from aiurdesk.ui.palette.scope import Scope
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


class Actions(Source):
    """Stands for what can be done."""

    kind = "Action"
    suggested_in = (Scope.ALL,)
    titles: tuple[str, ...] = ("Send", "Resend", "Open")

    def rows(self):
        """Yield one for each title."""
        return (PaletteRow(self.kind, title, title, list, "menu") for title in self.titles)


class Places(Actions):
    """Stands for what can be gone to."""

    kind = "Place"
    scopes = (Scope.ALL, Scope.REQUESTS)
    suggested_in = (Scope.REQUESTS,)
    titles = ("Send mail", "Open send", "Sender", "Send")


def a_search(*sources):
    return PaletteSearch([source(None) for source in sources])


def listed(search, text, scope=Scope.ALL):
    return [(row.kind, row.title) for row in search.listing_for(text, scope)[0]]


def test_names_that_match_better_come_first_whatever_they_are():
    assert listed(a_search(Actions, Places), "send") == [
        ("Action", "Send"),
        ("Place", "Send"),
        ("Place", "Send mail"),
        ("Place", "Sender"),
        ("Place", "Open send"),
        ("Action", "Resend"),
    ]


def test_what_matches_outside_its_name_comes_last():
    assert listed(a_search(Actions, Places), "menu o")[-1] == ("Place", "Open send")
    assert listed(a_search(Actions, Places), "none such") == []


def test_requests_alone_can_be_searched():
    assert {kind for kind, _ in listed(a_search(Actions, Places), "open", Scope.REQUESTS)} == {
        "Place"
    }


def test_without_a_text_each_source_suggests_what_it_has():
    search = a_search(Actions, Places)
    assert listed(search, "  ") == [("Action", title) for title in Actions.titles]
    assert listed(search, "", Scope.REQUESTS) == [("Place", title) for title in Places.titles]


def test_what_was_used_last_is_suggested_first_and_once():
    search = a_search(Actions, Places)
    for kind, title in (("Place", "Sender"), ("Action", "Open"), ("Place", "Send")):
        (row,) = [
            r for r in search.listing_for(title, Scope.ALL)[0] if (r.kind, r.title) == (kind, title)
        ]
        search.remember(row)
    assert listed(search, "")[:3] == [("Place", "Send"), ("Action", "Open"), ("Place", "Sender")]
    assert listed(search, "")[3:] == [("Action", "Send"), ("Action", "Resend")]
    assert listed(search, "", Scope.REQUESTS)[:2] == [("Place", "Send"), ("Place", "Sender")]


def test_what_is_gone_is_not_suggested_again():
    search = a_search(Actions)
    search.remember(PaletteRow("Action", "gone", "Gone", list))
    assert listed(search, "") == [("Action", title) for title in Actions.titles]


class Many(Actions):
    """Has more rows than are listed."""

    kind = "Number"
    titles = tuple(f"Send {number}" for number in range(MOST_OF_A_KIND + 1))


def test_many_of_one_kind_leave_room_for_the_others_and_it_is_told():
    search = a_search(Many, Places)
    rows, is_cut = search.listing_for("send", Scope.ALL)
    assert is_cut
    assert sum(row.kind == "Number" for row in rows) == MOST_OF_A_KIND
    assert sum(row.kind == "Place" for row in rows) == len(Places.titles)
    assert not search.listing_for("send 1", Scope.ALL)[1]
