from aiurdesk.ui.theme import grid


def test_every_length_is_a_whole_number_of_steps():
    lengths = [grid.LINE, grid.GAP, grid.INSET]
    assert [length % grid.STEP for length in lengths] == [0, 0, 0]
    assert lengths == sorted(set(lengths))
