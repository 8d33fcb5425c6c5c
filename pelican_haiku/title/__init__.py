"""The title of a haiku post: three lines, and what they make of an article."""
