"""The Evaluation pane: how a run's model does on examples it wasn't trained on."""
