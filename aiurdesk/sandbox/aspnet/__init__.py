"""What the web framework of the 2020 services does around each of their actions."""
