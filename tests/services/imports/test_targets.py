from aiurdesk.importers.imported import (
    ImportedCollection,
    ImportedEnvironment,
    ImportedVariable,
)
from aiurdesk.services.imports.targets import origins_of

COLLECTION = ImportedCollection(
    None,
    variables=(ImportedVariable("base", "https://{{host}}/v1"), ImportedVariable("host", "a.x")),
    environments=(
        ImportedEnvironment("Test", (ImportedVariable("host", "test.a.x"),)),
        ImportedEnvironment("Local", (ImportedVariable("base", "http://localhost:8080"),)),
    ),
)


def test_the_hosts_of_requests_are_known_under_each_environment():
    addresses = ("{{base}}/users?a=https://other.x", "{{base}}/a", "b.x/users", "wss://c.x:8443/a")
    assert origins_of(addresses, COLLECTION) == (
        "https://a.x",
        "https://b.x",
        "https://c.x:8443",
        "https://test.a.x",
        "http://localhost:8080",
    )


def test_an_address_without_a_host_or_without_encryption_is_none():
    addresses = ("", "{{unknown}}/a", "http://shop.example/", "https://ann:pw@h.x/", "file:///etc")
    assert origins_of(addresses, COLLECTION) == ()
