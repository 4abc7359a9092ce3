"""The command ``words``: asks a run's word vectors for neighbours and analogies, judges and compares them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnstudio.api import tr
from rnnstudio.cli.answer import DONE, Answer
from rnnstudio.project.words import number
from rnnstudio.runs.folder import INFO
from rnnstudio.runs.places import runs_folder

if TYPE_CHECKING:
    from rnnstudio.vectors.judge import Questions
    from rnnstudio.vectors.near import Neighbour
    from rnnstudio.vectors.space import WordSpace


def words(options: argparse.Namespace, answer: Answer) -> int:
    """Answer a question about a run's words."""
    space = _space(options.run, options)
    said = _broken(space)
    if said:
        answer.say(said)
    match options.question:
        case "neighbours":
            _neighbours(space, options, answer)
        case "analogy":
            _analogy(space, options, answer)
        case "judge":
            _judge(space, options, answer)
        case "compare":
            _compare(space, options, answer)
    return DONE


def _space(run: Path, options: argparse.Namespace) -> WordSpace:
    """Return the words of a run: a folder, or the name of one among the runs."""
    from rnnstudio.vectors.taking import space_of

    among = runs_folder() / run
    return space_of(among if not run.exists() and (among / INFO).is_file() else run, options.layer, options.which)


def _broken(space: WordSpace) -> str:
    from rnnstudio.vectors.space import broken_words

    return broken_words(space)


def _neighbours(space: WordSpace, options: argparse.Namespace, answer: Answer) -> None:
    from rnnstudio.vectors.near import nearest

    row, = space.rows_of([options.word])
    found = nearest(space, row, options.k, options.metric, space.special)
    _show(space, found, options.metric, answer)
    answer.result({"word": space.words[row], "metric": options.metric, "neighbours": _plain(space, found)})


def _analogy(space: WordSpace, options: argparse.Namespace, answer: Answer) -> None:
    from rnnstudio.vectors.analogy import analogy

    a, b, c = space.rows_of([options.a, options.b, options.c])
    found = analogy(space, [b, c], [a], options.k)
    answer.say(tr("{a} is to {b} as {c} is to:", a=space.words[a], b=space.words[b], c=space.words[c]))
    _show(space, found, "cosine", answer)
    answer.result({"a": space.words[a], "b": space.words[b], "c": space.words[c],
                   "neighbours": _plain(space, found)})


def _judge(space: WordSpace, options: argparse.Namespace, answer: Answer) -> None:
    from rnnstudio.vectors import judge

    questions = judge.read_questions(options.file if options.file is not None else judge.bundled())
    if questions.pairs:
        found = judge.similarity(space, questions)
        answer.say(tr("Pairs all of whose words are known: {covered} of {count}", covered=number(found.covered),
                      count=number(found.pairs)))
        if found.rho is None:
            answer.say(tr("Too few of them are known to tell how well the words agree with people."))
        else:
            answer.say(tr("Agreement with people (Spearman's rho): {rho}", rho=f"{found.rho:.4f}"))
        answer.result({"file": questions.source, "pairs": found.pairs, "covered": found.covered, "rho": found.rho})
        return
    with answer.busy(tr("Answering the analogies")):
        _show_sections(space, questions, answer)


def _show_sections(space: WordSpace, questions: Questions, answer: Answer) -> None:
    from rnnstudio.vectors.judge import SectionScore, analogies

    scores = analogies(space, questions)
    whole = SectionScore(tr("All"), *(sum(each) for each in list(zip(*scores, strict=True))[1:]))
    answer.table((tr("Section"), ">" + tr("Questions"), ">" + tr("Words known"), ">" + tr("Right"),
                  ">" + tr("Accuracy")), [
        (score.name, number(score.questions), number(score.covered), number(score.right), _share(score))
        for score in (*scores, whole)])
    answer.result({"file": questions.source, "questions": whole.questions, "covered": whole.covered,
                   "right": whole.right, "accuracy": _accuracy(whole),
                   "sections": [{**score._asdict(), "accuracy": _accuracy(score)} for score in scores]})


def _accuracy(score: Any) -> float | None:
    return score.right / score.covered if score.covered else None


def _share(score: Any) -> str:
    accuracy = _accuracy(score)
    return "–" if accuracy is None else f"{accuracy:.3f}"


def _compare(space: WordSpace, options: argparse.Namespace, answer: Answer) -> None:
    from rnnstudio.vectors.comparing import compare

    other = _space(options.other, options)
    found = compare(space, other, options.word, options.k, options.metric)
    answer.say(tr("Neighbours that both runs have are marked *: {shared} of {count}", shared=len(found.shared),
                  count=max(len(found.first), len(found.second))))
    sides = [[f"{each_space.words[each.row]}{' *' if each.row in shared else ''}  {each.value:.4f}" for each in near]
             for each_space, near, shared in ((space, found.first, found.shared),
                                              (other, found.second, found.shared_second))]
    lines = max(map(len, sides))
    answer.table((options.run.name, options.other.name), [
        tuple(side[line] if line < len(side) else "" for side in sides) for line in range(lines)])
    answer.result({"word": found.word, "metric": options.metric, "overlap": found.overlap,
                   "shared": sorted(space.words[row] for row in found.shared),
                   "neighbours": [_plain(space, found.first), _plain(other, found.second)]})


def _show(space: WordSpace, found: Sequence[Neighbour], metric: str, answer: Answer) -> None:
    title = tr("Cosine") if metric == "cosine" else tr("Distance")
    counted = space.counts
    answer.table((tr("Word"), ">" + title, ">" + tr("Count")), [
        (space.words[each.row], f"{each.value:.4f}", "" if counted is None else number(int(counted[each.row])))
        for each in found])


def _plain(space: WordSpace, found: Sequence[Neighbour]) -> list[dict[str, Any]]:
    return [{"word": space.words[each.row], "value": each.value} for each in found]
