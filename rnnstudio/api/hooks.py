"""The hooks a plugin may implement.

A plugin is a module (or any object) with functions marked ``@hookimpl``. A distribution makes it known with an entry
point in the group ``rnnstudio``. Each hook is called once at start; it returns classes and descriptions, never
built layers, and nothing in it may import tensorflow or keras.

A plugin that needs what a later version of the api added says so in its module: ``rnnstudio_api = "1.1"``; see
``rnnstudio.api.API_VERSION``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from rnnstudio.api.data import DataSource, Encoder
    from rnnstudio.api.exports import Exporter, Template
    from rnnstudio.api.extras import HelpPage, Icon, Translations
    from rnnstudio.api.layers import Layer
    from rnnstudio.api.tasks import LearningTask

PROJECT_NAME = "rnnstudio"
"""pluggy's project name, and the entry points' group."""

hookspec = pluggy.HookspecMarker(PROJECT_NAME)
hookimpl = pluggy.HookimplMarker(PROJECT_NAME)


@hookspec
def rnnstudio_layers() -> Iterable[type[Layer]]:
    """Return layer classes for the palette.

    Example:
        A layer that scales its input::

            from typing import Annotated

            from rnnstudio.api import BuildContext, Doc, Layer, LayerInfo, Range, hookimpl


            class Scale(Layer):
                '''Multiplies every number by a constant.'''

                info = LayerInfo(id="doc.scale", title="Scale", category="Other", keras_name="Rescaling")
                factor: Annotated[float, Range(-100, 100), Doc("What to multiply by.")] = 2.0

                def build(self, context: BuildContext):
                    import keras

                    return keras.layers.Rescaling(self.factor, name=context.name)


            @hookimpl
            def rnnstudio_layers():
                return [Scale]
    """
    raise NotImplementedError


@hookspec
def rnnstudio_data_sources() -> Iterable[type[DataSource]]:
    """Return data source classes.

    Example:
        Two sentences, each with its class::

            import pyarrow as pa

            from rnnstudio.api import Contents, DataSource, SourceInfo, hookimpl


            class Greetings(DataSource):
                '''Two greetings.'''

                info = SourceInfo(id="doc.greetings", title="Greetings", origin="made up", licence="CC0")

                def contents(self, context):
                    return Contents(input="text")

                def read(self, context):
                    yield pa.record_batch({"text": ["good morning", "bonjour"], "label": ["English", "French"]})


            @hookimpl
            def rnnstudio_data_sources():
                return [Greetings]
    """
    raise NotImplementedError


@hookspec
def rnnstudio_encoders() -> Iterable[type[Encoder]]:
    """Return text encoder classes.

    Example:
        One token for each letter of the Latin alphabet::

            from rnnstudio.api import Encoder, EncoderInfo, FittedEncoder, hookimpl

            LETTERS = "abcdefghijklmnopqrstuvwxyz"


            class FittedLetters(FittedEncoder):
                tokens = ("[PAD]", "[UNK]", *LETTERS)
                counts = (0,) * len(tokens)

                def encode(self, texts):
                    return [[LETTERS.find(c) + 2 if c in LETTERS else 1 for c in text.lower()] for text in texts]

                def save(self, folder):
                    (folder / "letters.txt").write_text(LETTERS, encoding="utf-8")


            class Letters(Encoder):
                '''The 26 letters; everything else is unknown.'''

                info = EncoderInfo(id="doc.letters", title="Letters")

                def fit(self, texts):
                    return FittedLetters()

                def load(self, folder):
                    return FittedLetters()


            @hookimpl
            def rnnstudio_encoders():
                return [Letters]
    """
    raise NotImplementedError


@hookspec
def rnnstudio_tasks() -> Iterable[type[LearningTask]]:
    """Return task classes: what may be predicted from the data.

    Example:
        Labels that are shares between 0 and 1, predicted as numbers::

            import numpy as np

            from rnnstudio.api import LearningTask, Targets, TaskInfo, UserError, hookimpl


            class Share(LearningTask):
                '''Predicts a share between 0 and 1.'''

                info = TaskInfo(id="doc.share", title="Share", kind="regression")

                def proposed(self, contents, labels):
                    return 0.0

                def targets(self, labels, contents):
                    values = labels.cast("float32").to_numpy().reshape(-1, 1)
                    if ((values < 0) | (values > 1)).any():
                        raise UserError("a label is no share between 0 and 1")
                    return Targets(values=values, outputs=1, strata=np.zeros(len(values), np.int64))


            @hookimpl
            def rnnstudio_tasks():
                return [Share]
    """
    raise NotImplementedError


@hookspec
def rnnstudio_exporters() -> Iterable[type[Exporter]]:
    r"""Return exporter classes.

    Example:
        The words alone, one a line::

            from rnnstudio.api import Exporter, ExporterInfo, ExportReport, hookimpl


            class WordList(Exporter):
                '''The vocabulary as a text file.'''

                info = ExporterInfo(id="doc.word_list", title="Word list")

                def export(self, table, target, context):
                    target.mkdir(parents=True, exist_ok=True)
                    file = target / "words.txt"
                    file.write_text("\n".join(table.tokens), encoding="utf-8")
                    return ExportReport(points=len(table.tokens), dimensions=0, files=(str(file),))


            @hookimpl
            def rnnstudio_exporters():
                return [WordList]
    """
    raise NotImplementedError


@hookspec
def rnnstudio_templates() -> Iterable[Template]:
    """Return projects to start from.

    Example:
        A project file that lies beside the plugin's module::

            from pathlib import Path

            from rnnstudio.api import Template, hookimpl


            @hookimpl
            def rnnstudio_templates():
                return [
                    Template(
                        id="doc.first",
                        title="First steps",
                        teaches="What one layer does.",
                        group="Small models",
                        path=Path("first.rnnstudio"),
                    )
                ]
    """
    raise NotImplementedError


@hookspec
def rnnstudio_translations() -> Iterable[Translations]:
    """Return the plugin's words in other languages.

    Each is a JSON file from the English text to its translation: titles, categories, the ``Doc`` of parameters, the
    first line of docstrings, and what the plugin says by ``tr()``. Texts of the program's own stay as they are.

    Example:
        A layer with a Chinese title, in a file that lies beside the module::

            from pathlib import Path

            from rnnstudio.api import BuildContext, Layer, LayerInfo, Translations, hookimpl

            HERE = Path(__file__).parent


            class Halve(Layer):
                '''Halves every number.'''

                info = LayerInfo(id="doc.halve", title="Halve", keras_name="Rescaling")

                def build(self, context: BuildContext):
                    import keras

                    return keras.layers.Rescaling(0.5, name=context.name)


            @hookimpl
            def rnnstudio_layers():
                return [Halve]


            @hookimpl
            def rnnstudio_translations():
                return [Translations(language="zh_CN", path=HERE / "zh_CN.json")]

        and ``zh_CN.json``::

            {
             "Halve": "减半",
             "Halves every number.": "把每个数减半。"
            }
    """
    raise NotImplementedError


@hookspec
def rnnstudio_help_pages() -> Iterable[HelpPage]:
    """Return pages for the Help on what the plugin adds.

    Example:
        A data source with a page, in a file that lies beside the module::

            from pathlib import Path

            import pyarrow as pa

            from rnnstudio.api import Contents, DataSource, HelpPage, SourceInfo, hookimpl

            HERE = Path(__file__).parent


            class Tides(DataSource):
                '''High and low water, in turn.'''

                info = SourceInfo(id="doc.tides", title="Tides", origin="made up", licence="CC0")

                def contents(self, context):
                    return Contents(input="text")

                def read(self, context):
                    yield pa.record_batch({"text": ["the water comes", "the water goes"], "label": ["high", "low"]})


            @hookimpl
            def rnnstudio_data_sources():
                return [Tides]


            @hookimpl
            def rnnstudio_help_pages():
                return [HelpPage(about="doc.tides", path=HERE / "tides")]

        and ``tides.en.html``::

            <p>Two sentences, one of <b>high</b> and one of <b>low</b> water.</p>
            <div class="note">Too little to learn from.</div>
    """
    raise NotImplementedError


@hookspec
def rnnstudio_icons() -> Iterable[Icon]:
    """Return icons that the plugin's components name.

    An icon is an SVG of 24 by 24 whose lines are drawn in ``currentColor``: it takes the theme's colours. A component
    may also name one of Lucide's icons that the program has, or the path of an SVG file.

    Example:
        A layer with an icon, in a file that lies beside the module::

            from pathlib import Path

            from rnnstudio.api import BuildContext, Icon, Layer, LayerInfo, hookimpl

            HERE = Path(__file__).parent


            class Negate(Layer):
                '''Turns the sign of every number.'''

                info = LayerInfo(id="doc.negate", title="Negate", icon="doc.minus", keras_name="Rescaling")

                def build(self, context: BuildContext):
                    import keras

                    return keras.layers.Rescaling(-1.0, name=context.name)


            @hookimpl
            def rnnstudio_layers():
                return [Negate]


            @hookimpl
            def rnnstudio_icons():
                return [Icon(name="doc.minus", path=HERE / "minus.svg")]

        and ``minus.svg``::

            <svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none"
                stroke="currentColor" stroke-width="2" stroke-linecap="round"><path d="M5 12h14"/></svg>
    """
    raise NotImplementedError
