"""What a command uses where the person names nothing."""

FIRST_PROJECT = "movie_reviews"
"""The template that is trained where there is no display."""
DEFAULT_EXPORTER = "rnnstudio.projector"
"""The exporter of word vectors."""
