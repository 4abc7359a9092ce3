"""Figures over all of the data: lengths with their cut, classes, unknown words, repeated texts, unusable rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from rnnstudio.api import parameters, tr
from rnnstudio.project import edits
from rnnstudio.project.preview import DataProfile
from rnnstudio.project.words import duration, number
from rnnstudio.studio.chooser import with_parameter
from rnnstudio.studio.data.advice import AdviceList
from rnnstudio.studio.data.bad_rows import BadRowsList
from rnnstudio.studio.data.balance import BalanceChart
from rnnstudio.studio.data.length_chart import LengthChart, cut_words
from rnnstudio.studio.data.wording import examples_words, percent
from rnnstudio.studio.document import Document
from rnnstudio.studio.forms import WrapLabel
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2, SPACE_4, SPACE_5

LEAKS_SHOWN = 3
CUT = "maximum_length"


class FiguresPage(QScrollArea):
    """Shows a profile."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._profile: DataProfile | None = None
        self.lengths = LengthChart()
        self.cut = WrapLabel(role="secondary")
        self.balance = BalanceChart()
        self.more_classes = WrapLabel(role="secondary")
        self.hatched = WrapLabel(tr("Solid: training part. Hatched: kept aside."), role="secondary")
        self.weighted = WrapLabel(tr("Class weights are on: examples of rare classes count more."),
                                  role="secondary")
        self.weights = AdviceList(document)
        self.unknown = WrapLabel()
        self.repeated = WrapLabel()
        self.leaked = Statement("warning")
        self.bad = BadRowsList()
        self.read_in = WrapLabel(role="secondary")
        self._lengths = _section(tr("Lengths"), self.lengths, self.cut)
        self._classes = _section(tr("Classes"), self.balance, self.more_classes, self.hatched, self.weighted,
                                 self.weights)
        self._words = _section(tr("Unknown tokens"), self.unknown)
        self._repeats = _section(tr("Repeated texts"), self.repeated, self.leaked)
        self._bad = _section(tr("Rows that can't be used"), self.bad)
        self._compose()
        self.lengths.cut_moved.connect(self._say_cut)
        self.lengths.cut_chosen.connect(self._cut_at)
        self.lengths.gesture_ended.connect(document.end_gesture)
        document.project_changed.connect(self._show)
        self._show()

    def _compose(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_5)
        for section in (self._lengths, self._classes, self._words, self._repeats, self._bad, self.read_in):
            column.addWidget(section)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def show_profile(self, profile: DataProfile | None) -> None:
        """Show other figures."""
        self._profile = profile
        self._show()

    @Slot()
    def _show(self) -> None:
        profile = self._profile
        if profile is None:
            return
        cut = self._cut()
        facts = self._document.facts
        self.lengths.show_lengths(profile.lengths, cut, self._may_cut(), facts.input if facts is not None else "text")
        self.lengths.setVisible(len(profile.lengths) > 1)
        self.cut.setText(self.lengths.words())
        self._lengths.setVisible(bool(profile.lengths))
        self.balance.show_classes(profile.classes)
        self.more_classes.setText(self.balance.more_words())
        self.more_classes.setVisible(bool(self.more_classes.text()))
        self.weighted.setVisible(self._document.project.training.class_weights == "balanced")
        self.weights.show_suggestions([one for one in profile.suggestions if one.kind == "class_weights"])
        self._classes.setVisible(bool(profile.classes))
        self.unknown.setText(unknown_words(profile))
        self._words.setVisible(profile.vocabulary > 0)
        self._show_repeats(profile)
        self.bad.show_rows(profile.bad)
        self._bad.setVisible(bool(profile.bad))
        self.read_in.setText(tr("Read in {time}.", time=duration(profile.seconds)) if profile.seconds >= 1 else
                             tr("All of this was kept from an earlier reading."))

    def _show_repeats(self, profile: DataProfile) -> None:
        text = profile.vocabulary > 0 or profile.duplicates > 0 or profile.leaked > 0
        self._repeats.setVisible(text)
        self.repeated.setText(repeated_words(profile.duplicates) if profile.duplicates else
                              tr("No text stands there twice."))
        self.leaked.setVisible(profile.leaked > 0)
        if profile.leaked:
            shown = "".join(f"\n“{text}”" for text in map(_short, profile.leaks[:LEAKS_SHOWN]))
            self.leaked.say("warning", tr(
                "{examples} kept aside: the text stands in the training part too, so the model is judged by what it "
                "has seen.", examples=examples_words(profile.leaked)) + shown)

    def _may_cut(self) -> bool:
        """Whether the data has an encoder whose texts can be cut."""
        facts = self._document.facts
        component = self._document.registry.encoders.get(self._document.project.data.encoder.type)
        has_text = (self._profile is not None and self._profile.vocabulary > 0
                    and (facts is None or facts.input == "text"))
        return has_text and component is not None and any(one.name == CUT for one in parameters(component))

    def _cut(self) -> int | None:
        ref = self._document.project.data.encoder
        component = self._document.registry.encoders.get(ref.type)
        default = next((one.default for one in parameters(component) if one.name == CUT), None) if component else None
        value = ref.params.get(CUT, default)
        return value if isinstance(value, int) else None

    @Slot(object)
    def _say_cut(self, cut: int | None) -> None:
        if self._profile is not None:
            self.cut.setText(cut_words(self._profile.lengths, cut))

    @Slot(object)
    def _cut_at(self, cut: int | None) -> None:
        ref = self._document.project.data.encoder
        component = self._document.registry.encoders.get(ref.type)
        changed = with_parameter(component, ref, CUT, cut)
        label = tr("Cut texts at {length}", length=number(cut)) if cut is not None else tr("Keep whole texts")
        self._document.do(label, edits.set_component(self._document.project, "encoder", changed),
                          merge=f"encoder.{CUT}")


def unknown_words(profile: DataProfile) -> str:
    """Say how much of the text the vocabulary lacks."""
    return tr("{training} in the training part, {validation} in the validation part; the vocabulary has {count} "
              "tokens.", training=percent(profile.unknown_training), validation=percent(profile.unknown_validation),
              count=number(profile.vocabulary))


def repeated_words(count: int) -> str:
    """Say how many examples repeat another's text."""
    return (tr("1 example repeats the text of another.") if count == 1 else
            tr("{count} examples repeat the text of another.", count=number(count)))


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:119] + "…"


def _section(heading: str, *widgets: QWidget) -> QWidget:
    section = QWidget()
    column = QVBoxLayout(section)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE_2)
    title = QLabel(heading)
    title.setProperty("role", "heading")
    column.addWidget(title)
    for widget in widgets:
        column.addWidget(widget)
    return section
