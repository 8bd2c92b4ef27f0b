"""GraphQL without its library: documents, schemas as plain values, and completion."""
