"""How files of a person's own are read: opened, decoded, divided into rows and turned into examples.

From the bottom up: ``opening`` gives bytes, plain or unpacked, and notices a file that changes; ``encodings`` finds
the text encoding; ``blocks`` gives whole lines as UTF-8, never more than a bounded number of bytes; ``careful`` and
``fast`` divide blocks into cells, the one with a reason for every row it can't read, the other at the speed of Arrow;
``dialect`` guesses what divides columns; ``table_file`` puts these together; ``examples`` checks the cells of many
rows at once and makes batches of them; ``text_rows`` holds what the sources have in common.
"""
