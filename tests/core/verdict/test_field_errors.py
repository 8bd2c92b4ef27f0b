"""Texts of a server's validation and the parameters that they name."""

import pytest

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.verdict.field_errors import (
    land_field_errors,
    named_parameter,
    sort_field_errors,
)
from aiurdesk.core.verdict.verdict import DialectFieldError


def parameters(*names, **members):
    plain = [Parameter(name, ParameterKind.TEXT, Location.FORM) for name in names]
    renamed = [
        Parameter(name.replace("_", "-"), ParameterKind.TEXT, Location.FORM, member=member)
        for name, member in members.items()
    ]
    return (*plain, *renamed)


NAMING = [
    ("The ChannelId field is required.", "ChannelId"),
    ("The channelId field is required.", "ChannelId"),
    ("The field ChannelId must be between 1 and 5.", "ChannelId"),
    ("The value 'two' is not valid for ChannelId.", "ChannelId"),
    ("The value 'it's' is not valid for ChannelId.", "ChannelId"),
    ("The supplied value is invalid for ChannelId.", "ChannelId"),
    ("A value for the 'ChannelId' parameter or property was not provided.", "ChannelId"),
    ("The Email field is not a valid e-mail address.", "Email"),
    ("The ChannelId is not a valid GUID value!", "ChannelId"),
    ("The NewSiteName can only contain numbers, alphabet and underline.", "NewSiteName"),
    ("Email length should between 6 and 32.", "Email"),
    ("Please look at NewSiteName once more!", "NewSiteName"),
    ("The New site name field is required.", "NewSiteName"),
    (
        "Unexpected character while parsing value: {. Path 'email', line 1, position 11.",
        "Email",
    ),
    ("Unexpected end. Path 'Email[2]', line 1, position 11.", "Email"),
    ("The Name field is required.", "user-name"),
    ("The user-name field is required.", "user-name"),
]


def test_a_parameter_that_is_named_is_found():
    fields = parameters("ChannelId", "Email", "NewSiteName", user_name="Name")
    named = [(text, named_parameter(text, fields)) for text, _ in NAMING]
    assert [(text, field and field.name) for text, field in named] == NAMING


@pytest.mark.parametrize(
    "text",
    [
        "The value 'loud' is not valid.",
        "The value '' is invalid.",
        "A non-empty request body is required.",
        "The model field is required.",
        "Failed to read the request form. Form key length limit 2048 exceeded.",
        "Empty string is not a valid file name!",
        "The value 'ChannelId' is not valid for Other.",
        "Neither ChannelId nor NewSiteName was given, and that will not do.",
        "",
    ],
)
def test_an_ambiguous_text_names_no_parameter(text):
    fields = parameters("ChannelId", "NewSiteName", "Key", "Name", "File", "Value", "Id")
    assert named_parameter(text, fields) is None


def test_the_name_on_the_wire_is_preferred_to_the_member():
    named = named_parameter("The Name field is required.", parameters("Name", uname="Name"))
    assert named is not None
    assert named.name == "Name"


def test_every_text_is_kept_in_its_order():
    texts = ("The B field is required.", "Odd.", "The A field is required.", "The B field is odd.")
    sorted_texts = sort_field_errors(texts, parameters("A", "B"))
    assert sorted_texts.by_name == {"B": (texts[0], texts[3]), "A": (texts[2],)}
    assert sorted_texts.others == ("Odd.",)


NAMES = ("Email", "address.city", "card[number]", "a/b")
FIELDS = tuple(Parameter(name, ParameterKind.TEXT, Location.FORM) for name in NAMES)


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("email", "Email"),
        ("/user/email", "Email"),
        ("#/email", "Email"),
        ("body.email", "Email"),
        ("$.email", "Email"),
        ("emails.0.email", "Email"),
        ("Email[0]", "Email"),
        ("address.city", "address.city"),
        ("/address/city", "address.city"),
        ("card[number]", "card[number]"),
        ("/card/number", "card[number]"),
        ("/a~1b", "a/b"),
    ],
)
def test_a_name_leads_to_its_parameter(name, parameter):
    landed = land_field_errors((DialectFieldError(name, "No."),), FIELDS)

    assert landed.by_name == {parameter: ("No.",)}
    assert landed.others == ()


@pytest.mark.parametrize("name", ["phone", "/", "#", "0", "[]", "..", "email.of.another"])
def test_other_names_stay_with_their_text(name):
    landed = land_field_errors((DialectFieldError(name, "No."),), FIELDS)

    lines = [f"{path}: {text}" for path, texts in landed.by_name.items() for text in texts]
    assert [*lines, *landed.others] == [f"{name}: No."]
    assert landed.parameters == ()


def test_without_a_name_the_text_may_name_it():
    errors = (
        DialectFieldError("", "The Email field is required."),
        DialectFieldError("", "Something is wrong."),
    )

    landed = land_field_errors(errors, FIELDS)

    assert landed.by_name == {"Email": ("The Email field is required.",)}
    assert landed.others == ("Something is wrong.",)


def test_an_error_with_another_name_stays_with_it():
    error = DialectFieldError("phone", "The Email field is required.")
    landed = land_field_errors((error,), FIELDS)
    assert landed.by_name == {"phone": ("The Email field is required.",)}
    assert landed.others == ()
