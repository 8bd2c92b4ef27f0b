"""The tab of the sidebar with what was sent, and the comparison of two exchanges."""
