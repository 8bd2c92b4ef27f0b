from msgspec.structs import replace

from aiurdesk.core.api.catalogue import OWN
from aiurdesk.core.api.endpoint import OWN_GENERATION, ApiDescription, Endpoint, Generation, Service
from aiurdesk.core.environments.environment import SANDBOX, Environment
from aiurdesk.ui.endpoints.outline import (
    Branch,
    HeadingLevel,
    children_of,
    endpoints_below,
    outline,
    spoken_title,
    title_of,
    tool_tip_of,
    unreachable_below,
)


def an_endpoint(service_id="gateway", group="Home", name="Index", title="Status", **further):
    return Endpoint(
        id=f"{service_id}.{group}.{name}".lower(),
        service_id=service_id,
        group=group,
        name=name,
        method="GET",
        path=f"/{group}/{name}",
        title=title,
        **further,
    )


def a_description(service_id, generation, *groups):
    service = Service(service_id, service_id.capitalize(), "https://x", generation, "2020")
    hits = tuple(an_endpoint(service_id, group, name) for group, name in groups)
    heading = Generation(generation, f"{generation[:4]} generation", "2020")
    return ApiDescription(service, hits, generation=heading)


DESCRIPTIONS = (
    a_description("archon", "2020-09", ("API", "AccessToken")),
    a_description("gateway", "2020-09", ("Home", "Index"), ("User", "One"), ("User", "Two")),
    a_description("directory", "2023-2025", ("Apps", "AppInfo")),
)


def test_the_sandbox_says_what_it_has_only_a_part_of():
    users = [("User", f"N{n}") for n in range(10)]
    directory = a_description("directory", "2023-2025", ("Apps", "AppInfo"), *users)
    (generation,) = outline((directory,), SANDBOX)
    (service,) = generation.children
    assert isinstance(service, Branch)
    assert service.title == "Directory (in part)"
    apps, user = children_of(service)
    assert isinstance(apps, Branch)
    assert isinstance(user, Branch)
    assert (service.is_available, apps.is_available, user.is_available) == (True, True, False)
    assert unreachable_below((generation,)) == {f"directory.user.n{n}" for n in range(10)}


def test_services_that_a_person_added_come_first_and_say_their_collection():
    own = replace(a_description("lamps", OWN_GENERATION, ("A", "One")), generation=OWN)
    of_collection = replace(
        a_description("bulbs", OWN_GENERATION, ("A", "One")),
        generation=replace(OWN, title="Checks"),
    )
    visible = outline((*DESCRIPTIONS, own, of_collection), Environment("Production"))
    assert [(entry.title, entry.detail) for entry in visible] == [
        ("Lamps", ""),
        ("Bulbs", "Checks"),
        ("2020 generation", ""),
        ("2023 generation", ""),
    ]
    assert [entry.key for entry in visible[:2]] == ["lamps", "bulbs"]


def test_a_short_service_has_its_endpoints_without_groups():
    few = [("User", "One"), ("Apps", "Two")]
    many = [("User" if n % 2 else "Apps", f"N{n}") for n in range(12)]
    short, long = (
        outline((replace(a_description("x", OWN_GENERATION, *names), generation=OWN),), SANDBOX)[0]
        for names in (few, many)
    )
    assert [title_of(child) for child in short.children] == ["Status", "Status"]
    assert [title_of(child) for child in long.children] == ["Apps", "User"]


def test_a_deprecated_endpoint_says_so():
    endpoint = an_endpoint(is_deprecated=True)
    assert tool_tip_of(endpoint).splitlines()[1].startswith("Deprecated")
    assert spoken_title(endpoint) == "GET Status, deprecated"
    assert spoken_title(an_endpoint()) == "GET Status"


def test_services_stand_below_their_generation_and_endpoints_below_their_group():
    old, new = outline(DESCRIPTIONS, Environment("Production"))
    assert [old.title, new.title] == ["2020 generation", "2023 generation"]
    assert [child.title for child in old.children if isinstance(child, Branch)] == [
        "Archon",
        "Gateway",
    ]
    gateway = old.children[1]
    assert isinstance(gateway, Branch)
    assert (gateway.level, gateway.endpoint_count) == (HeadingLevel.SERVICE, 3)
    assert [endpoint.name for endpoint in endpoints_below(old)] == [
        "AccessToken",
        "Index",
        "One",
        "Two",
    ]


def test_services_without_a_generation_stand_below_its_name():
    (root,) = outline(
        (
            ApiDescription(
                Service("lab", "Lab", "https://x", "Sandbox", "2020"), (an_endpoint("lab"),)
            ),
        ),
        SANDBOX,
    )
    assert root.title == "Sandbox"


def test_services_without_endpoints_are_left_out():
    roots = outline((a_description("wrap", "2020-09"), *DESCRIPTIONS), SANDBOX)
    assert roots == outline(DESCRIPTIONS, SANDBOX)


def test_all_endpoints_of_a_service_without_an_address_are_unavailable():
    production = Environment("Production", generations=("2023-2025",))
    assert unreachable_below(outline(DESCRIPTIONS, production)) == {
        "archon.api.accesstoken",
        "gateway.home.index",
        "gateway.user.one",
        "gateway.user.two",
    }


def test_what_the_sandbox_has_comes_first():
    account = a_description("account", "2020-09", ("Home", "Index"))
    warpgate = a_description("warpgate", "2023-2025", ("Home", "Index"))
    old, new = outline((account, *DESCRIPTIONS[:2], warpgate), SANDBOX)
    assert [title_of(child) for child in old.children] == ["Archon", "Gateway", "Account"]
    assert not new.is_available
    assert tool_tip_of(new) == "The chosen environment has no address for this endpoint."


def test_the_generation_of_the_environment_comes_first():
    roots = outline(DESCRIPTIONS, Environment("Production", generations=("2023-2025",)))
    assert [root.title for root in roots] == ["2023 generation", "2020 generation"]


def test_the_address_is_the_tool_tip_of_an_endpoint():
    assert tool_tip_of(an_endpoint()) == "GET /Home/Index"
    assert tool_tip_of(an_endpoint(is_websocket=True)) == "WS /Home/Index"


def test_an_endpoint_without_a_title_is_shown_by_its_name():
    assert title_of(an_endpoint(title="")) == "Index"
    assert children_of(an_endpoint()) == ()
