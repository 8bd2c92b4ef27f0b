"""What the body of any server says, read by the shapes that web frameworks share."""
