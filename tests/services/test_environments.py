from pathlib import Path

import pytest
from msgspec.structs import replace

from aiurdesk.core.collection.collection import Collection, CollectionFolder
from aiurdesk.core.collection.environment_file import SavedEnvironment, SavedVariable
from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.environments.environment import PRODUCTION
from aiurdesk.core.errors import ProblemError
from aiurdesk.services.environments import Environments, environments_of, name_problem


@pytest.fixture
def environments(tmp_path) -> Environments:
    return Environments(lambda: tmp_path / "environments")


async def test_what_is_saved_can_be_used(environments, tmp_path):
    assert environments.last_read.saved == ()
    saved = SavedEnvironment("Mine", based_on="Production", env_file=".env")
    await environments.create(saved)
    read = await environments.read()
    assert read.saved == (saved,)
    assert read == environments.last_read
    assert read.by_name["Mine"].generations == PRODUCTION.generations
    assert read.by_name["Mine"].env_files == (str(tmp_path / ".env"),)


async def test_it_is_changed_renamed_deleted_and_brought_back(environments):
    await environments.create(SavedEnvironment("Mine"))
    for _ in range(2):
        made = await environments.change("Mine", lambda saved: replace(saved, is_careful=True))
    await environments.take_back("Mine", made)
    await environments.rename("Mine", "Yours")
    text = await environments.delete("Yours")
    assert (await environments.read()).saved == ()
    await environments.restore("Yours", text)
    assert (await environments.read()).saved == (SavedEnvironment("Yours", is_careful=True),)


async def test_a_variable_gets_a_value(environments):
    await environments.create(SavedEnvironment("Mine", variables=(SavedVariable("a", "1"),)))
    await environments.set_variable("Mine", "a", "2")
    await environments.set_variable("Mine", "b", "3")
    (environment,) = (await environments.read()).environments
    assert environment.variables == {"a": "2", "b": "3"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (" ", "needs a name"),
        ("mine", "already"),
        ("Mine 2", ""),
    ],
)
def test_names_are_unique(name, words):
    problem = name_problem(name, ("Mine",))
    assert (problem is not None) is bool(words)
    assert words in (problem.sentence if problem else "")


async def test_an_environment_cannot_have_the_name_of_a_built_in_one(environments):
    for taken in ("sandbox", "PRODUCTION 2020"):
        with pytest.raises(ProblemError, match=f"There is an environment {taken} already"):
            await environments.create(SavedEnvironment(taken))
    await environments.create(SavedEnvironment("Mine"))
    await environments.create(SavedEnvironment("Other"))
    for taken in ("Production", "OTHER"):
        with pytest.raises(ProblemError, match="already"):
            await environments.rename("Mine", taken)
    await environments.rename("Mine", "MINE")
    assert [saved.name for saved in (await environments.read()).saved] == ["MINE", "Other"]


async def test_a_literal_secret_never_gets_into_a_file(environments, tmp_path):
    plain = (SavedVariable("token"), SavedVariable("pin", "{{secret:Work}}"))
    await environments.create(SavedEnvironment("Mine", variables=plain))
    variables = (*plain, SavedVariable("api_key", "abc"))
    with pytest.raises(ProblemError, match="api_key is or looks like a secret") as raised:
        await environments.change("Mine", lambda saved: replace(saved, variables=variables))
    assert "abc" not in str(raised.value)
    with pytest.raises(ProblemError):
        await environments.create(SavedEnvironment("New", variables=variables))
    assert "abc" not in "".join(file.read_text() for file in tmp_path.rglob("*.toml"))


async def test_an_address_holds_no_secret_either(environments, tmp_path):
    await environments.create(SavedEnvironment("Mine"))
    url = "https://ann:sesame@a.example"
    urls = (("wiki", url),)
    with pytest.raises(ProblemError, match=r"The address of wiki .*Write \{\{secret:") as raised:
        await environments.change("Mine", lambda saved: replace(saved, base_urls=urls))
    assert "sesame" not in str(raised.value)
    assert (tmp_path / "environments" / "Mine.toml").read_text() == ""
    none = ("address of wiki",)
    await environments.change("Mine", lambda s: replace(s, base_urls=urls, not_secret=none))
    assert url in (tmp_path / "environments" / "Mine.toml").read_text()


async def test_one_that_is_based_on_nothing_known_is_told(environments):
    await environments.create(SavedEnvironment("Mine", based_on="Mars"))
    read = await environments.read()
    assert read.environments == ()
    assert "There is no environment Mars" in read.mistakes[0].sentence


def test_environments_of_collections_are_named_after_them_and_have_their_variables():
    settings = FolderSettings(
        name="Checks", variables=(("a", "top"), ("b", "top")), env_file=".env"
    )
    root = CollectionFolder("checks", "/c", settings)
    own = SavedEnvironment("Staging", variables=(SavedVariable("a", "own"),))
    odd = SavedEnvironment("Odd", based_on="Mars")
    collection = Collection(root, {"Staging": own, "Odd": odd})
    (environment,) = environments_of([collection])
    assert environment.name == "Staging · Checks"
    assert environment.variables == {"a": "own", "b": "top"}
    assert environment.env_files == (str(Path("/c/.env")),)
