"""The Try it pane: a trained model asked about a text, made to write, or to forecast."""
