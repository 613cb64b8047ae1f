"""Write `tools/words.txt`: the words that many known licences hold, in the order of the alphabet.

    python -m pip install --no-deps -r tests/requirements-texts.txt
    python tools/common_words.py

`tools/build_rules.py` looks up what patterns need in them, so that a start need not. The list changes how
long a text takes and nothing else: words that are not on it are looked up when they come.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from build_references import database, read

from monitor.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

TARGET = Path(__file__).with_name("words.txt")
LEAST = 5
"""In so many licences a word stands; a name or a phrase of one licence is not on the list."""
LONGEST = 32


def common(texts: Iterable[str]) -> list[str]:
    """The words between one space and the next that stand in several texts.

    Parameters:
        texts: as they are.
    """
    held = Counter(word for text in texts for word in set(fold(text).text.split()))
    return sorted(word for word, count in held.items() if count >= LEAST and len(word) <= LONGEST)


def main() -> int:
    """Write the file, or say what is missing."""
    folder = database()
    if folder is None:
        sys.stderr.write("The licence database is not installed; see tests/requirements-texts.txt.\n")
        return 2
    words = common(source.text for source in read(folder))
    TARGET.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
