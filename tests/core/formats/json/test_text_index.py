from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.formats.json.text_index import LONG_LINE, PIECE, Position, TextIndex


def an_index(text):
    index = TextIndex()
    index.add(text.split("\n"))
    return index


long_lines = st.builds(lambda part, times: part * times, st.text(), st.sampled_from([1, 300, 1500]))


@given(st.lists(long_lines, max_size=4))
def test_pieces_are_short_and_together_the_text(lines):
    text = "\n".join(lines)
    index = an_index(text)
    assert index.text(0, len(index.pieces) - 1) == text
    assert all(len(piece) <= LONG_LINE for piece in index.pieces)
    assert max(index.line_numbers) == text.count("\n") + 1


@given(long_lines, st.data())
def test_every_character_has_its_position(text, data):
    index = an_index(text)
    offset = data.draw(st.integers(0, len(text)))
    position = index.position(offset)
    drawn = index.pieces[position.piece].encode("utf-16-le", "surrogatepass")[: position.column * 2]
    piece_start = index.offset(position.piece)
    assert text[piece_start:offset] == drawn.decode("utf-16-le", "surrogatepass")


def test_a_long_line_has_one_number():
    index = an_index("x" * 2500 + "\nshort")
    assert list(index.line_numbers) == [1, 0, 0, 2]
    assert [len(piece) for piece in index.pieces] == [PIECE, PIECE, 500, 5]


def test_pieces_of_emoji_are_shorter():
    index = an_index("\U0001f600" * 600 + "\n" + "\u4e2d" * 600)
    assert list(index.line_numbers) == [1, 0, 0, 2]
    assert [len(piece) for piece in index.pieces] == [250, 250, 100, 600]


def test_a_text_is_found_across_pieces_and_without_regard_to_case():
    index = an_index("a" * (PIECE - 2) + "Needle" + "b" * LONG_LINE + "\nneedle")
    positions = [index.position(offset) for offset in index.find("NEEDLE")]
    assert positions == [Position(0, PIECE - 2), Position(4, 0)]
    assert index.find("a.a") == []


def test_looking_ends_at_a_limit():
    assert an_index("1 1 1").find("1", limit=2) == [0, 2]


def test_characters_beyond_the_first_plane_take_two_units():
    assert an_index("𝄞x").position(1) == Position(0, 2)


def test_nothing_holds_nothing():
    index = TextIndex()
    assert index.find("a") == []
    assert index.offset(0) == 0


def test_adding_goes_on_where_it_stopped():
    index = an_index("one")
    assert index.add(["two"]) == ["two"]
    assert index.text(0, 1) == "one\ntwo"
    assert index.offset(1) == 4
    assert index.offset(2) == 8


@given(st.text(st.characters()), st.text(st.characters(), min_size=1))
def test_any_text_can_be_searched_for(text, needle):
    assert len(an_index(text).find(needle)) <= len(text)
