"""Tables and trees: item models, and how their rows are painted and searched."""
