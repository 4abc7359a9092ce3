"""Token ids to vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from rnnstudio.api import BuildContext, Doc, FilePath, Folded, FromData, Layer, LayerInfo, Range, StartVectors, Title
from rnnstudio_layers.fields import LARGEST_STATE, Strength, Trainable
from rnnstudio_layers.pages import page
from rnnstudio_layers.weights import Bound, MatrixStart, Penalty, constraint, initializer, regularizer

if TYPE_CHECKING:
    import keras


class Embedding(Layer, frozen=True, kw_only=True):
    """Gives each token a vector of numbers, learned so that words used alike come close to each other."""

    info = LayerInfo(id="rnnstudio.embedding", title="Embedding", category="Input", icon="grid-3x3",
                     keras_name="Embedding", summary=("output_dim",), traits=("embedding",), help=page("embedding"))

    output_dim: Annotated[int, Range(1, LARGEST_STATE), Title("Dimensions"), Doc(
        "How many numbers describe a token.")] = 64
    input_dim: Annotated[int | None, Range(1, 10_000_000), FromData("vocabulary_size"), Title("Vocabulary size"), Doc(
        "How many tokens have a vector; ids go from 0 to one less.")] = None
    mask_zero: Annotated[bool, Title("Skip padding"), Doc(
        "Tells the layers that follow to skip id 0, which only fills up short texts.")] = True
    vectors: Annotated[str, FilePath(("*.txt", "*.vec", "*.bin", "*.tsv", "*.npy", "*.gz")), Title(
        "Start from vectors"), Doc(
        "A file of word vectors to begin with: word2vec, GloVe, fastText, or vecs.tsv with meta.tsv beside it. Empty "
        "to begin at random.")] = ""
    ignore_case: Annotated[bool, Folded(), Title("Ignore case"), Doc(
        "Words that the file doesn't have as they are written are looked up without regard to case.")] = False
    embeddings_initializer: Annotated[MatrixStart, Folded(), Title("Initializer"), Doc(
        "How the vectors start.")] = "random_uniform"
    embeddings_regularizer: Annotated[Penalty, Folded(), Title("Regularizer"), Doc(
        "Adds the size of the vectors' numbers to the loss, which keeps them small.")] = "none"
    embeddings_regularizer_strength: Annotated[Strength, Title("Regularizer strength")] = 0.01
    embeddings_constraint: Annotated[Bound, Folded(), Title("Constraint"), Doc(
        "After each step, bounds each token's vector: to a norm of at most 2, a norm of 1, or 0 and above.")] = "none"
    trainable: Trainable = True

    def build(self, context: BuildContext) -> keras.Layer:
        """Return a ``keras.layers.Embedding``."""
        import keras

        return keras.layers.Embedding(
            self.input_dim,
            self.output_dim,
            embeddings_initializer=initializer(self.embeddings_initializer, context.seed, context.name, "embeddings"),
            embeddings_regularizer=regularizer(self.embeddings_regularizer, self.embeddings_regularizer_strength),
            embeddings_constraint=constraint(self.embeddings_constraint, axis=1),
            mask_zero=self.mask_zero,
            trainable=self.trainable,
            name=context.name,
        )

    def starts_from(self) -> StartVectors | None:
        """Name the file of word vectors, if there is one."""
        return StartVectors(
            path=self.vectors, dimensions=self.output_dim, ignore_case=self.ignore_case, path_parameter="vectors",
            dimensions_parameter="output_dim", case_parameter="ignore_case")
