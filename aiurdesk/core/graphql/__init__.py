"""What is known of GraphQL without its library: documents, schemas as values, completion."""
