"""The Data pane: where the examples come from, how text becomes ids, what is kept aside."""
