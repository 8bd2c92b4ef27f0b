"""Shows a body that was received: as a tree, a text or a picture, in parts where it is long."""
