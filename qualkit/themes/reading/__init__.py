"""What a theme model reads of a corpus, and what it parks."""
