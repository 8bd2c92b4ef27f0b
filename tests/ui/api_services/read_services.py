"""Services as the dialogs get them."""

from pathlib import Path

from aiurdesk.core.api.endpoint import SecurityScheme, Server
from aiurdesk.services.api_services.api_services import ReadService
from aiurdesk.services.api_services.description_reading import DescriptionJob, DescriptionRead
from aiurdesk.services.api_services.service_changes import ChangedEndpoint, ServiceChanges

SERVERS = (
    Server("Live", "https://lamps.example/v1"),
    Server("Test & try", "https://{{name}}.lamps.example", (("name", "test"),)),
)
SCHEMES = (
    SecurityScheme("key", "api-key", (("place", "header"), ("name", "X-Key"))),
    SecurityScheme("user", "basic"),
)
CHANGES = ServiceChanges(
    added=("lamps.a.new",),
    removed=("lamps.a.old", "lamps.b.old"),
    changed=(ChangedEndpoint("lamps.a.get", ("path", "parameter id is new")),),
    kept=("lamps.a.get: title",),
)


def a_read(servers=SERVERS, security=SCHEMES, changes=CHANGES) -> DescriptionRead:
    """Return a description that was read."""
    return DescriptionRead(
        "lamps",
        "Lamp shop",
        1200,
        (),
        servers=servers,
        changes=changes,
        groups=(("Lamps", 1199), ("Other", 1)),
        security=security,
        base_url="https://lamps.example/v1",
    )


def a_service(touched=(), changes=CHANGES) -> ReadService:
    """Return a service that was read for an update."""
    return ReadService(Path(), a_read(changes=changes), DescriptionJob(b"", "", ""), touched)
