"""All that a plugin imports: the only surface of RNN Studio with a compatibility promise.

Start with ``hooks``: each hook's docstring holds a complete example. ``layers``, ``data`` and ``exports`` define what
the hooks return, ``parameters`` how a component's fields become its form. ``testing`` checks a plugin.
"""

from rnnstudio.api.data import (
    PADDING_ID,
    UNKNOWN_ID,
    BadRow,
    Contents,
    DataSource,
    Encoder,
    EncoderInfo,
    FittedEncoder,
    Look,
    ReadContext,
    SourceInfo,
)
from rnnstudio.api.errors import Cancelled, ParameterError, UserError
from rnnstudio.api.exports import (
    EmbeddingTable,
    ExportContext,
    Exporter,
    ExporterInfo,
    ExportReport,
    Renamed,
    Template,
)
from rnnstudio.api.extras import HelpPage, Icon, Translations
from rnnstudio.api.files import whole_file
from rnnstudio.api.hooks import hookimpl
from rnnstudio.api.layers import BuildContext, DataFacts, Input, Layer, LayerInfo, Slot, StartVectors, Task
from rnnstudio.api.parameters import (
    Component,
    ComponentInfo,
    Doc,
    FilePath,
    Folded,
    FromData,
    Offered,
    Parameter,
    Range,
    Title,
    defaults,
    parameters,
    read_parameters,
)
from rnnstudio.api.tasks import LearningTask, Targets, TaskInfo, Window
from rnnstudio.api.text import mark, tr
from rnnstudio.api.version import API_VERSION

__all__ = [
    "API_VERSION",
    "PADDING_ID",
    "UNKNOWN_ID",
    "BadRow",
    "BuildContext",
    "Cancelled",
    "Component",
    "ComponentInfo",
    "Contents",
    "DataFacts",
    "DataSource",
    "Doc",
    "EmbeddingTable",
    "Encoder",
    "EncoderInfo",
    "ExportContext",
    "ExportReport",
    "Exporter",
    "ExporterInfo",
    "FilePath",
    "FittedEncoder",
    "Folded",
    "FromData",
    "HelpPage",
    "Icon",
    "Input",
    "Layer",
    "LayerInfo",
    "LearningTask",
    "Look",
    "Offered",
    "Parameter",
    "ParameterError",
    "Range",
    "ReadContext",
    "Renamed",
    "Slot",
    "SourceInfo",
    "StartVectors",
    "Targets",
    "Task",
    "TaskInfo",
    "Template",
    "Title",
    "Translations",
    "UserError",
    "Window",
    "defaults",
    "hookimpl",
    "mark",
    "parameters",
    "read_parameters",
    "tr",
    "whole_file",
]
