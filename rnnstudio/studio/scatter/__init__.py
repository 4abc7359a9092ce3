"""A scatter of labelled points in 2-D and 3-D, fluid with 100,000 of them: nothing in here knows what they mean.

    from rnnstudio.studio.scatter import Classes, Numbers, Scatter  # imports numpy: only when it is needed

    scatter = Scatter()
    scatter.set_points(positions, words, counts)          # float (n, 2) or (n, 3); labels of high counts come first
    scatter.set_colours(Numbers(counts, tr("count")))     # or Classes(codes, names), or None
    scatter.set_marked({3: "chosen", 17: "near"})         # ringed and always labelled
    scatter.clicked.connect(...)                          # hovered, clicked: a row or -1; selected: rows

Without Qt: ``cloud`` the points; ``camera`` where they are seen; ``scene`` both, with what is marked and selected;
``colouring`` which colours and shapes; ``stamps``, ``raster`` and ``points`` how they get into an image; ``picking``
which are under the mouse or in a polygon; ``names``, ``placing`` and ``labels`` which labels are shown, how and
where. With Qt: ``lettering`` labels as small images; ``legend``, ``layers`` and ``canvas`` all that is painted;
``hands`` mouse and keyboard; ``widget`` the ``Scatter``; ``picture`` and ``svg`` files of it.
"""

from rnnstudio.studio.scatter.colouring import Classes, Numbers
from rnnstudio.studio.scatter.widget import Scatter

__all__ = ["Classes", "Numbers", "Scatter"]
