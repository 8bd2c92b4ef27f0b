"""The response pane: verdict, tree, text, headers and timing of an exchange."""
