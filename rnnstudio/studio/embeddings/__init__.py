"""The Words pane: exporting the word vectors a run has learned."""
