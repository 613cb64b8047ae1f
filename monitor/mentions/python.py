"""Models that Python code loads: calls of the libraries that do, with constants followed within the file."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.mentions.constants import Constants, Told
from monitor.mentions.found import IGNORED, Found, Unresolved, first_name, repository, told_by_comment
from monitor.records import Mention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WIDEST = 90
_NO_MODELS = frozenset({"dataset", "space"})


@dataclass(frozen=True, slots=True)
class _Loader:
    """How a callable is told which model to load.

    Parameters:
        names: keywords that name it.
        at: place of the argument that does; None where only a keyword can.
        home: where it must have been imported from, for callables with an everyday name.
        shape: what a word without a stroke stands for.
    """

    names: tuple[str, ...]
    at: int | None = 0
    home: str = ""
    shape: Callable[[str, str], str] = first_name


def _sentence_transformer(text: str, revision: str) -> str:
    """The library takes names without an organisation for its own."""
    plain = re.fullmatch(r"[A-Za-z0-9][\w.-]{2,95}", text)
    return repository(f"sentence-transformers/{text}", revision) if plain else ""


def _only_marked(text: str, revision: str) -> str:
    """`timm` and `open_clip` have names of their own beside `hf-hub:org/name`."""
    del text, revision
    return ""


_PRETRAINED = _Loader(
    ("pretrained_model_name_or_path", "model_name_or_path", "repo_id", "model_id", "model_name")
)
_REPOSITORIES = _Loader(("repo_id", "model_id"))
_SENTENCES = _Loader(("model_name_or_path", "model_name"), shape=_sentence_transformer)
_MARKED = _Loader(("model_name",), shape=_only_marked)
_KEYWORD = _Loader(("model", "model_name", "model_id", "repo_id"), at=None)
_LOADERS = {
    "from_pretrained": _PRETRAINED,
    "from_single_file": _Loader(("pretrained_model_link_or_path",)),
    "load_lora_weights": _Loader(("pretrained_model_name_or_path_or_dict",)),
    "load_textual_inversion": _Loader(("pretrained_model_name_or_path",)),
    "load_ip_adapter": _Loader(("pretrained_model_name_or_path_or_dict",)),
    "snapshot_download": _REPOSITORIES,
    "hf_hub_download": _REPOSITORIES,
    "model_file_download": _REPOSITORIES,
    "hf_hub_url": _REPOSITORIES,
    "pipeline": _Loader(("model", "model_id"), at=1, home="transformers modelscope optimum"),
    "LLM": _Loader(("model",), home="vllm tensorrt_llm"),
    "EngineArgs": _KEYWORD,
    "AsyncEngineArgs": _KEYWORD,
    "SentenceTransformer": _SENTENCES,
    "CrossEncoder": _SENTENCES,
    "SparseEncoder": _SENTENCES,
    "InferenceClient": _Loader(("model",), home="huggingface_hub"),
    "HuggingFaceEmbeddings": _SENTENCES,
    "HuggingFaceEmbedding": _SENTENCES,
    "HuggingFaceEndpoint": _KEYWORD,
    "from_model_id": _Loader(("model_id",)),
    "create_model": _Loader(("model_name",), home="timm", shape=_only_marked),
    "create_model_and_transforms": _MARKED,
    "load": _Loader(("path_or_hf_repo",), home="mlx_lm mlx_vlm"),
    "WhisperModel": _Loader(("model_size_or_path",), home="faster_whisper", shape=_only_marked),
}


def read(path: str, text: str, line_of: Callable[[int], int] = int) -> Found:
    """The models a Python file loads.

    Parameters:
        path: for what is found.
        text: source.
        line_of: the line in the file of a line of the source, where they differ (notebooks).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in a stranger's string is no concern of ours
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = "is no Python of this version" if isinstance(error, SyntaxError) else "cannot be parsed"
        return Found(unread=((path, reason),))
    return _Source(path, text.split("\n"), line_of, Constants(tree)).found(tree)


@dataclass(frozen=True, slots=True)
class _Source:
    """One file while it is read."""

    path: str
    lines: list[str]
    line_of: Callable[[int], int]
    constants: Constants

    def found(self, tree: ast.Module) -> Found:
        """All loads of the file."""
        mentions: list[Mention] = []
        unresolved: list[Unresolved] = []
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (loader := self._loader(node)):
                for one in self._load(node, loader):
                    (mentions if isinstance(one, Mention) else unresolved).append(one)  # type: ignore[arg-type]  # sorted by kind
        return Found(tuple(mentions), tuple(unresolved))

    def _loader(self, call: ast.Call) -> _Loader | None:
        """How this call names a model; None where it loads none."""
        name = _last(call.func)
        loader = _LOADERS.get(name)
        if loader is None or (loader.home and self._home(call.func) not in loader.home.split()):
            return None
        return loader

    def _home(self, called: ast.expr) -> str:
        """The package that a called name was imported from; empty where it was not."""
        first = called
        while isinstance(first, ast.Attribute):
            first = first.value
        module = self.constants.modules.get(first.id, "") if isinstance(first, ast.Name) else ""
        return module.partition(".")[0]

    def _load(self, call: ast.Call, loader: _Loader) -> Iterator[Mention | Unresolved]:
        if comment := self._comment(call):
            if comment != IGNORED:
                yield Mention(self.path, self.line_of(call.lineno), comment)
            return
        if self._keyword(call, "repo_type") in _NO_MODELS:
            return
        named = self._argument(call, loader)
        if named is None:
            # `pipeline("summarization")` takes whatever model the library holds for it this year.
            if loader.home.startswith("transformers") and call.args:
                yield self._unresolved(call)
            return
        revision = self._keyword(call, "revision")
        values, whole = self.constants.values(named)
        for told in values:
            if reference := self._reference(call, loader, told, revision):
                yield Mention(self.path, self.line_of(told.line), reference)
        if not whole:
            yield self._unresolved(call)

    def _reference(self, call: ast.Call, loader: _Loader, told: Told, revision: str) -> str:
        """The reference of one value; empty for a local path."""
        found = repository(told.text, revision)
        if not found:
            found = loader.shape(told.text, revision) if "/" not in told.text else ""
        if found and self._home(call.func) == "modelscope" and ":" not in found:
            return f"modelscope:{found}"
        return found

    def _argument(self, call: ast.Call, loader: _Loader) -> ast.expr | None:
        for keyword in call.keywords:
            if keyword.arg in loader.names:
                return keyword.value
        # PeftModel.from_pretrained(model, "org/adapter")
        shift = int(_last(getattr(call.func, "value", None)).startswith("Peft"))
        at = -1 if loader.at is None else loader.at + shift
        if not 0 <= at < len(call.args) or isinstance(call.args[at], ast.Starred):
            return None
        return call.args[at]

    def _keyword(self, call: ast.Call, name: str) -> str:
        """The one value of a keyword argument; empty where it is not written."""
        given = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
        values, whole = self.constants.values(given) if given is not None else ((), False)
        return values[0].text if whole and len(values) == 1 else ""

    def _comment(self, call: ast.Call) -> str:
        last = min(call.end_lineno or call.lineno, len(self.lines))
        told = (told_by_comment(self.lines[at - 1]) for at in range(call.lineno, last + 1))
        return next((each for each in told if each), "")

    def _unresolved(self, call: ast.Call) -> Unresolved:
        words = self.lines[call.lineno - 1].strip()
        words = words if len(words) <= _WIDEST else f"{words[:_WIDEST]}…"
        return Unresolved(self.path, self.line_of(call.lineno), words)


def _last(called: ast.expr | None) -> str:
    """The last part of a dotted name; empty for anything else."""
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""
