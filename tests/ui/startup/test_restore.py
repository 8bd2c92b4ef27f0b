from aiurdesk.core.api.endpoint import Location
from aiurdesk.core.request.request import Header, Request, SavedRequest
from aiurdesk.core.state.tab_state import TabState
from aiurdesk.core.state.window_state import WindowState
from aiurdesk.ui.form.editor import LAST_VIEW
from tests.ui.opened_window import opened_window

PUSH = "stargate.message.pushmessage"


async def test_the_next_start_looks_like_the_last_end(theme, tmp_path):
    async with opened_window(theme, tmp_path, WindowState(environment="Production 2020")) as first:
        first.window.resize(900, 640)  # The offscreen platform has a small screen.
        first.controller.workbench.open_custom_url()
        current = first.open(PUSH)
        values = (("AccessToken", "hush"), ("ChannelId", "two"), ("MessageContent", "你好"))
        headers = (Header("X-Trace", "1"),)
        first.controller.workbench.edit(
            current.key, Request(current.request.endpoint, values=values, headers=headers)
        )
        first.act("toggle_sidebar")
        first.window.endpoints.expand_keys(["generation 2020-09", "gateway"])
    async with opened_window(theme, tmp_path) as second:
        assert (second.window.width(), second.window.height()) == (900, 640)
        assert second.window.sidebar.isHidden()
        assert "gateway" in second.window.endpoints.expanded_keys()
        assert second.environments.environment.name == "Production 2020"
        restored = second.current
        assert restored.request.endpoint.id == PUSH
        assert restored.request.values == values[1:]
        assert restored.request.headers == headers
        assert restored.is_edited
    assert "hush" not in (tmp_path / "window.json").read_text()


async def test_a_typed_address_is_restored(theme, tmp_path):
    state = WindowState(
        environment="Production",
        tabs=(
            TabState(SavedRequest(url="https://localhost/a", method="POST", values=(("id", "1"),))),
            TabState(SavedRequest(endpoint_id="gone")),
        ),
        current_tab=7,
    )
    async with opened_window(theme, tmp_path, state) as opened:
        first, second = opened.controller.workbench.open_requests
        assert first.request.endpoint.path == "https://localhost/a"
        assert first.request.endpoint.method == "POST"
        assert first.request.values == (("id", "1"),)
        (parameter,) = first.request.endpoint.parameters
        assert parameter.location is Location.FORM
        assert second.request.endpoint.path == "gone"
        assert opened.current == second


async def test_the_state_is_one_of_a_window_without_requests(theme, tmp_path):
    async with opened_window(theme, tmp_path):
        pass
    async with opened_window(theme, tmp_path) as opened:
        assert opened.controller.workbench.open_requests == ()
        assert opened.window.empty_state.isVisible()


async def test_a_first_start_shows_all_sections_above_the_fold(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert opened.window.endpoints.expanded_keys() == ()
        page = opened.window.sidebar.sections
        heading = page.tree.visualRect(page.history.item.index())
        assert not heading.isEmpty()
        assert page.tree.viewport().rect().contains(heading)


async def test_a_generation_that_was_folded_stays_folded(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.window.endpoints.expand_keys(["generation 2020-09"])
    async with opened_window(theme, tmp_path) as opened:
        assert opened.window.endpoints.expanded_keys() == ("generation 2020-09",)
        opened.window.endpoints.expand_keys([])
    async with opened_window(theme, tmp_path) as opened:
        assert opened.window.endpoints.expanded_keys() == ()


async def test_bodies_are_shown_as_they_were_chosen_last(theme, tmp_path):
    async with opened_window(theme, tmp_path):
        assert LAST_VIEW.is_form
        LAST_VIEW.is_form = False
    LAST_VIEW.is_form = True
    async with opened_window(theme, tmp_path):
        assert not LAST_VIEW.is_form
