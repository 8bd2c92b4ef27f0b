"""Reading, writing and editing the text of TOML files."""
