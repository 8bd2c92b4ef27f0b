"""A small schema for tests, as values."""

from aiurdesk.core.request.graphql.schema import (
    Schema,
    SchemaField,
    SchemaInput,
    SchemaType,
    SchemaValue,
)

ID = SchemaInput("id", "ID!")
PET = SchemaType(
    "Pet",
    "object",
    fields=(
        SchemaField("id", "ID!"),
        SchemaField("name", "String!", "What it is called.\nAlways."),
        SchemaField("kind", "Kind!"),
        SchemaField("friends", "[Pet!]!", "", (SchemaInput("first", "Int", "", "3"),)),
    ),
)
SHOP = SchemaType("Shop", "object", fields=(SchemaField("city", "String"),))
TYPES = (
    PET,
    SHOP,
    SchemaType("Found", "union", possible=("Pet", "Shop")),
    SchemaType("Kind", "enum", values=(SchemaValue("CAT"), SchemaValue("NEWT", "", "Fled."))),
    SchemaType(
        "PetFilter",
        "input",
        inputs=(
            SchemaInput("kind", "Kind"),
            SchemaInput("kinds", "[Kind!]"),
            SchemaInput("of", "PetFilter"),
        ),
    ),
    SchemaType("String", "scalar"),
    SchemaType("ID", "scalar"),
    SchemaType("Boolean", "scalar"),
    SchemaType(
        "Query",
        "object",
        fields=(
            SchemaField("pet", "Pet", "One pet.", (ID,)),
            SchemaField("pets", "[Pet!]!", "", (SchemaInput("filter", "PetFilter"), ID)),
            SchemaField("search", "[Found!]!"),
        ),
    ),
    SchemaType("Mutation", "object", fields=(SchemaField("rename", "Pet", "", (ID,)),)),
)
SCHEMA = Schema(
    {"query": "Query", "mutation": "Mutation"},
    {one.name: one for one in TYPES},
    (SchemaField("include", arguments=(SchemaInput("if", "Boolean!"),)),),
)
