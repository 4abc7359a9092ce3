"""Help for each layer, beside the model: what it computes, what it does in this model, what its parameters are.

    panel = HelpPanel(document)             # from rnnstudio.studio.help.panel
    panel.show_layer("rnnstudio.gru")       # the page of a type of layer
    panel.follow()                          # back to the selected layer's page
    panel.closed.connect(...)               # the close button, or Esc

How a page is written, for the author of a plugin, stands in ``pages``.
"""
