"""Word vectors and what can be asked of them."""
