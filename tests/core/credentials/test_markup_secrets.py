import pytest

from aiurdesk.core.credentials.named_secrets import markup_secrets


def values(text):
    return [text[start:end] for _, start, end in markup_secrets(text)]


@pytest.mark.parametrize(
    "text",
    [
        "<Secret>x y</Secret>",
        '<soap:password type="text">x y</soap:password>',
        "<password><![CDATA[x y]]></password>",
        "<secret><value>x y</value></secret>",
        '<add key="ApiKey" value="x y"/>',
        '<entry key="db.password">x y</entry>',
        '<string name="api_key">x y</string>',
        '<input type="hidden" name="__RequestVerificationToken" value="x y">',
        "<INPUT VALUE='x y' NAME=csrf type=hidden>",
        '<meta name="csrf-token" content="x y">',
        '<meta content="x y" name="csrf-token" />',
        '<input type="password" value="x y">',
        '{"html": "<input name=\\"csrf\\" value=\\"x y\\">"}',
    ],
)
def test_secrets_are_found_in_elements_and_beside_names(text):
    assert values(text) == ["x y"]


@pytest.mark.parametrize(
    "text",
    [
        '<label id="password">Password</label> <a name="token">Token</a>',
        '<input type="submit" name="password" value="Send">',
        '<meta name="csrf-param" content="authenticity_token">',
        '<meta name="description" content="All about tokens">',
        "<password/> <Title>x</Title> 1 < 2",
        "Send Bearer <token> and <b>more</b>",
        '<password name="x"/><title>no secret</title>',
    ],
)
def test_other_elements_hold_no_secret(text):
    assert values(text) == []
