"""Checks that a plugin keeps its contract with RNN Studio.

Use them in the plugin's own tests::

    from rnnstudio.api.testing import check_layer, check_plugin

    import acme_layers


    def test_that_scale_is_a_good_layer():
        check_layer(acme_layers.Scale)


    def test_that_the_plugin_is_whole():
        check_plugin(acme_layers)

Each raises an ``AssertionError`` that lists everything that is wrong, and what to do about it.
``rnnstudio plugins check NAME`` runs them from the command line. They need what the program needs; Keras is imported
when a layer is checked.
"""

from rnnstudio.api.testing.encoders import check_encoder
from rnnstudio.api.testing.exporters import check_exporter
from rnnstudio.api.testing.layers import check_layer
from rnnstudio.api.testing.plugins import check_plugin
from rnnstudio.api.testing.sources import check_source
from rnnstudio.api.testing.tasks import check_task
from rnnstudio.api.testing.templates import check_template

__all__ = [
    "check_encoder",
    "check_exporter",
    "check_layer",
    "check_plugin",
    "check_source",
    "check_task",
    "check_template",
]
