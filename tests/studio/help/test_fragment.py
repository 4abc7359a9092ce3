"""What of a page's HTML is let through, and in what form."""

import pytest

from rnnstudio.studio.help.fragment import clean


def cleaned(text: str, *pictures: str) -> str:
    return clean(text, lambda source: source in pictures)


def test_that_plain_markup_stays_as_it_is():
    page = "<h3>Gates</h3>\n<p>Two <b>gates</b>: <i>r</i><sub>t</sub> &lt; 1 &amp; more.</p>\n<ul><li>one</li></ul>"
    assert cleaned(page) == page


@pytest.mark.parametrize("page", [
    "<p>a<script>alert('<p>x</p>')</script>b</p>",
    "<p>a<style>p { color: red }</style>b</p>",
    "<p>a<iframe src='https://example.org'>text</iframe>b</p>",
    "<p>a<object data='x'>text<p>inner</p></object>b</p>",
    "<p onclick='x()' style='color: red' id='p'>ab</p>",
    "<p>a<!-- remark -->b</p>",
    "<p>a<link rel='stylesheet' href='x.css'><meta charset='x'><base href='https://example.org'>b</p>",
    "<p><font color='red'>ab</font></p>",
    "<html><head><title>T</title></head><body><p>ab</p></body></html>",
])
def test_that_what_a_page_may_not_hold_is_left_out(page):
    assert cleaned(page) == "<p>ab</p>"


@pytest.mark.parametrize("address", ["https://example.org", "//example.org", "file:///etc/passwd", "javascript:x()",
                                     "layer:a b", "node:gru_1", "other.html", ""])
def test_that_only_links_to_layers_lead_anywhere(address):
    assert cleaned(f'<a href="{address}">words</a>') == "<a>words</a>"
    assert cleaned('<a href="layer:rnnstudio.gru" target="_blank">GRU</a>') == '<a href="layer:rnnstudio.gru">GRU</a>'


def test_that_a_picture_beside_the_page_stays_and_another_gives_way_to_its_words():
    assert cleaned('<img src="cell.svg" alt="A &quot;cell&quot;" width="9000">', "cell.svg") == (
        '<img src="picture:cell.svg" alt="A &quot;cell&quot;">')
    assert cleaned('<p>See <img src="https://example.org/x.svg" alt="a <cell>">.</p>') == (
        "<p>See <i>a &lt;cell&gt;</i>.</p>")
    assert cleaned('<img src="gone.svg">') == ""


def test_that_a_picture_by_itself_stands_in_the_middle():
    assert cleaned('<p>\n<img src="a.svg" alt="">\n</p>', "a.svg") == (
        '<p class="picture" align="center"><img src="picture:a.svg" alt=""></p>')


def test_that_lines_of_equations_share_one_ground():
    page = cleaned('<p class="eq">a</p>\n<p class="eq">b = <i>c</i></p>\n<p>words</p>\n<p class="eq">d</p>')
    assert page.count('<table class="eq"') == 2
    assert '<p class="eq">a</p>\n<p class="eq">b = <i>c</i></p></td>' in page
    assert page.index("<p>words</p>") < page.index('<p class="eq">d</p>')


def test_that_a_note_stands_on_a_ground_of_its_own():
    page = cleaned('<div class="note">Mind <b>this</b>.<div>And this.</div></div><div>plain</div>')
    assert page.count("<table") == page.count("</table>") == 1
    assert '<td class="note"><p>Mind <b>this</b>.And this.</p></td>' in page
    assert page.endswith("plain")
    assert "div" not in page
    assert cleaned('<div class="note"><p>One.</p><p>Two.</p></div>').count("<p>") == 2


@pytest.mark.parametrize(("page", "whole"), [
    ("<p>one<p>two", "<p>one</p><p>two</p>"),
    ("<ul><li>one<li>two</ul>", "<ul><li>one</li><li>two</li></ul>"),
    ("<ul><li>one<ul><li>inner</ul><li>two</ul>", "<ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>"),
    ("</p><p><b>bold</p>after</b>", "<p><b>bold</b></p>after"),
    ("<p>a<br/>b<hr>", "<p>a<br>b<hr></p>"),
])
def test_that_every_element_is_closed(page, whole):
    assert cleaned(page) == whole


def test_that_a_table_left_open_does_not_swallow_what_follows():
    page = cleaned("<table><tr><td colspan='2' align='right' bgcolor='red'>a<td>b<tr><td>c")
    assert page.count("<tr>") == page.count("</tr>") == 2
    assert page.endswith("</td></tr></table>")
    assert '<td colspan="2" align="right">a</td>' in page
    assert "bgcolor" not in page
