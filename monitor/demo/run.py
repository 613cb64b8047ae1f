"""The whole story on one machine: six models, a watch, three licences that change, an alert, a refusal.

Every step is a command as a user would type it, run in this process against a hub and a mailbox on loopback.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from monitor.demo.hub import Hub
from monitor.demo.mailbox import Mailbox
from monitor.resources import folder

if TYPE_CHECKING:
    from email.message import EmailMessage

Main: TypeAlias = Callable[[Sequence[str]], int]
"""The command line: arguments in, exit code out."""

MODELS = (
    "aurora-ai/aurora-2",
    "blueriver/river-7b",
    "cobalt/cobalt-vl",
    "delta-lab/delta-chat",
    "ember/ember-max",
    "fjord/fjord-mini-gguf",
)
CHANGING = MODELS[:3]
REFUSED = "ember/ember-max"

_CONFIG = """\
schema = 1

[profiles.support-bot]        # a product of our own, run on our own machines
uses = ["product"]
revenue_year = 3_000_000
users_month = 40_000
territories = ["DE"]

[profiles.cloud-api]          # the model itself, offered to others
uses = ["hosted-api"]
revenue_year = 45_000_000
users_month = 5_000_000
territories = ["DE", "US"]

[watch]
list = "models.txt"

[hub]
endpoint = "{hub}"

[mail]
host = "{host}"
port = {port}
security = "none"
sender = "licensewatch@demo.example"
recipients = ["legal@demo.example"]
"""


def play(main: Main) -> int:
    """Play the story; 0 when every step ended as it should.

    Parameters:
        main: the command line.
    """
    with TemporaryDirectory(prefix="licensewatch-demo-") as place, Hub() as hub, Mailbox() as mailbox:
        hub.load(Path(folder("_demo", "fixtures/demo")))
        desk = Path(place)
        (desk / "models.txt").write_text("\n".join(MODELS) + "\n", encoding="utf-8")
        config = _CONFIG.format(hub=hub.url, host=mailbox.host, port=mailbox.port)
        (desk / "licensewatch.toml").write_text(config, encoding="utf-8")
        with chdir(desk), _plain_environment():
            return 0 if _story(main, hub, mailbox) else 1


def _story(main: Main, hub: Hub, mailbox: Mailbox) -> bool:
    """The steps; whether each ended with the exit code that it should."""
    _tell("Six models on a hub, and a mailbox. Both run on this machine for as long as the demo does.")
    kept = _type(main, "licensewatch audit models.txt", 1)
    _tell("Now they are watched. The first look sends one inventory, not six alarms.")
    kept &= _type(main, "licensewatch watch --once", 0)
    _show_subjects(mailbox)
    _tell("Some weeks later three licences change: a paragraph is added, lines are wrapped, a ban is lifted.")
    for name in CHANGING:
        commit = hub.advance(name)
        _write(f"  {name}: “{commit.title}”" if commit else f"  {name}: nothing waits")
    kept &= _type(main, "licensewatch watch --once", 0)
    _tell("The alert as it was received:")
    kept &= _show(mailbox.messages[-1]) if len(mailbox.messages) > 1 else False
    _tell("And before anybody adopts a model, CI asks:")
    kept &= _type(main, f"licensewatch check --profile support-bot {REFUSED}", 1)
    _tell(
        "That is all; the hub, the mailbox and the database are gone." if kept else "A step ended otherwise."
    )
    return kept


def _type(main: Main, line: str, expected: int) -> bool:
    """Run a command line as if it was typed, and show its exit code; whether it is the expected one."""
    _write(f"\n$ {line}")
    code = main(shlex.split(line)[1:])
    _write(f"$ echo $?\n{code}")
    return code == expected


def _show_subjects(mailbox: Mailbox) -> None:
    for message in mailbox.messages:
        _write(f"In the mailbox of {message['To']}: {message['Subject']}")


def _show(message: EmailMessage) -> bool:
    """A message as a mail program shows it; whether it has a text part."""
    text = message.get_body(("plain",))
    for header in ("From", "To", "Subject"):
        _write(f"  {header}: {message[header]}")
    _write("")
    for line in text.get_content().splitlines() if text else ():
        _write(f"  {line}".rstrip())
    return text is not None


def _tell(sentence: str) -> None:
    _write(f"\n=== {sentence}")


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def _plain_environment() -> Iterator[None]:
    """Without the settings that would lead the commands to another hub, token, database or configuration."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("HF_", "HUGGING_FACE_", "LICENSEWATCH_")):
            del os.environ[name]
    os.environ.update({"HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
