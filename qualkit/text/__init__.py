"""What is done to text and to people's names, for every stage alike."""
