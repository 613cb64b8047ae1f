"""Days on the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

import click


class Day(click.ParamType[date]):
    """An ISO 8601 day."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 - click's signature
        """The day, or a usage error."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day such as 2026-12-31.", param, ctx)


class Days(click.ParamType[int]):
    """A number of days, as `5d`."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - click's signature
        """The number, or a usage error."""
        told = str(value)
        number = told.removesuffix("d")
        if (
            number == told
            or not (number.isascii() and number.isdecimal())
            or not 0 < int(number[:5]) < 10_000
        ):
            self.fail(f"{told!r} is no number of days such as 5d.", param, ctx)
        return int(number)
