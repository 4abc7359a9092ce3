"""What is asked of a trained model across the process's border, with an engine that has a run to ask."""

import msgspec
import pytest

from rnnstudio.engine_process.messages import FINAL, EventEnvelope, RequestEnvelope
from rnnstudio.engine_process.trial_messages import (
    Generate,
    Influenced,
    Predict,
    Predicted,
    PredictFile,
    WritingEnded,
    Written,
)
from rnnstudio.project.preview import Piece
from rnnstudio.project.trial import Influence, ModelAbout, Prediction, Score, WritingSettings, WrittenToken

ABOUT = ModelAbout(run="r", name="n", which="best", epoch=1, written=0.0, training=False, task="binary")


@pytest.mark.parametrize("request_", [
    Predict(run="r", which="last", text="好 film", folder="x"),
    Generate(run="r", prompt="春", after=(1, 2), settings=WritingSettings(top_k=5, top_p=0.9, seed=3)),
    PredictFile(run="r", file="a.csv", target="b.csv", column="text")])
def test_that_a_question_arrives_as_it_was_put(request_):
    sent = msgspec.msgpack.encode(RequestEnvelope(7, request_, "en"))
    assert msgspec.msgpack.decode(sent, type=RequestEnvelope).request == request_


@pytest.mark.parametrize("event", [
    Predicted(about=ABOUT, prediction=Prediction(label="a", scores=(Score("a", 0.5),), pieces=(Piece("x", 1),))),
    Influenced(influence=Influence(spans=((0, 1),), outputs=(0,), without=((0.25,),))), Influenced(),
    Written(about=ABOUT, tokens=(WrittenToken(3, " x", 0.5, (Score("x", 0.5),)),)), WritingEnded(ended=True)])
def test_that_an_answer_arrives_as_it_was_given_and_ends_where_it_is_to_end(event):
    sent = msgspec.msgpack.encode(EventEnvelope(7, event))
    assert msgspec.msgpack.decode(sent, type=EventEnvelope).event == event
    assert isinstance(event, FINAL) is isinstance(event, (Influenced, WritingEnded))
