import pytest

from aiurdesk.core.collection.environment_file import SavedEnvironment, parse_environment
from aiurdesk.core.errors import DataMistake


def test_an_environment_is_read():
    text = """\
based_on = "Production 2020"
colour = "production"
careful = true

[base_urls]
stargate = "https://stargate.example.org/"

[variables]
channel = "5"
"""
    assert parse_environment("Staging", text) == SavedEnvironment(
        name="Staging",
        based_on="Production 2020",
        colour="production",
        is_careful=True,
        base_urls=(("stargate", "https://stargate.example.org"),),
        variables=(("channel", "5"),),
    )


def test_all_of_it_can_be_left_out():
    assert parse_environment("Empty", "") == SavedEnvironment("Empty")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("careful = 1\n", "line 1: careful should be true or false"),
        ('\n[base_urls]\nstargate = "stargate"\n', "line 2: base_urls of stargate should be a URL"),
    ],
)
def test_a_mistake_is_told_with_its_line(text, words):
    with pytest.raises(DataMistake, match=words):
        parse_environment("Odd", text)
