import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.collection.collection import Collection, CollectionFolder, in_order
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.environment_file import SavedEnvironment, SavedVariable
from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.environments.environment import CUSTOM_URLS, PRODUCTION, Environment
from aiurdesk.core.environments.proxies import proxy_choice
from aiurdesk.core.environments.route import Route
from aiurdesk.core.environments.scope import VariableScope
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import sentence_of
from aiurdesk.core.request.conversation import Conversation, SocketMessage
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.services.library import Library
from aiurdesk.services.runs.run_environment import (
    careful_problem,
    environment_of_run,
    start_environment,
)


def a_collection(*environments, **settings):
    root = CollectionFolder("top", "top", FolderSettings(**settings))
    return Collection(root, {environment.name: environment for environment in environments})


def test_without_a_name_it_is_the_one_of_the_collection():
    here = (os.path.realpath("top"),)
    assert environment_of_run(a_collection(), None) == replace(CUSTOM_URLS, folders=here)
    with pytest.raises(ProblemError, match="Name an environment"):
        environment_of_run(a_collection(environment="production"), "")
    environment = environment_of_run(a_collection(environment="production"), None)
    assert environment == replace(PRODUCTION, folders=here)
    assert not environment.is_careful


def test_the_route_of_an_environment_says_which_collection_it_is_of():
    """Trust is asked for what a collection says, and not for what the person says."""
    collection = a_collection(SavedEnvironment("Live", proxy="http://p:1"))
    route = environment_of_run(collection, "Live").route
    assert (route.proxy, route.folder) == (proxy_choice("http://p:1"), os.path.realpath("top"))
    own = {"Mine": Environment("Mine", route=Route(proxy_choice("none")))}
    assert environment_of_run(collection, "Mine", own).route.folder == ""


def test_an_own_environment_comes_first_and_adds_to_a_built_in_one():
    own = SavedEnvironment(
        "Sandbox",
        based_on="Production",
        is_careful=True,
        base_urls=(("stargate", "https://own.example"),),
        variables=(SavedVariable("a", "own"),),
    )
    collection = a_collection(own, variables=(("a", "top"), ("b", "top")))
    environment = environment_of_run(collection, "SANDBOX")
    assert environment.is_careful
    assert environment.name == "Sandbox"
    assert not environment.is_sandbox
    assert environment.generations == PRODUCTION.generations
    assert environment.base_urls == {"stargate": "https://own.example"}
    assert environment.variables == {"a": "own", "b": "top"}


def test_one_of_the_profile_comes_before_a_built_in_one():
    own = Environment("Staging", variables={"a": "profile"})
    collection = a_collection(variables=(("a", "top"), ("b", "top")), env_file=".env")
    environment = environment_of_run(collection, "staging", {"Staging": own})
    assert environment.variables == {"a": "profile", "b": "top"}
    assert environment.env_files == (str(Path("top/.env")),)


@pytest.mark.parametrize("own", [(), (SavedEnvironment("Odd", based_on="Mars"),)])
def test_an_unknown_name_is_told_with_those_that_exist(own):
    with pytest.raises(ProblemError, match=r"no environment Mars.*Production 2020"):
        environment_of_run(a_collection(*own), "Odd" if own else "Mars")


async def test_the_sandbox_is_started_where_it_is_needed(tmp_path):
    services = build_services(tmp_path)
    try:
        elsewhere = environment_of_run(a_collection(), None)
        assert (await start_environment(elsewhere, services)).environment == elsewhere
        own = SavedEnvironment("Mine", based_on="sandbox", base_urls=(("wiki", "https://w"),))
        start = await start_environment(environment_of_run(a_collection(own), "Mine"), services)
        assert start.environment.base_urls["wiki"] == "https://w"
        assert start.environment.base_urls["gateway"].startswith("https://127.0.0.1:")
        assert start.chosen is not None
        assert start.chosen.name == "Sandbox app"
    finally:
        await services.aclose()


HELLO = SocketMessage("hello")


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        (SavedRequest(endpoint_id="gateway.home.index"), ""),
        (SavedRequest(method="HEAD", url="https://host/"), ""),
        (SavedRequest(method="DELETE", url="https://host/"), "(DELETE to host)"),
        (
            SavedRequest(endpoint_id="stargate.message.pushmessage"),
            "(POST to stargate.aiursoft.com)",
        ),
        (SavedRequest(method="PUT", url="{{base}}/x"), "(PUT to live.example:8443)"),
        (SavedRequest(method="PUT", url="{{set}}/x"), "(PUT to set.example)"),
        # A capture gives the value later.
        (SavedRequest(method="PUT", url="{{later}}/x"), "(PUT to {{later}}/x)"),
        (SavedRequest(endpoint_id="no.such.endpoint"), "no.such.endpoint"),
        (SavedRequest(url="wss://host/"), ""),
        (
            SavedRequest(url="wss://host/", conversation=Conversation(messages=(HELLO,))),
            "(it sends messages to host)",
        ),
    ],
)
def test_only_requests_that_may_change_something_are_refused(saved, words):
    root = CollectionFolder("top", "top", requests=(CollectionRequest("a", "a", saved),))
    live = SavedEnvironment(
        "Live", is_careful=True, variables=(SavedVariable("base", "https://live.example:8443"),)
    )
    careful = environment_of_run(a_collection(live), "Live")
    scope = VariableScope(given={"set": "https://set.example"})
    refusal = careful_problem(in_order(root), scope.over(careful), Library())
    assert words in sentence_of(refusal)
    assert bool(refusal) is bool(words)
    calm = environment_of_run(a_collection(), None)
    assert careful_problem(in_order(root), scope.over(calm), Library()) is None
