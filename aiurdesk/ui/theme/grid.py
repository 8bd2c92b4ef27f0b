"""Lengths of the window in pixels: one grid, so that what stands side by side lines up.

The corners are written into the style sheets.
"""

STEP = 4
"""Every other length is a multiple of it."""
LINE = 2 * STEP
"""Between two lines of a card, and between widgets of a row."""
GAP = 3 * STEP
"""Between cards, and around what has a frame of its own."""
INSET = 4 * STEP
"""Between the frame of a card and what it holds."""

CARD_RADIUS = 10
RADIUS = 6
"""Of what a person types in or presses, and of what lies on a card."""
SMALL_RADIUS = 4
"""Of what lies in those."""
