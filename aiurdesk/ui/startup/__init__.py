"""Steps of the start, before and just after the window is first painted."""
