"""Probe of the 2020 generation: sites, folders and files."""
