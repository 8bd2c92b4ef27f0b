"""What Git says of the files of a collection, and what changed in them, in words."""
