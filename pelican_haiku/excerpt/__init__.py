"""The first prose of a post, ended at a sentence, safe wherever a theme shows it."""
