"""Public addresses of files."""

from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.probe.addresses import Addresses
from aiurdesk.sandbox.state import fresh_state


def test_addresses_lead_back_to_the_sandbox_with_the_path_escaped():
    state = fresh_state(system_clock)
    addresses = Addresses(state, "probe")
    state.addresses["probe"] = "https://127.0.0.1:1"
    assert addresses.pattern("video") == "https://127.0.0.1:1/download/video/{0}"
    address = addresses.of_file("open", "my-site", "new/upper name 文件.txt")
    assert address == (
        "https://127.0.0.1:1/download/open/my-site/new/upper%20name%20%E6%96%87%E4%BB%B6.txt"
    )
