"""Text formats and what their values may be: JSON, TOML, XML, schemas and settings."""
