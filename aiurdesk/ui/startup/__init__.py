"""What runs before and just after the window is first painted."""
