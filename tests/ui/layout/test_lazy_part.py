from aiurdesk.ui.layout.lazy_part import LazyPart


def test_a_part_is_made_once_and_connected_when_it_is_made():
    made: list[str] = []
    connected: list[str] = []

    def make() -> str:
        made.append("part")
        return "part"

    lazy = LazyPart(make)
    lazy.when_made(lambda part: connected.append(f"first {part}"))
    assert (lazy.is_made, made, connected) == (False, [], [])
    assert lazy.part == lazy.part == "part"
    lazy.when_made(lambda part: connected.append(f"second {part}"))
    assert made == ["part"]
    assert connected == ["first part", "second part"]
