from aiurdesk.core.graphql.schema import Mistake
from tests.core.graphql.schemas import SCHEMA


def test_a_written_type_is_found_by_its_name():
    for written in ("Pet", "[Pet!]!", "Pet!"):
        type_ = SCHEMA.named(written)
        assert type_ is not None
        assert type_.name == "Pet"
    assert SCHEMA.named("[Nothing]") is None
    assert SCHEMA.named("") is None


def test_a_mistake_has_its_place_unless_it_is_about_the_variables():
    assert Mistake("No.", 2, 3).sentence == "Line 2, column 3: No."
    assert Mistake("No.").sentence == "No."
