"""The one-way flow of the package, as a table that every file of `monitor/` is held to.

A module that is not in the table fails, and so does an import that its row does not allow. Third-party
packages and risky parts of the standard library have doors: the only modules that may import them, at the
top or inside a function. What `terms` and `check` load at start may not import anything heavy at the top.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "monitor"


@dataclass(frozen=True, slots=True)
class Layer:
    """What one module (or package, with all its files) may import of ours.

    Parameters:
        ours: modules of `monitor`; a name covers the package of that name. Siblings are always allowed.
        pure: held to `PURE` of the standard library, and to no clock, file, console or chance.
        loads: pure but for one function that reads the module's own package data.
    """

    ours: frozenset[str] = frozenset()
    pure: bool = False
    loads: bool = False


def words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def layer(ours: str = "", *, pure: bool = False, loads: bool = False) -> Layer:
    return Layer(words(ours), pure=pure, loads=loads)


TABLE = {
    "": layer(),
    "typed": layer(pure=True),  # stands in for `typing`: every layer may import it
    "errors": layer(pure=True),
    "records": layer(pure=True, loads=True),  # its own modules, when a word is first asked for
    # The middle: values in, values out.
    "territories": layer("records", pure=True),
    "place_names": layer(pure=True),
    "places": layer("place_names expressions", pure=True),
    "subjects": layer("errors records", pure=True),
    "kept": layer(),  # asks the system for parts of files, our own
    "branches": layer(pure=True),
    "expressions": layer("branches kept", pure=True, loads=True),
    "folding": layer("expressions", pure=True),
    "going_back": layer("expressions", pure=True),
    "tokens": layer("expressions folding", pure=True),
    "tables": layer("folding expressions", pure=True),
    "stems": layer("expressions", pure=True),
    "text": layer("folding stems tables expressions", pure=True),
    "plain_lists": layer("expressions text", pure=True),
    "hanging": layer("text folding going_back plain_lists stems tables expressions", pure=True),
    "language": layer("records expressions", pure=True),
    "disguise": layer("expressions", pure=True),
    "titles": layer("expressions", pure=True),
    "alignment": layer("records", pure=True),
    "diff": layer("records text alignment tokens", pure=True),
    "noise": layer("records tokens diff", pure=True),
    "references": layer("errors records kept", pure=True, loads=True),
    "identify": layer("errors records tokens alignment references expressions", pure=True),
    "literals": layer("expressions", pure=True),
    "finder": layer("literals", pure=True),
    "bounds": layer(pure=True),
    "patterns": layer("bounds literals expressions", pure=True),
    "laws": layer("places expressions", pure=True),
    "quoted": layer("records expressions", pure=True),
    "numerals": layer("expressions", pure=True),
    "values": layer("quoted records places laws expressions numerals", pure=True),
    "seeking": layer("finder patterns", pure=True),
    "rules": layer("errors records literals finder patterns reservations values", pure=True),
    "compiled": layer("records literals finder patterns rules expressions kept", pure=True),
    "kinds": layer("expressions", pure=True),
    "terms": layer("expressions kinds records", pure=True),
    "classes": layer("expressions", pure=True),
    "definitions": layer("records classes expressions values", pure=True),
    "windows": layer("folding tables stems going_back hanging definitions rules records", pure=True),
    "reservations": layer("expressions", pure=True),
    "own_duties": layer("expressions records rules windows", pure=True),
    "relief": layer("expressions records rules terms", pure=True),
    "denied": layer("expressions records rules windows", pure=True),
    "tiers": layer("expressions records values windows", pure=True),
    "tied": layer("expressions definitions kinds records reservations rules terms values windows", pure=True),
    "views": layer("finder seeking patterns rules hanging windows", pure=True),
    "formulas": layer("expressions", pure=True),
    "additions": layer("expressions formulas reservations", pure=True),
    "accounting": layer(
        "records additions expressions language hanging disguise patterns relief reservations rules terms"
        " titles windows views",
        pure=True,
    ),
    "classify": layer(
        "records text language identify references patterns values relief rules terms tied tiers windows"
        " views accounting own_duties denied",
        pure=True,
    ),
    "pointers": layer("expressions", pure=True),
    "also_bound": layer("records hanging references terms", pure=True),
    "telling": layer("records terms", pure=True),
    "naming": layer("records references", pure=True),
    "conflicts": layer("records references terms naming telling", pure=True),
    "sheet": layer(
        "records references terms pointers compare also_bound telling naming conflicts", pure=True
    ),
    "aliases": layer("errors toml"),
    "toml": layer(pure=True),
    "compare": layer("records sizes territories text diff terms tokens", pure=True),
    "rates": layer("records", pure=True),
    "sizes": layer("records rates", pure=True),
    "verdict": layer("records terms territories rates sizes", pure=True),
    # Pure but for `files`, the door to the disk, which `test_lock_is_pure_but_for_its_door` sees to.
    "lock": layer("errors records sizes tokens toml waivers"),
    "waivers": layer("errors", pure=True),
    # The edges: what comes in and what goes out.
    "resources": layer("errors rules compiled kept references"),
    "config": layer("errors records subjects territories toml"),
    "transport": layer("errors"),
    "extract": layer("errors records hanging pointers expressions"),
    "sources": layer("errors records subjects transport extract pointers noise expressions"),
    "store": layer("errors records tokens"),
    "reports": layer("errors records hanging rules store lock expressions tokens"),
    "alerts": layer("errors records config store reports"),
    "holding": layer("errors"),
    "stopping": layer(),
    "schedule": layer("errors config stopping"),
    # The two that know the order, and what calls them.
    "inspect": layer(
        "errors records config resources subjects sources extract text references identify rules classify"
        " terms sheet verdict memo"
    ),
    "edits": layer("records tokens diff noise places", pure=True),
    "doubt": layer("records noise edits", pure=True),
    "reach": layer("records", pure=True),
    "memo": layer("records"),
    "mentions": layer("errors records extract toml"),
    "pool": layer(),
    "sweep": layer("errors records", pure=True),
    "sweeper": layer("errors records sweep store"),
    "locking": layer("records inspect doubt sheet compare lock"),
    "watch": layer(
        "errors records config inspect doubt reach sources extract references rules sheet diff compare"
        " verdict store sweep sweeper pool alerts stopping"
    ),
    "demo": layer(
        "errors records config resources subjects transport sources extract inspect watch store alerts"
        " reports"
    ),
    "cli": layer(
        "errors records aliases config resources subjects transport sources extract text references identify"
        " diff rules classify terms sheet compare verdict store reports alerts holding stopping schedule"
        " inspect pool watch demo lock locking waivers mentions"
    ),
}

DOORS = {
    "aiosmtpd": "demo",
    "apscheduler": "schedule",
    "bs4": "extract",
    "click": "cli",
    "diff_match_patch": "diff",
    "flask": "demo",
    "jinja2": "alerts reports",
    "mammoth": "extract",
    "pypdf": "extract",
    "requests": "transport",
    "rich": "cli reports",
    "soupsieve": "extract",
    "spdx_tools": "reports",
    "sqlite_utils": "store",
    "urllib3": "transport",
    "werkzeug": "demo",
    "yaml": "extract mentions",
    # Of the standard library.
    "fcntl": "holding",
    "http": "transport demo",
    "marshal": "kept",  # what was made when the package was built, nothing received
    "pickle": "",
    "shelve": "",
    "smtplib": "alerts",
    "socket": "transport demo",
    "sqlite3": "store",
    "subprocess": "demo extract",
    "tomllib": "config rules demo toml",
    "xml": "extract reports",
}

# Imported at the top by nothing that a check of a local file loads (seconds of start-up time together).
HEAVY = words("apscheduler bs4 flask jinja2 requests rich spdx_tools sqlite_utils yaml")

# Of the standard library, what takes so long to load that reading one plain file does without.
SLOW = words("argparse click dataclasses hashlib inspect logging pathlib subprocess typing")

PURE = words(
    "__future__ abc array bisect collections contextlib dataclasses datetime decimal difflib enum fnmatch"
    " fractions functools hashlib heapq html itertools json math operator re string struct textwrap tomllib"
    " types typing unicodedata urllib.parse warnings zlib marshal"
)
PURE_LOADS = words("gzip mmap importlib.import_module importlib.resources lzma pathlib sys")

# Calls that reach a clock, file or console without any import being suspicious.
IMPURE_NAMES = words("open print input exec eval __import__ breakpoint")
CLOCKS = words("now today utcnow")
FILES = words("read_text read_bytes write_text write_bytes")
EXITS = words("exit quit SystemExit sys.exit os._exit os.abort")


@dataclass(frozen=True, slots=True)
class Imported:
    """One imported name, with when it is imported.

    Parameters:
        name: dotted and absolute: `monitor.records.Terms`.
        line: where.
        at_top: when the file is; otherwise when a function is called, or never.
        for_types: never, only a type checker reads it.
    """

    name: str
    line: int
    at_top: bool
    for_types: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the package, parsed: `name` is dotted, without `monitor.`."""

    name: str
    tree: ast.Module
    is_package: bool = False
    imports: tuple[Imported, ...] = field(default=())


def parse(name: str, text: str, *, is_package: bool = False) -> Source:
    tree = ast.parse(text)
    return Source(name, tree, is_package, tuple(imports_of(tree, name, is_package=is_package)))


@cache
def sources() -> dict[str, Source]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0].startswith("_") and len(parts) > 1:
            continue  # package data inside a wheel's tree
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found[name] = parse(name, path.read_text(encoding="utf-8"), is_package=is_package)
    return found


def imports_of(tree: ast.Module, name: str, *, is_package: bool) -> Iterator[Imported]:
    """Every import of the file, wherever it stands."""
    pending: list[tuple[ast.AST, bool, bool]] = [(tree, True, False)]
    while pending:
        node, at_top, for_types = pending.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            pending += [(child, False, True) for child in node.body]
            pending += [(child, at_top, for_types) for child in node.orelse]
            continue
        for dotted in imported_names(node, name, is_package=is_package):
            yield Imported(dotted, getattr(node, "lineno", 0), at_top, for_types)
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        pending += [(child, at_top and not inside, for_types) for child in ast.iter_child_nodes(node)]


def imported_names(node: ast.AST, name: str, *, is_package: bool) -> Iterator[str]:
    """The absolute dotted names that one statement imports; nothing for other statements."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = absolute(node, name, is_package=is_package)
        yield from (f"{base}.{alias.name}" for alias in node.names)


def absolute(node: ast.ImportFrom, name: str, *, is_package: bool) -> str:
    """The absolute name of the module that a `from` import names."""
    if node.level == 0:
        return node.module or ""
    here = ["monitor", *name.split(".")] if name else ["monitor"]
    up = node.level - 1 if is_package else node.level
    return ".".join([*here[: len(here) - up], *([node.module] if node.module else [])])


def layer_of(name: str) -> str | None:
    """The key of the row that a dotted name (without `monitor.`) falls under."""
    head = name.split(".", maxsplit=1)[0]
    head = "" if head == "__version__" else head
    return head if head in TABLE else None


def faults(source: Source) -> list[str]:
    """Everything the table has against a file, one sentence each."""
    where = layer_of(source.name)
    if where is None:
        return [f"monitor/{source.name} is not in the table of layers"]
    found = [fault for imported in source.imports for fault in import_faults(where, imported)]
    found += exit_faults(where, source.tree)
    if TABLE[where].pure:
        found += impure_faults(where, source.tree)
    return [f"monitor.{source.name}, {fault}" for fault in found]


def import_faults(where: str, imported: Imported) -> Iterator[str]:
    place = f"line {imported.line}: "
    top, _, rest = imported.name.partition(".")
    if top == "monitor":
        target = layer_of(rest)
        if target is None or (target not in {where, "", "typed"} and target not in TABLE[where].ours):
            yield f"{place}{where or 'the package'} may not import {imported.name}"
    elif top in DOORS:
        if where not in words(DOORS[top]):
            yield f"{place}the door to {top} is {DOORS[top] or 'shut'}"
    elif top not in sys.stdlib_module_names and not (imported.for_types and top == "_typeshed"):
        yield f"{place}{top} has no door: add it to the table or leave it"
    if (
        not imported.for_types
        and TABLE[where].pure
        and top != "monitor"
        and not is_pure(where, imported.name)
    ):
        yield f"{place}{imported.name} is outside what a pure module may import"


def is_pure(where: str, name: str) -> bool:
    allowed = PURE | (PURE_LOADS if TABLE[where].loads else frozenset())
    top = name.split(".", maxsplit=1)[0]
    third_party = top in DOORS and top not in sys.stdlib_module_names  # its door is judged already
    return third_party or any(name == one or name.startswith(f"{one}.") for one in allowed)


def exit_faults(where: str, tree: ast.Module) -> Iterator[str]:
    if where == "cli":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in EXITS:
            yield f"line {node.lineno}: only cli exits"


def impure_faults(where: str, tree: ast.Module) -> Iterator[str]:
    files = frozenset() if TABLE[where].loads else FILES
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in IMPURE_NAMES:
            yield f"line {node.lineno}: a pure module may not call {called.id}()"
        elif isinstance(called, ast.Attribute) and called.attr in CLOCKS | files:
            yield f"line {node.lineno}: a pure module may not call .{called.attr}()"


def loaded_at_start(start: str, known: dict[str, Source]) -> dict[str, Imported]:
    """Every module that importing `start` imports, third-party ones too, with the import that does it."""
    reached: dict[str, Imported] = {}
    pending = [start]
    while pending:
        name = pending.pop()
        for imported in known[name].imports:
            if imported.at_top:
                for module in modules_named(imported.name, known):
                    if module not in reached:
                        reached[module] = imported
                        pending += [module] if module in known else []
    return reached


def modules_named(name: str, known: dict[str, Source]) -> Iterator[str]:
    """The modules that importing a dotted name runs: ours with their parents, others by their top name."""
    top, _, rest = name.partition(".")
    if top != "monitor":
        yield top
        return
    parts = rest.split(".")
    yield from (one for end in range(1, len(parts) + 1) if (one := ".".join(parts[:end])) in known)


def cycle_in(graph: dict[str, set[str]]) -> list[str]:
    """The names that stay when everything that depends on nothing is taken away again and again."""
    left = dict(graph)
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]
    return sorted(left)


@pytest.mark.parametrize("source", sources().values(), ids=lambda source: source.name or "monitor")
def test_file_keeps_to_its_layer(source: Source) -> None:
    assert faults(source) == []


def test_lock_is_pure_but_for_its_door() -> None:
    pure = [
        one for name, one in sources().items() if name.partition(".")[0] == "lock" and name != "lock.files"
    ]
    assert pure
    for source in pure:
        assert list(impure_faults("text", source.tree)) == []
        assert [one.name for one in source.imports if not one.for_types and not is_inner(one.name)] == []


def is_inner(name: str) -> bool:
    return name.startswith("monitor.") or is_pure("text", name)


def test_table_has_no_row_without_a_module() -> None:
    assert set(TABLE) - {layer_of(name) for name in sources()} == set()


def test_layers_flow_one_way() -> None:
    assert cycle_in({name: set(row.ours) for name, row in TABLE.items()}) == []


def test_modules_import_each_other_in_no_circle() -> None:
    known = sources()
    graph = {
        name: {
            module
            for imported in source.imports
            if imported.at_top
            for module in list(modules_named(imported.name, known))[-1:]
            if module in known and module != name
        }
        for name, source in known.items()
    }
    assert cycle_in(graph) == []


@pytest.mark.parametrize("start", ["cli", "cli.terms", "cli.check"])
def test_start_loads_nothing_heavy(start: str) -> None:
    reached = loaded_at_start(start, sources())
    assert {name: reached[name] for name in sorted(HEAVY & reached.keys())} == {}


def test_terms_of_a_file_load_nothing_heavy(tmp_path: Path) -> None:
    """Modules that `terms` needs take what they need of `typing` from `monitor.typed`."""
    licence = tmp_path / "LICENSE"
    licence.write_text("You may use the model for any purpose.\n", encoding="utf-8")
    script = (
        "import sys\n"
        "from monitor.cli import main\n"
        f"sys.argv = ['licensewatch', 'terms', '--format', 'jsonl', {str(licence)!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set({sorted(HEAVY | SLOW)!r}) & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert '"terms"' in done.stdout
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("gossip", "", "not in the table"),
        ("verdict", "from monitor.store import Store", "verdict may not import monitor.store.Store"),
        ("verdict", "from .store import Store", "verdict may not import monitor.store.Store"),
        ("sources.web", "from ..watch import watch", "sources may not import monitor.watch.watch"),
        ("verdict", "def f():\n    import monitor.watch", "line 2: verdict may not import monitor.watch"),
        ("watch", "def f():\n    import requests", "line 2: the door to requests is transport"),
        ("watch", "from monitor.gossip import x", "watch may not import monitor.gossip.x"),
        ("text", "if TYPE_CHECKING:\n    from monitor.store import Store", "line 2: text may not import"),
        ("extract", "import numpy", "numpy has no door"),
        ("store", "import pickle", "the door to pickle is shut"),
        ("diff", "import time", "time is outside what a pure module may import"),
        ("diff", "import os.path", "os.path is outside what a pure module may import"),
        ("diff", "import urllib.request", "urllib.request is outside"),
        ("diff", "from random import choice", "random.choice is outside"),
        ("diff", "from pathlib import Path", "pathlib.Path is outside"),
        (
            "diff",
            "import datetime\nseen = datetime.datetime.now()",
            "may not call .now()",
        ),
        ("text", "def f(p):\n    return p.read_text()", "may not call .read_text()"),
        ("text", "def f(p):\n    return open(p)", "may not call open()"),
        ("terms", "print('here')", "may not call print()"),
        ("schedule", "import sys\nsys.exit(0)", "line 2: only cli exits"),
        ("schedule", "raise SystemExit(2)", "line 1: only cli exits"),
    ],
)
def test_table_finds(name: str, text: str, fault: str) -> None:
    found = faults(parse(name, text))
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("diff", "from diff_match_patch import diff_match_patch"),
        ("diff", "from urllib.parse import urlsplit"),
        ("references", "import lzma\nfrom importlib.resources import files\nfiles('monitor').read_bytes()"),
        ("sources.web", "from . import huggingface"),
        ("cli.watch", "import sys\nsys.exit(1)"),
        ("text", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pathlib import Path"),
    ],
)
def test_table_lets_pass(name: str, text: str) -> None:
    assert faults(parse(name, text)) == []


def test_heavy_import_is_seen_through_a_module_but_not_through_a_function() -> None:
    known = {
        "cli": parse("cli", "from monitor.middle import f", is_package=True),
        "middle": parse(
            "middle", "try:\n    import requests\nexcept ImportError:\n    pass\ndef f():\n    import yaml"
        ),
    }
    assert set(loaded_at_start("cli", known)) == {"middle", "requests"}


def test_circle_is_seen() -> None:
    assert cycle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["a", "b", "c"]
