"""Puts the window together: its actions, what opens things in it, and who hears of what."""
