import pytest

from aiurdesk import libraries


@pytest.mark.parametrize(
    "name",
    [
        "difflib.SequenceMatcher",
        "jmespath.exceptions.JMESPathError",
        "jsonschema.exceptions.SchemaError",
        "jsonschema.validators.Draft202012Validator",
        "referencing.exceptions.Unresolvable",
        "tomlkit.container.OutOfOrderTableProxy",
        "tomlkit.exceptions.ParseError",
        "tomlkit.items.Table",
    ],
)
def test_the_parts_of_a_library_are_there_when_it_is_first_named(name):
    library, *attributes = name.split(".")
    value = getattr(libraries, library)
    for part in attributes:
        value = getattr(value, part)
    assert value.__name__ == attributes[-1]


def test_a_library_is_looked_for_once():
    used = libraries.difflib
    assert vars(libraries)["difflib"] is used
