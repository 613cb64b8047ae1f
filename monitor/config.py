"""`licensewatch.toml` and lists of subjects: read, checked as a whole, and turned into frozen values.

Every fault of a file is reported at once, by the path of its key. A key that is not known is a fault, since
a misspelt `policy.clauses.hostng` would otherwise clear what it was meant to stop.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from monitor import subjects, territories
from monitor.errors import ConfigError, UsageError
from monitor.records import Level, Place, Policy, Profile, Subject, Terms, Use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from enum import StrEnum

    Enum = TypeVar("Enum", bound=StrEnum)

SCHEMA = 1
FILE_NAME = "licensewatch.toml"
DATABASE_NAME = "licensewatch.db"
MAX_BYTES = 1_000_000
MAX_REFERENCE = 2_000
SHORTEST_INTERVAL = 60
LONGEST_INTERVAL = 31 * 86_400
LONGEST_CONFIRM = 300
MAX_SELECTOR = 500
SMTP_TIMEOUT = 30.0
_LARGEST = 1e18  # of any number; more than all the money there is
USERNAME_ENV = "LICENSEWATCH_SMTP_USER"
PASSWORD_ENV = "LICENSEWATCH_SMTP_PASSWORD"  # noqa: S105 - the name of a variable

# RFC 8314 (submission over TLS), RFC 6409 (submission) and RFC 5321 (transport).
_PORTS = {"none": 25, "starttls": 587, "tls": 465}
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(\d{1,9})([smhd])")
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,253}[A-Za-z0-9])?")
_CRON_FIELD = re.compile(r"[0-9A-Za-z*/,#?-]{1,64}")
# tomllib takes quadratic time over a key of many parts. Possessive, and only where a part begins.
_LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}""")
_CURRENCY = re.compile(r"[A-Z]{3}")
_NAME = re.compile(r"[^\W_][\w .+-]{0,63}")
# What people write for what ISO 3166-1 and the Union call otherwise.
_USUAL = {"UK": "GB", "EL": "GR", "USA": "US", "EEA": "EU", "WORLDWIDE": "*", "WORLD": "*"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """What is watched, and when.

    Parameters:
        list: file with one reference a line.
        subjects: references given in the configuration itself.
        interval: seconds between two passes; of no effect where `cron` says when.
        cron: five fields, in `timezone`.
        timezone: IANA name.
        jitter: seconds that a pass may start later, at random.
        workers: subjects fetched at the same time.
        pages: CSS selectors of the main content, by the address of a page.
        confirm_after: seconds until a web page that changed is asked for again.
    """

    list: Path | None = None
    subjects: tuple[Subject, ...] = ()
    interval: int = 6 * 3600
    cron: str | None = None
    timezone: str = "UTC"
    jitter: int = 300
    workers: int = 4
    pages: Mapping[str, str] = field(default_factory=dict)
    confirm_after: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Where alerts go. The login is never in the file: it comes from the environment.

    Parameters:
        host: SMTP server.
        port: 25, 587 or 465 by `security`, unless told.
        security: `none`, `starttls` or `tls`.
        sender: the address in From.
        recipients: one mail each.
        timeout: seconds for each answer of the server.
        username_env, password_env: names of the environment variables that hold the login.
    """

    host: str
    port: int
    security: str
    sender: str
    recipients: tuple[str, ...]
    timeout: float = SMTP_TIMEOUT
    username_env: str = USERNAME_ENV
    password_env: str = PASSWORD_ENV


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """One configuration, whole and checked.

    Parameters:
        profiles: at least one; in the order of the file.
        policy: what the adopter accepts.
        watch: what is watched, and when.
        mail: where alerts go; None means nowhere.
        database: the SQLite file.
        endpoint: base URL of the hub, where it is not the public one.
    """

    profiles: tuple[Profile, ...] = (Profile(),)
    policy: Policy = field(default_factory=Policy)
    watch: WatchSettings = WatchSettings()
    mail: MailSettings | None = None
    database: Path = Path(DATABASE_NAME)
    endpoint: str | None = None


def load(path: Path) -> Config:
    """Reads a configuration file.

    Parameters:
        path: the TOML file; paths inside it are relative to its folder.

    Raises:
        ConfigError: it cannot be read, or has faults (all of them at once).
    """
    return parse(_read(path, f"Run `licensewatch init` to write a {FILE_NAME}."), str(path))


def parse(text: str, source: str) -> Config:
    """Reads the text of a configuration.

    Parameters:
        text: TOML 1.0.
        source: its path as the user wrote it; relative paths in the text start from its folder.

    Raises:
        ConfigError: with all faults at once.
    """
    if _LONG_KEY.search(text):
        raise ConfigError(source, ["not usable: it holds a key of too many parts"])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        last = f"at line {text.count(chr(10)) + 1}, the last"
        problem = str(error).replace("at end of document", last)
        raise ConfigError(source, [f"not valid TOML: {problem}"], "Mend the line.") from error
    except RecursionError as error:
        raise ConfigError(source, ["not usable: values are nested too deeply"]) from error
    except ValueError as error:  # a number of more digits than Python reads
        raise ConfigError(source, ["not usable: it holds a number that is too long"]) from error
    root = _Table(data, "", [])
    schema = root.whole("schema", None, 1, None)
    if schema is None and "schema" not in data:
        root.fault("schema", f"is missing: write `schema = {SCHEMA}`")
    elif schema is not None and schema != SCHEMA:
        root.fault("schema", f"is {schema}; this version reads {SCHEMA}")
    config = Config(
        profiles=_profiles(root.table("profiles")),
        policy=_policy(root.table("policy")),
        watch=_watch(root.table("watch"), Path(source).parent),
        mail=_mail(root.table("mail")) if "mail" in data else None,
        database=_database(root.table("store"), Path(source).parent),
        endpoint=_endpoint(root.table("hub")),
    )
    root.close()
    if root.faults:
        raise ConfigError(source, root.faults, "Mend the keys named and try again.")
    return config


def read_list(path: Path) -> tuple[Subject, ...]:
    """Reads a list of subjects: one reference a line; `#` begins a comment; blank lines do not count.

    Parameters:
        path: the list, UTF-8.

    Raises:
        ConfigError: it cannot be read, or lines of it are no references (all of them at once).
    """
    found: dict[Subject, None] = {}
    faults: list[str] = []
    for number, line in enumerate(
        _read(path, "Give a file with one reference a line.").splitlines(), start=1
    ):
        reference = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        if reference:
            subject = _subject(f"line {number}", reference, faults)
            found |= {subject: None} if subject else {}
    if faults:
        raise ConfigError(
            str(path), faults, "Write one reference a line, e.g. org/name or https://example.org/x."
        )
    return tuple(found)


def template() -> str:
    """The commented configuration that `init` writes; it stands for the defaults.

    Lines that begin with `#` and no space are settings to be uncommented.
    """
    return _TEMPLATE


def _read(path: Path, advice: str) -> str:
    """The text of a file, or a ConfigError that says why not."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ConfigError(str(path), ["there is no such file"], advice) from error
    except IsADirectoryError as error:
        raise ConfigError(str(path), ["is a folder, not a file"], advice) from error
    except OSError as error:
        raise ConfigError(
            str(path), [f"cannot be read: {error.strerror}"], "Check its permissions."
        ) from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(str(path), [f"is larger than {MAX_BYTES:,} bytes"], advice)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigError(str(path), [f"line {line}: is not UTF-8"], "Save it as UTF-8.") from error


def _subject(where: str, reference: str, faults: list[str]) -> Subject | None:
    """A subject, or a fault."""
    if len(reference) > MAX_REFERENCE:
        faults.append(f"{where}: is longer than {MAX_REFERENCE:,} characters")
        return None
    try:
        return subjects.parse(reference)
    except UsageError as error:
        faults.append(f"{where}: {str(error).rstrip('.')}")
        return None


class _Table:
    """One table of the file, read key by key; what is wrong is noted, and reading goes on.

    Parameters:
        data: the table as TOML gave it.
        path: the dotted path of the table; empty for the whole file.
        faults: shared by all tables of the file.
    """

    def __init__(self, data: Mapping[str, Any], path: str, faults: list[str]) -> None:
        self.data = data
        self.path = path
        self.faults = faults
        self._known: list[str] = []

    def fault(self, key: str, problem: str) -> None:
        """Notes what is wrong with a key."""
        self.faults.append(f"{self.name(key)} {problem}")

    def name(self, key: str) -> str:
        """The dotted path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def take(self, key: str, kind: type | tuple[type, ...], called: str) -> Any:  # noqa: ANN401 - raw TOML
        """The value of a key, if it is there and of the kind."""
        self._known.append(key)
        value = self.data.get(key)
        wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        if key in self.data and wrong:
            self.fault(key, f"must be {called}, not {_called(value)}")
        return None if wrong else value

    def table(self, key: str) -> _Table:
        """A table below this one; empty where it is absent."""
        return _Table(self.take(key, dict, "a table") or {}, self.name(key), self.faults)

    def text(self, key: str, default: str, check: Callable[[str], str | None] = lambda _: None) -> str:
        """A text; `check` gives what is wrong with it."""
        value = self.take(key, str, "a text")
        if value is None:
            return default
        problem = check(value) if value.strip() else "is empty"
        if problem:
            self.fault(key, problem)
        return default if problem else str(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.take(key, bool, "true or false")
        return default if value is None else bool(value)

    def whole(self, key: str, default: int | None, low: int, high: int | None) -> int | None:
        """A whole number within bounds."""
        value = self.take(key, int, "a whole number")
        return default if value is None or not self.within(key, value, low, high) else int(value)

    def number(self, key: str, low: float, high: float | None = None) -> float | None:
        """A number within bounds."""
        value = self.take(key, (int, float), "a number")
        return None if value is None or not self.within(key, value, low, high) else float(value)

    def within(self, key: str, value: float, low: float, high: float | None) -> bool:
        """Whether a number is one, not endless and within bounds; a fault if not."""
        good = abs(value) <= _LARGEST and low <= value and (high is None or value <= high)
        if not good:
            self.fault(
                key, f"must be {low:,} or more" if high is None else f"must be from {low:,} to {high:,}"
            )
        return good

    def texts(
        self, key: str, default: tuple[str, ...], check: Callable[[str], str | None]
    ) -> tuple[str, ...]:
        """A list of texts, in order; each is checked."""
        values = self.take(key, list, "a list of texts")
        if values is None:
            return default
        for index, value in enumerate(values):
            problem = check(value) if isinstance(value, str) else f"must be a text, not {_called(value)}"
            if problem:
                self.fault(f"{key}[{index}]", problem)
        return tuple(value for value in values if isinstance(value, str))

    def day(self, key: str) -> date | None:
        """A date without a time."""
        value = self.take(key, date, "a date such as 2026-01-31")
        return value.date() if isinstance(value, datetime) else value

    def level(self, key: str, default: Level, *, floor: bool = False) -> Level:
        """A level of the policy; with `floor`, one that may not be `allow`."""
        allowed = [level for level in Level if not (floor and level is Level.ALLOW)]
        value = self.text(key, default, lambda text: _among(text, allowed))
        return Level(value)

    def duration(self, key: str, low: int, high: int) -> int | None:
        """Seconds, from a whole number or `90s`, `15m`, `6h`, `1d`."""
        value = self.take(key, (int, str), 'a duration such as "6h"')
        if isinstance(value, str):
            match = _DURATION.fullmatch(value.strip())
            if match is None:
                self.fault(key, f'is "{value}"; write a duration such as "90s", "15m", "6h" or "1d"')
                return None
            value = int(match[1]) * _UNITS[match[2]]
        return None if value is None or not self.within(key, value, low, high) else int(value)

    def close(self) -> None:
        """Notes every key that nobody asked for."""
        for key in self.data:
            if key not in self._known:
                self.fault(key, f"is not a known key{_hint(key, self._known)}")


def _called(value: object) -> str:
    """What TOML calls the kind of a value."""
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "true or false"),
        (str, "a text"),
        (int, "a whole number"),
        (float, "a number"),
        (list, "a list"),
        (dict, "a table"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "a date or time")


def _hint(wrong: str, known: Iterable[str]) -> str:
    """What was probably meant."""
    close = difflib.get_close_matches(wrong.lower(), list(known), n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""


def _among(text: str, allowed: Iterable[str]) -> str | None:
    """What is wrong with a word that has to be one of a few."""
    names = [str(name) for name in allowed]
    if text in names:
        return None
    return f'is "{text}"; it must be one of {", ".join(names)}{_hint(text, names)}'


def _profiles(table: _Table) -> tuple[Profile, ...]:
    """Named profiles; without any, the default one."""
    found = []
    for name in table.data:
        if not _NAME.fullmatch(name):
            table.fault(repr(name), "is no name for a profile: use letters, digits, spaces, dots, + and -")
        found.append(_profile(table.table(name), name))
    return tuple(found) or (Profile(),)


def _profile(table: _Table, name: str) -> Profile:
    """One profile."""
    default = Profile()
    told = table.texts("uses", default.uses, lambda text: _among(text, Use))
    if table.data.get("uses") == []:
        table.fault("uses", "is empty; name at least one use")
    uses = tuple(dict.fromkeys(Use(use) for use in told if use in set(Use)))
    profile = Profile(
        name=name,
        uses=uses or default.uses,
        commercial=table.flag("commercial", default=default.commercial),
        revenue_year=table.number("revenue_year", 0),
        revenue_month=table.number("revenue_month", 0),
        product_revenue_year=table.number("product_revenue_year", 0),
        product_revenue_month=table.number("product_revenue_month", 0),
        users_month=table.number("users_month", 0),
        group_users_month=table.number("group_users_month", 0),
        employees=table.number("employees", 0),
        as_of=table.day("as_of"),
        currency=table.text("currency", default.currency, _currency_fault),
        territories=_places(table, "territories"),
        established_in=_places(table, "established_in"),
        served_from=_places(table, "served_from"),
        customers_in=_places(table, "customers_in"),
        outputs_to=_places(table, "outputs_to"),
        model_as_a_service=table.flag("model_as_a_service", default=Use.HOSTED_API in uses),
        business=table.texts("business", (), lambda text: None if text.strip() else "is empty"),
    )
    _product_within_group(table, profile)
    table.close()
    return profile


def _places(table: _Table, key: str) -> tuple[str, ...]:
    """Territories, each once."""
    return tuple(dict.fromkeys(table.texts(key, (), _territory_fault)))


def _product_within_group(table: _Table, profile: Profile) -> None:
    """Notes figures of the product that are larger than those of the group it belongs to."""
    for part, whole in _PARTS:
        own, group = getattr(profile, part), getattr(profile, whole)
        if own is not None and group is not None and own > group:
            table.fault(part, f"is more than {table.name(whole)}, which counts it in; mend one of them")


# Figures of the product, and those of the group.
_PARTS = (
    ("product_revenue_year", "revenue_year"),
    ("product_revenue_month", "revenue_month"),
    ("users_month", "group_users_month"),
)


def _currency_fault(text: str) -> str | None:
    """What is wrong with a currency."""
    return None if _CURRENCY.fullmatch(text) else f'is "{text}"; write an ISO 4217 code such as USD or EUR'


def _territory_fault(text: str) -> str | None:
    """What is wrong with a territory."""
    if territories.is_territory(text):
        return None
    upper = text.strip().upper()
    meant = _USUAL.get(upper, upper)
    hint = f" (did you mean {meant}?)" if territories.is_territory(meant) else ""
    return f'is "{text}"; write an ISO 3166-1 alpha-2 code, EU or *{hint}'


def _policy(table: _Table) -> Policy:
    """The policy; what was not read can be reviewed or refused, never allowed."""
    default = Policy()
    policy = Policy(
        allow=table.texts("allow", default.allow, lambda text: None if text.strip() else "is empty"),
        clauses=_clauses(table.table("clauses")),
        unknown=table.level("unknown", default.unknown, floor=True),
        conflict=table.level("conflict", default.conflict),
        declared_only=table.level("declared_only", default.declared_only),
        gated=table.level("gated", default.gated, floor=True),
        missing=table.level("missing", default.missing, floor=True),
        incomplete=table.level("incomplete", default.incomplete, floor=True),
    )
    table.close()
    return policy


def _clauses(table: _Table) -> Mapping[str, Level]:
    """Levels per field of the terms."""
    levels = {each.name: table.level(each.name, Level.ALLOW) for each in fields(Terms)}
    table.close()
    return {name: level for name, level in levels.items() if name in table.data}


def _watch(table: _Table, base: Path) -> WatchSettings:
    """What is watched, and when."""
    default = WatchSettings()
    told: list[str] = []
    listed = table.text("list", "")
    found = [
        _subject(table.name(f"subjects[{index}]"), reference, told)
        for index, reference in enumerate(table.texts("subjects", (), lambda _: None))
    ]
    table.faults.extend(told)
    interval = table.duration("interval", SHORTEST_INTERVAL, LONGEST_INTERVAL)
    cron = table.text("cron", "", _cron_fault)
    if "interval" in table.data and "cron" in table.data:
        table.fault("cron", f"and {table.name('interval')} exclude each other; keep one")
    jitter = table.duration("jitter", 0, 86_400)
    workers = table.whole("workers", default.workers, 1, 16)
    confirm = table.duration("confirm_after", 0, LONGEST_CONFIRM)
    settings = WatchSettings(
        list=base / listed if listed else None,
        subjects=tuple(dict.fromkeys(subject for subject in found if subject)),
        interval=interval or default.interval,
        cron=cron or None,
        timezone=table.text("timezone", default.timezone, _timezone_fault),
        jitter=default.jitter if jitter is None else jitter,
        workers=workers or default.workers,
        pages=_pages(table),
        confirm_after=default.confirm_after if confirm is None else confirm,
    )
    table.close()
    return settings


def _pages(table: _Table) -> Mapping[str, str]:
    """Selectors by address, from `[[watch.pages]]`."""
    found: dict[str, str] = {}
    for index, value in enumerate(table.take("pages", list, "a list of tables") or ()):
        name = f"pages[{index}]"
        if not isinstance(value, dict):
            table.fault(name, f"must be a table, not {_called(value)}")
            continue
        page = _Table(value, table.name(name), table.faults)
        url = page.text("url", "", _page_fault)
        selector = page.text("selector", "", _selector_fault)
        for key in ("url", "selector"):
            if key not in value:
                page.fault(key, "is missing")
        page.close()
        if url in found:
            page.fault("url", f"names {url} a second time")
        if url and selector:
            found |= dict.fromkeys((url, subjects.parse(url).name), selector)
    return found


def _page_fault(text: str) -> str | None:
    """What is wrong with the address of a page."""
    try:
        good = subjects.parse(text).place is Place.WEB
    except UsageError:
        good = False
    return None if good else f'is "{text}"; write the address of a page such as https://example.org/terms'


def _selector_fault(text: str) -> str | None:
    """What is plainly wrong with a CSS selector; the reader of pages looks closer."""
    return None if len(text) <= MAX_SELECTOR else f"is longer than {MAX_SELECTOR} characters"


def _cron_fault(text: str) -> str | None:
    """What is plainly wrong with a cron line; the scheduler looks closer."""
    parts = text.split()
    if len(parts) != 5:
        return f"has {len(parts)} of the five fields minute, hour, day, month, day of week"
    wrong = [part for part in parts if not _CRON_FIELD.fullmatch(part)]
    return f'has "{wrong[0]}", which is no field of a cron line' if wrong else None


def _timezone_fault(text: str) -> str | None:
    """What is wrong with a time zone."""
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        close = difflib.get_close_matches(text, available_timezones(), n=1, cutoff=0.6)
        hint = f" (did you mean {close[0]}?)" if close else ""
        return f'is "{text}"; write an IANA time zone such as UTC or Europe/Berlin{hint}'
    return None


def _mail(table: _Table) -> MailSettings:
    """Where alerts go; host, sender and recipients must be told."""
    for key in ("host", "sender", "recipients"):
        if key not in table.data:
            table.fault(key, "is missing")
    recipients = table.texts("recipients", (), _address_fault)
    if "recipients" in table.data and table.data["recipients"] == []:
        table.fault("recipients", "is empty; name at least one address")
    seen = [address.lower() for address in recipients]
    for address in dict.fromkeys(one for one in seen if seen.count(one) > 1):
        table.fault("recipients", f"names {address} more than once")
    security = table.text("security", "starttls", lambda text: _among(text, _PORTS))
    settings = MailSettings(
        host=table.text("host", "", _host_fault),
        port=table.whole("port", None, 1, 65_535) or _PORTS[security],
        security=security,
        sender=table.text("sender", "", _address_fault),
        recipients=recipients,
        timeout=table.number("timeout", 1, 300) or SMTP_TIMEOUT,
        username_env=table.text("username_env", USERNAME_ENV),
        password_env=table.text("password_env", PASSWORD_ENV),
    )
    table.close()
    return settings


def _host_fault(text: str) -> str | None:
    """What is wrong with the name of a server."""
    return (
        None if _HOST.fullmatch(text) else f'is "{text}"; write the name of a server, without scheme or port'
    )


def _address_fault(text: str) -> str | None:
    """What is wrong with an e-mail address."""
    return (
        None if _ADDRESS.fullmatch(text) else f'is "{text}"; write a bare address such as legal@example.org'
    )


def _database(table: _Table, base: Path) -> Path:
    """The SQLite file."""
    path = base / table.text("path", DATABASE_NAME)
    table.close()
    return path


def _endpoint(table: _Table) -> str | None:
    """The base URL of the hub."""
    endpoint = table.text("endpoint", "", _url_fault)
    table.close()
    return endpoint.rstrip("/") or None


def _url_fault(text: str) -> str | None:
    """What is wrong with a base URL."""
    problem = f'is "{text}"; write an address such as https://hub.example.org'
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and parts.hostname and not (parts.query or parts.fragment)
    except ValueError:
        return problem
    return None if good and not re.search(r"\s", text) else problem


_TEMPLATE = """\
# licensewatch: what you are, what you accept, what is watched. Not legal advice.
# Settings begin with # where they are not in force; every one shown is the default or an example.
# Paths are relative to the folder of this file.
schema = 1

# ---- Who asks ----------------------------------------------------------------------------------------
# One table per product. What a clause needs and you do not declare ends in "review", with the fact named.
[profiles.default]
# What you do with a model: internal, product, hosted-api, redistribute, fine-tune, train-on-outputs.
uses = ["product"]
# false only for a private person outside any trade.
commercial = true
# Revenue of the whole group, last twelve months and last month; users of this product, last month.
#revenue_year = 3_000_000
#revenue_month = 250_000
#users_month = 40_000
# Some clauses count the product's own revenue, all users of the group, or heads.
#product_revenue_year = 1_000_000
#product_revenue_month = 80_000
#group_users_month = 90_000
#employees = 25
# The day these figures are of.
#as_of = 2026-01-31
currency = "USD"
# Where you are established, and where the model and its results are used or offered:
# ISO 3166-1 codes, "EU", or "*" for the whole world.
#territories = ["US", "EU"]
# Or the same one by one: your seat, where the model runs, where customers are, where its outputs go.
#established_in = ["US"]
#served_from = ["US"]
#customers_in = ["US", "EU"]
#outputs_to = ["US", "EU"]
# true where you offer the model itself to third parties as a service; follows from hosted-api.
model_as_a_service = false
# Your lines of business, where a licence binds some by name.
#business = ["AI Work Assistant"]

# ---- What is accepted --------------------------------------------------------------------------------
[policy]
# Licences that may be adopted (ids, * and ? as wildcards); without the line any may. There is no deny list.
#allow = ["MIT", "Apache-2.0", "BSD-*"]
# allow, warn (a person decides) or error (refused):
conflict = "warn"           # documents of one model disagree
declared_only = "warn"      # a licence is named, its text is nowhere
# warn or error; what nobody could read or explain is never cleared:
unknown = "warn"            # sentences or texts that fit no rule
gated = "warn"              # the terms stand behind a gate
missing = "error"           # no licence anywhere
incomplete = "error"        # something could not be fetched or read

# Per kind of clause: allow (doubts about it are accepted), warn, error. Without a line, the profile decides.
[policy.clauses]
#commercial_use = "error"
#thresholds = "warn"
#revenue_share = "error"
#hosting = "warn"
#display_attribution = "warn"
#name_prefix = "allow"
#excluded_territories = "error"
#no_training_other_models = "warn"
#acceptable_use = "allow"
#military_ban = "allow"
#unilateral_change = "warn"
#ip_litigation_termination = "allow"
#governing_law = "allow"
#flow_down = "allow"
#registration_required = "warn"

# ---- What is watched, and when -----------------------------------------------------------------------
[watch]
# A file with one reference a line, or the references themselves, or both.
#list = "models.txt"
#subjects = ["hf:example-org/example-model"]
# Either an interval (90s, 15m, 6h, 1d) or a cron line of five fields in the time zone below.
interval = "6h"
timezone = "UTC"
# A pass starts up to this much later, at random, so that not everybody asks at the same minute.
jitter = "5m"
workers = 4
# A web page that changed is asked for again after this long, before anybody is told.
confirm_after = "10s"
# Where the terms stand on a page, if its own marks do not tell (CSS):
#[[watch.pages]]
#url = "https://example.org/terms"
#selector = "div.legal-text"

# ---- Who is told -------------------------------------------------------------------------------------
# The login comes from the environment: LICENSEWATCH_SMTP_USER and LICENSEWATCH_SMTP_PASSWORD.
#[mail]
#host = "smtp.example.org"
#security = "starttls"
#port = 587
#sender = "licensewatch@example.org"
#recipients = ["legal@example.org"]
#timeout = 30

# ---- Where from, and where to ------------------------------------------------------------------------
[hub]
#endpoint = "https://hub.example.org"

[store]
path = "licensewatch.db"
"""
