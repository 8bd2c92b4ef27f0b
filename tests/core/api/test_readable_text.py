import pytest

from aiurdesk.core.api.readable_text import (
    MOST_CHARACTERS,
    as_markdown,
    plain_text,
    readable_name,
)


@pytest.mark.parametrize(
    ("name", "method", "path", "title"),
    [
        ("list_lamps_lamps_get", "GET", "/lamps", "List lamps"),
        ("read_item_items__item_id__get", "GET", "/items/{item_id}", "Read item"),
        ("addPet", "POST", "/pet", "Add pet"),
        ("getHTTPStatus", "GET", "/status", "Get HTTP status"),
        ("pets.listAll", "GET", "/pets", "Pets list all"),
        ("repos/list-for-user", "GET", "/repos", "Repos list for user"),
        ("UsersController_findAll", "GET", "/users", "Find all"),
        ("Status", "GET", "/status", "Status"),
        # What no program wrote stays.
        ("GET /lamps", "GET", "/lamps", "GET /lamps"),
        ("Alle Lampen", "GET", "/lamps", "Alle Lampen"),
        ("_", "GET", "/", "_"),
        ("获取列表", "GET", "/", "获取列表"),
        ("x", "GET", "/", "x"),
        ("lamps_get", "GET", "/lamps", "Lamps get"),
    ],
)
def test_the_id_of_an_operation_becomes_words(name, method, path, title):
    assert readable_name(name, method, path) == title


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Lists <b>all</b> lamps.<br/>See <a href='https://x.example/a'>more</a>.",
         "Lists all lamps.\n\nSee more."),
        ("<p>One</p><ul><li>Two</li><li>Three</li></ul>", "One\n\n- Two\n- Three"),
        ("**Bold**, *slanted*, `code` and [a link](https://x.example)",
         "Bold, slanted, code and a link"),
        ("# Title\n\n> quoted\n\n```json\n{\"a\": 1}\n```", 'Title\n\nquoted\n\n{"a": 1}'),
        ("Returns &lt;none&gt; &amp; more <i>now</i>", "Returns <none> & more now"),
        # What is no markup passes untouched.
        ("GET /items/<id> gives List<string>", "GET /items/<id> gives List<string>"),
        ("`<b>` is bold", "<b> is bold"),
        ("2 * 3 * 4, some_name_here, a*b", "2 * 3 * 4, some_name_here, a*b"),
        ("a < b and c > d", "a < b and c > d"),
        ("Plain words.", "Plain words."),
    ],
)  # fmt: skip
def test_the_words_of_a_description_have_no_marks(text, plain):
    assert plain_text(text) == plain


def test_html_within_markdown_is_markdown_but_for_code():
    text = "**One** <em>two</em> `<em>` <id>\n\n```\n<br>\n```\n<pre><code>x = 1</code></pre>"
    made = as_markdown(text)
    assert made.startswith("**One** *two* `<em>` <id>\n\n```\n<br>\n```\n")
    assert "```\nx = 1\n```" in made
    assert as_markdown("no markup: a < b") == "no markup: a < b"


@pytest.mark.parametrize(
    "piece", ["<a href=", "```", "**a ", "`<b>", "[x](", "<img alt='", "<pre>\n", "| - |\n", "_a "]
)
def test_hostile_marks_are_read_to_a_limit(piece):
    # A pattern that takes the square of the length, or more, would not come to an end here.
    text = piece * 100_000
    assert len(plain_text(text)) <= 2 * MOST_CHARACTERS
    assert len(as_markdown(text[:MOST_CHARACTERS])) <= 8 * MOST_CHARACTERS
