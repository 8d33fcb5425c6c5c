"""Words and the sets of syllables that they may have."""
