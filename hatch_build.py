"""Makes `monitor/compiled_*.bin` when the package is built or installed in place.

Hatchling calls it: https://hatch.pypa.io/latest/plugins/build-hook/custom/
"""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRules(BuildHookInterface[Any]):
    """Runs `tools/build_rules.py` before files are collected; git ignores what it writes."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files and have them taken into the wheel.

        Parameters:
            version: `standard`, or `editable` for an installation in place.
            build_data: what else hatchling shall take.
        """
        del version
        root = Path(self.root)
        tool = runpy.run_path(str(root / "tools" / "build_rules.py"))
        places: tuple[Path, ...] = tool["build"](root)
        build_data["artifacts"] += [f"/{place.relative_to(root).as_posix()}" for place in places]
