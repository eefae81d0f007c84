"""Reading papers back: their words, and where each stands."""

import re
import subprocess

Box = tuple[float, float, float, float, str]
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')


def read_text(pdf: bytes) -> str:
    """What pdftotext copies out, without the line breaks."""
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", "", run.stdout.decode())


def word_boxes(pdf: bytes) -> list[list[Box]]:
    """Page by page, the left, top, right and bottom edge of every word, and the word."""
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    # poppler writes rare characters of the file's title as halves in this one mode; the words are right
    pages = run.stdout.decode(errors="replace").split("<page ")[1:]
    return [
        [(float(a), float(b), float(c), float(d), word) for a, b, c, d, word in WORD.findall(page)]
        for page in pages
    ]
