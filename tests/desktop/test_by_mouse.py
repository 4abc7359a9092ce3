"""A new user on a real desktop: builds a bidirectional LSTM by mouse from nothing, trains it, exports its vectors."""

from pathlib import Path

import pytest

EMBEDDING, BIDIRECTIONAL, LSTM, DENSE = (
    f"rnnstudio.{name}" for name in ("embedding", "bidirectional", "lstm", "dense"))

pytestmark = [pytest.mark.tf, pytest.mark.slow]


def test_that_a_new_user_builds_reorders_undoes_trains_and_exports_by_mouse(hand, program):
    program.until(lambda state: state["stack"])
    x, y, _, _ = program.ask("below")
    hand.click((x + 20, y + 60))
    program.until(lambda state: state["active"])
    hand.press("ctrl+n")
    program.until(lambda state: not state["stack"])

    def drop(layer_type, *target, count):
        hand.drag(program.middle("palette", layer_type), program.middle(*target))
        return program.until(lambda state: len(state["nodes"]) == count)

    drop(EMBEDDING, "below", count=1)
    state = drop(BIDIRECTIONAL, "below", count=2)
    assert state["undo"] == "Add Bidirectional"
    state = drop(LSTM, "slot", "bidirectional_1", count=3)
    assert state["stack"] == [EMBEDDING, [BIDIRECTIONAL, [LSTM]]]
    drop(DENSE, "below", count=4)
    wanted = [EMBEDDING, [BIDIRECTIONAL, [LSTM]], DENSE]
    program.until(lambda state: state["stack"] == wanted and state["errors"] == [] and state["layers"] == 4)

    dense = program.middle("card", "dense_1")
    x, y, width, _ = program.ask("card", "embedding_1")
    hand.drag(dense, (x + width // 2, y + 2))
    state = program.until(lambda state: state["stack"] == [DENSE, EMBEDDING, [BIDIRECTIONAL, [LSTM]]])
    assert state["undo"] == "Move Dense"
    program.until(lambda state: state["errors"])
    hand.press("ctrl+z")
    program.until(lambda state: state["stack"] == wanted and state["errors"] == [])

    hand.click(program.middle("button", "Train"))
    program.until(lambda state: state["epoch"] >= 2)
    hand.click(program.middle("button", "Stop"))
    run = Path(program.until(lambda state: state["run"])["run"])
    hand.press("ctrl+shift+e")
    vectors = run / "projector" / "vecs.tsv"
    program.until(lambda state: vectors.is_file() and not state["exporting"])
    labels = (run / "projector" / "meta.tsv").read_text(encoding="utf-8")
    assert len(vectors.read_text(encoding="utf-8").splitlines()) == len(labels.splitlines()) > 1000
