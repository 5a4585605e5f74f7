"""What themes are called, and which comments show them."""
