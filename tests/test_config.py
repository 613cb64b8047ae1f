"""The configuration and the lists: what they mean, and that all faults are told at once."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import config
from monitor.config import Config, MailSettings, WatchSettings
from monitor.config.table import Table
from monitor.errors import ConfigError
from monitor.records import ChangeLevels, Kind, Level, Place, Policy, Profile, Rates, Subject, Use

PAGE = "[[watch.pages]]\nurl = 'https://a.example/b'\nselector = 'p'\n"
WHOLE = """
schema = 1
[profiles.support-bot]
uses = ["product", "hosted-api", "product"]
commercial = true
revenue_year = 3_000_000
revenue_month = 250_000.5
users_month = 40_000
currency = "EUR"
territories = ["DE", "EU", "*", "DE"]
[profiles.lab]
uses = ["internal"]
commercial = false
model_as_a_service = true
[policy]
allow = ["MIT", "BSD-*"]
unknown = "error"
conflict = "allow"
declared_only = "allow"
gated = "error"
missing = "warn"
unreachable = "warn"
[policy.clauses]
hosting = "error"
governing_law = "allow"
[watch]
list = "models.txt"
subjects = ["org/name", "./LICENSE", "org/name"]
cron = "0 6 * * mon-fri"
timezone = "Europe/Berlin"
jitter = 90
workers = 2
confirm_after = "1m"
[[watch.pages]]
url = "https://Example.org/terms"
selector = "main > p"
[mail]
host = "mail.example.org"
security = "tls"
sender = "watch@example.org"
recipients = ["legal@example.org", "dev@example.org"]
timeout = 5
[hub]
endpoint = "http://127.0.0.1:8080/"
[store]
path = "data/watch.db"
"""


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        config.parse(text, "licensewatch.toml")
    return caught.value.faults


def only_fault(body: str) -> str:
    found = faults(f"schema = 1\n{body}")
    assert len(found) == 1
    return found[0]


def test_whole_configuration() -> None:
    assert config.parse(WHOLE, "conf/licensewatch.toml") == Config(
        profiles=(
            Profile(
                name="support-bot",
                uses=(Use.PRODUCT, Use.HOSTED_API),
                revenue_year=3e6,
                revenue_month=250_000.5,
                users_month=40_000,
                currency="EUR",
                territories=("DE", "EU", "*"),
                model_as_a_service=True,
            ),
            Profile(name="lab", uses=(Use.INTERNAL,), commercial=False, model_as_a_service=True),
        ),
        policy=Policy(
            allow=("MIT", "BSD-*"),
            clauses={"hosting": Level.ERROR, "governing_law": Level.ALLOW},
            unknown=Level.ERROR,
            conflict=Level.ALLOW,
            declared_only=Level.ALLOW,
            gated=Level.ERROR,
            missing=Level.WARN,
            unreachable=Level.WARN,
        ),
        watch=WatchSettings(
            list=Path("conf/models.txt"),
            subjects=(Subject(Place.HUGGINGFACE, "org/name"), Subject(Place.FILE, "./LICENSE")),
            cron="0 6 * * mon-fri",
            timezone="Europe/Berlin",
            jitter=90,
            workers=2,
            pages={"https://Example.org/terms": "main > p", "https://example.org/terms": "main > p"},
            confirm_after=60,
        ),
        mail=MailSettings(
            host="mail.example.org",
            port=465,
            security="tls",
            sender="watch@example.org",
            recipients=("legal@example.org", "dev@example.org"),
            timeout=5.0,
        ),
        database=Path("conf/data/watch.db"),
        endpoint="http://127.0.0.1:8080",
    )


def test_nothing_but_the_schema_means_the_defaults() -> None:
    assert config.parse("schema = 1", "licensewatch.toml") == Config()


def test_template_means_the_defaults() -> None:
    assert config.parse(config.template(), "licensewatch.toml") == Config()


def test_template_uncommented_has_no_faults() -> None:
    full = re.sub(r"(?m)^#(?=[a-z\[])", "", config.template())
    assert full.count("=") == config.template().count("=")
    parsed = config.parse(full, "licensewatch.toml")
    assert parsed.mail is not None
    assert len(parsed.policy.clauses) == 15


def test_profiles_of_the_repository_add_no_policy_of_their_own() -> None:
    loaded = config.load(Path(__file__).parents[1] / "fixtures" / "profiles.toml")
    names = [profile.name for profile in loaded.profiles]
    assert names == ["hobbyist", "startup", "midsize", "cloud", "repackager", "distiller"]
    assert loaded.policy.allow == ()
    assert loaded.policy.clauses == {}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("[polcy]", "polcy is not a known key (did you mean policy?)"),
        ("zzz = 1", "zzz is not a known key"),
        ("profiles = 3", "profiles must be a table, not a whole number"),
        ("[profiles]\na = 'x'", "profiles.a must be a table, not a text"),
        ("[profiles.'a\\u0007b']", "profiles.'a\\\\u0007b' is no name for a profile"),
        ("[profiles.a]\nuses = []", "profiles.a.uses is empty; name at least one use"),
        ("[profiles.a]\nuses = 'product'", "profiles.a.uses must be a list of texts, not a text"),
        ("[profiles.a]\nuses = ['prodct']", 'profiles.a.uses[0] is "prodct"; it must be one of internal'),
        ("[profiles.a]\nuses = [1.5]", "profiles.a.uses[0] must be a text, not a number"),
        ("[profiles.a]\ncommercial = 1", "profiles.a.commercial must be true or false, not a whole number"),
        ("[profiles.a]\nrevenue_year = -1", "profiles.a.revenue_year must be 0 or more"),
        ("[profiles.a]\nrevenue_year = nan", "profiles.a.revenue_year must be 0 or more"),
        ("[profiles.a]\nrevenue_year = inf", "profiles.a.revenue_year must be 0 or more"),
        ("[profiles.a]\nusers_month = true", "profiles.a.users_month must be a number, not true or false"),
        (
            "[profiles.a]\nusers_month = 1979-05-27",
            "profiles.a.users_month must be a number, not a date or time",
        ),
        ("[profiles.a]\ncurrency = 'euro'", 'profiles.a.currency is "euro"; write an ISO 4217 code'),
        ("[profiles.a]\nterritories = ['UK']", 'profiles.a.territories[0] is "UK"'),
        (
            "[profiles.a]\nrevenu_year = 1",
            "profiles.a.revenu_year is not a known key (did you mean revenue_year?)",
        ),
        ("[policy]\nunknown = 'allow'", 'policy.unknown is "allow"; it must be one of warn, error'),
        ("[policy]\ngated = 'allow'", 'policy.gated is "allow"; it must be one of warn, error'),
        ("[policy]\nmissing = 'allow'", 'policy.missing is "allow"; it must be one of warn, error'),
        ("[policy]\nsuspect = 'allow'", 'policy.suspect is "allow"; it must be one of warn, error'),
        ("[policy]\nconflict = 'eror'", "(did you mean error?)"),
        ("[policy]\nallow = ['MIT', '']", "policy.allow[1] is empty"),
        (
            "[policy.clauses]\nhostng = 'warn'",
            "policy.clauses.hostng is not a known key (did you mean hosting?)",
        ),
        ("[policy.clauses]\nhosting = 2", "policy.clauses.hosting must be a text, not a whole number"),
        ("[watch]\nsubjects = ['a b']", "watch.subjects[0]: "),
        ("[watch]\nsubjects = [[]]", "watch.subjects[0] must be a text, not a list"),
        ("[watch]\nsubjects = [{}]", "watch.subjects[0] must be a text, not a table"),
        ("[watch]\nlist = ' '", "watch.list is empty"),
        ("[watch]\ninterval = '6x'", 'watch.interval is "6x"; write a duration such as "90s"'),
        ("[watch]\ninterval = 59", "watch.interval must be from 60 to 2,678,400"),
        ("[watch]\ninterval = '32d'", "watch.interval must be from 60 to 2,678,400"),
        ("[watch]\ninterval = 6.5", 'watch.interval must be a duration such as "6h", not a number'),
        ("[watch]\ncron = '* *'", "watch.cron has 2 of the five fields"),
        ("[watch]\ncron = '* * * * $'", 'watch.cron has "$", which is no field of a cron line'),
        ("[watch]\ncron = '0 6 * * *'\ninterval = '6h'", "watch.cron and watch.interval exclude each other"),
        ("[watch]\ntimezone = 'Europe/Berln'", "(did you mean Europe/Berlin?)"),
        ("[watch]\ntimezone = '../etc/passwd'", 'watch.timezone is "../etc/passwd"'),
        ("[watch]\nworkers = 0", "watch.workers must be from 1 to 64"),
        ("[watch]\njitter = '2d'", "watch.jitter must be from 0 to 86,400"),
        ("[watch]\nconfirm_after = '6m'", "watch.confirm_after must be from 0 to 300"),
        ("[watch]\npages = 'x'", "watch.pages must be a list of tables, not a text"),
        ("[watch]\npages = ['x']", "watch.pages[0] must be a table, not a text"),
        (f"{PAGE}slector = 'a'", "watch.pages[0].slector is not a known key (did you mean selector?)"),
        (f"{PAGE}{PAGE}", "watch.pages[1].url names https://a.example/b a second time"),
        ("[[watch.pages]]\nurl = 'https://a.example/b'", "watch.pages[0].selector is missing"),
        ("[[watch.pages]]\nselector = 'p'", "watch.pages[0].url is missing"),
        (
            "[[watch.pages]]\nurl = 'org/name'\nselector = 'p'",
            'watch.pages[0].url is "org/name"; write the address',
        ),
        ("[[watch.pages]]\nurl = '@'\nselector = 'p'", 'watch.pages[0].url is "@"'),
        (
            f"[[watch.pages]]\nurl = 'https://a.example/b'\nselector = '{'p' * 501}'",
            "is longer than 500 characters",
        ),
        (
            "[hub]\nendpoint = 'ftp://x.example.org'",
            'hub.endpoint is "ftp://x.example.org"; write an address',
        ),
        ("[hub]\nendpoint = 'https://[x'", "hub.endpoint is"),
        ("[hub]\nendpoint = 'https://x.example.org/a b'", "hub.endpoint is"),
        ("[store]\npath = 3", "store.path must be a text, not a whole number"),
        ("[store]\npth = 'x'", "store.pth is not a known key (did you mean path?)"),
    ],
)
def test_one_fault(body: str, fault: str) -> None:
    assert fault in only_fault(body)


MAIL = 'host = "m.example.org"\nsender = "a@example.org"\nrecipients = ["b@example.org"]\n'


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("port = 0", "mail.port must be from 1 to 65,535"),
        ("security = 'ssl'", 'mail.security is "ssl"; it must be one of none, starttls, tls'),
        ("timeout = 301", "mail.timeout must be from 1 to 300"),
        ("username = 'x'", "mail.username is not a known key (did you mean username_env?)"),
    ],
)
def test_mail_faults(change: str, fault: str) -> None:
    assert fault in only_fault(f"[mail]\n{MAIL}{change}")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('host = "m.example.org"\n', "", "mail.host is missing"),
        ("m.example.org", "https://m.example.org", "mail.host is"),
        ('sender = "a@example.org"\n', "", "mail.sender is missing"),
        ('"a@example.org"', '"A <a@example.org>"', "mail.sender is"),
        ('"a@example.org"', '"a@example.org\\nBcc: x@example.org"', "mail.sender is"),
        ('["b@example.org"]', "[]", "mail.recipients is empty"),
        (
            '["b@example.org"]',
            '["b@x.org", "c@x.org", "B@x.org"]',
            "mail.recipients names b@x.org more than once",
        ),
    ],
)
def test_mail_is_whole_or_a_fault(old: str, new: str, fault: str) -> None:
    assert fault in only_fault(f"[mail]\n{MAIL.replace(old, new)}")


@pytest.mark.parametrize(("security", "port"), [("none", 25), ("starttls", 587), ("tls", 465)])
def test_port_follows_security(security: str, port: int) -> None:
    parsed = config.parse(f'schema = 1\n[mail]\n{MAIL}security = "{security}"', "x.toml")
    assert parsed.mail is not None
    assert parsed.mail.port == port
    told = config.parse(f"schema = 1\n[mail]\n{MAIL}port = 2525", "x.toml").mail
    assert told is not None
    assert told.port == 2525
    assert (told.username_env, told.password_env) == ("LICENSEWATCH_SMTP_USER", "LICENSEWATCH_SMTP_PASSWORD")


def test_all_faults_at_once() -> None:
    found = faults(
        "[policy]\nunknown = 'allow'\n[watch]\nworkers = 0\nsubjects = ['a b']\n[hub]\nendpint = ''\n[mail]\n"
    )
    keys = {re.split(r"[ :]", fault)[0] for fault in found}
    assert keys == {
        "schema",
        "policy.unknown",
        "watch.workers",
        "watch.subjects[0]",
        "hub.endpint",
        "mail.host",
        "mail.sender",
        "mail.recipients",
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "schema is missing: write `schema = 1`"),
        ("schema = 2", "schema is 2; this version reads 1"),
        ("schema = 0", "schema must be 1 or more"),
        ("schema = '1'", "schema must be a whole number, not a text"),
        ("schema = 1\nx = $\n", "(at line 2, column 5)"),
        ("schema = 1\nx = ", "(at line 2, the last)"),
        ("schema = 1\nschema = 1", "not valid TOML: Cannot overwrite a value"),
        ("x = " + "[" * 5000, "nested too deeply"),
    ],
)
def test_faults_of_the_file_as_a_whole(text: str, fault: str) -> None:
    found = faults(text)
    assert len(found) == 1
    assert fault in found[0]


def test_durations() -> None:
    for told, seconds in (('"90s"', 90), ('"15m"', 900), ('"2h"', 7200), ('"1d"', 86_400), ("120", 120)):
        assert config.parse(f"schema = 1\n[watch]\ninterval = {told}", "x").watch.interval == seconds
    assert config.parse("schema = 1\n[watch]\njitter = 0", "x").watch.jitter == 0


# ---- Files ---------------------------------------------------------------------------------------------


def test_load_reads_paths_from_the_folder_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "licensewatch.toml"
    file.write_bytes(b"\xef\xbb\xbf" + WHOLE.encode())
    assert config.load(file).database == tmp_path / "data" / "watch.db"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "there is no such file"),
        (b"schema = 1\nx = '\xff'", "line 2: is not UTF-8"),
        (b"#" * (config.MAX_BYTES + 1), "is larger than 1,000,000 bytes"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes | None, fault: str) -> None:
    file = tmp_path / "licensewatch.toml"
    if content is not None:
        file.write_bytes(content)
    for read in (config.load, config.read_list):
        with pytest.raises(ConfigError, match=re.escape(f"{file}: 1 fault: {fault}")):
            read(file)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a folder, not a file"):
        config.load(tmp_path)


def test_a_path_that_the_system_refuses(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: File name too long"):
        config.load(tmp_path / ("x" * 5000))


def test_list_skips_comments_blank_lines_and_repeats(tmp_path: Path) -> None:
    file = tmp_path / "models.txt"
    file.write_text(
        "# ours\n\n org/name  # the bot\r\norg/name\nhttps://example.org/terms\n", encoding="utf-8"
    )
    assert [subject.name for subject in config.read_list(file)] == [
        "org/name",
        "https://example.org/terms",
    ]


def test_list_names_every_line_that_is_no_reference(tmp_path: Path) -> None:
    file = tmp_path / "models.txt"
    file.write_text(f"org/name\na b\n\nx/{'y' * 3000}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        config.read_list(file)
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["line 2", "line 4"]


JUNK = st.recursive(
    st.integers() | st.booleans() | st.text(max_size=8).map(repr) | st.floats().map(str),
    lambda inner: st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(map(str, each))}]"),
    max_leaves=5,
)
KEYS = st.sampled_from(
    ["schema", "profiles.a.uses", "policy.unknown", "watch.interval", "mail.port", "hub.x"]
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(KEYS, JUNK, max_size=4))
def test_whatever_stands_in_the_file_it_parses_or_tells_its_faults(values: dict[str, object]) -> None:
    lines = (f"{key} = {str(value).lower()}" for key, value in values.items())
    try:
        config.parse("\n".join(lines), "x.toml")
    except ConfigError as error:
        told = error.faults
    else:
        told = ("no fault",)
    assert all(told)
    assert told


def test_facts_of_group_product_and_places() -> None:
    told = config.parse(
        "schema = 1\n[profiles.a]\nrevenue_year = 9\nproduct_revenue_year = 3\nproduct_revenue_month = 1\n"
        "users_month = 4\ngroup_users_month = 5\nemployees = 6\nas_of = 2026-01-31\nestablished_in = ['DE']\n"
        "served_from = ['US']\ncustomers_in = ['EU', 'EU']\noutputs_to = ['*']\n"
        "business = ['AI Desk Helper']",
        "x.toml",
    )
    assert told.profiles == (
        Profile(
            name="a",
            revenue_year=9,
            product_revenue_year=3,
            product_revenue_month=1,
            users_month=4,
            group_users_month=5,
            employees=6,
            as_of=date(2026, 1, 31),
            established_in=("DE",),
            served_from=("US",),
            customers_in=("EU",),
            outputs_to=("*",),
            business=("AI Desk Helper",),
        ),
    )


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("as_of = '2026-01-31'", "profiles.a.as_of must be a date such as 2026-01-31, not a text"),
        ("customers_in = ['UK']", 'profiles.a.customers_in[0] is "UK"'),
        ("business = [' ']", "profiles.a.business[0] is empty"),
        (
            "users_month = 5\ngroup_users_month = 4",
            "profiles.a.users_month is more than profiles.a.group_users_month, which counts it in",
        ),
        ("establishd_in = ['DE']", "is not a known key (did you mean established_in?)"),
    ],
)
def test_faults_of_the_facts(body: str, fault: str) -> None:
    assert fault in only_fault(f"[profiles.a]\n{body}")


def test_moment_is_taken_for_its_day() -> None:
    told = config.parse("schema = 1\n[profiles.a]\nas_of = 2026-01-31T10:00:00Z", "x.toml")
    assert told.profiles[0].as_of == date(2026, 1, 31)


# ---- Policy, rates and facts with a day ----------------------------------------------------------------


def test_policy_of_kinds_changes_alternatives_and_rates() -> None:
    told = config.parse(
        "schema = 1\n[policy]\nallow = ['class:permissive', 'class:*-use']\nunlisted = 'warn'\nmargin = 0\n"
        "alternatives = ['org/approved']\ncontact = 'legal@example.org'\nsuspect = 'warn'\n"
        "[policy.clauses]\nthresholds = 'compare'\n[policy.change]\nlooser = 'warn'\n"
        "[rates]\nas_of = 2026-01-31\nEUR = 0.9",
        "x.toml",
    ).policy
    assert told == Policy(
        allow=("class:permissive", "class:*-use"),
        unlisted=Level.WARN,
        alternatives=("org/approved",),
        contact="legal@example.org",
        clauses={"thresholds": Level.COMPARE},
        margin=0.0,
        suspect=Level.WARN,
        change=ChangeLevels(looser=Level.WARN),
        rates=Rates(as_of=date(2026, 1, 31), per_dollar={"USD": 1.0, "EUR": 0.9}),
    )


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (
            "[policy]\ndeny = ['GPL-*']",
            "policy.deny is not a known key: list what may be adopted in policy.allow",
        ),
        ("[policy]\nhosting = 'warn'", "policy.hosting is not a known key: write policy.clauses.hosting"),
        ("[policy]\ntighter = 'warn'", "policy.tighter is not a known key: write policy.change.tighter"),
        ("[policy]\nincomplete = 'warn'", "write policy.unreachable and policy.suspect"),
        ("[policy]\nallow = ['class:permisive']", "(did you mean class:permissive?)"),
        ("[policy]\nmargin = 1", "policy.margin must be from 0 to 0.9"),
        ("[policy]\nunlisted = 'compare'", "policy.unlisted is"),
        ("[policy]\nalternatives = ['']", "policy.alternatives[0] is empty"),
        (
            "[policy.change]\ntightr = 'warn'",
            "policy.change.tightr is not a known key (did you mean tighter?)",
        ),
        ("[rates]\nEUR = 0.9", "rates.as_of is missing"),
        ("[rates]\nas_of = 2026-01-31\nEUR = 0", "rates.EUR must be more than 0"),
        ("[rates]\nas_of = 2026-01-31\nUSD = 2", "rates.USD must be 1"),
        ("[rates]\nas_of = 2026-01-31\nEUR = '1'", "rates.EUR must be a number, not a text"),
        ("[rates]\nas_of = 2026-01-31\neuro = 1", "rates.euro is not a known key"),
        ("[profiles.a]\nrevenue_year = { value = 1, as_off = 2026-01-31 }", "(did you mean as_of?)"),
        ("[profiles.a]\nrevenue_year = { as_of = 2026-01-31 }", "profiles.a.revenue_year.value is missing"),
        ("[profiles.a]\nrevenue_year = { value = -1 }", "profiles.a.revenue_year.value must be 0 or more"),
        ("[profiles.a]\ncompetitor = 'no'", "profiles.a.competitor must be true or false, not a text"),
        (
            "[profiles.a]\nrevenue_month = 2\nrevenue_year = 1",
            "profiles.a.revenue_month is more than profiles.a.revenue_year, which counts it in",
        ),
    ],
)
def test_faults_of_policy_rates_and_facts(body: str, fault: str) -> None:
    assert fault in only_fault(body)


def test_a_fact_may_have_a_day_of_its_own() -> None:
    (told,) = config.parse(
        "schema = 1\n[profiles.a]\nas_of = 2025-01-01\nusers_day = 3\ncompetitor = false\nresearch = true\n"
        "revenue_year = { value = 5, as_of = 2026-01-31 }",
        "x.toml",
    ).profiles
    assert (told.revenue_year, told.users_day, told.competitor, told.research) == (5, 3, False, True)
    assert (told.dated("revenue_year"), told.dated("users_day")) == (date(2026, 1, 31), date(2025, 1, 1))
    assert Profile().dated("users_day") is None


def keys_of(text: str) -> set[str]:
    """Every key that stands in a configuration, commented out or not, with its table."""
    found, table = set(), ""
    for line in re.sub(r"(?m)^#(?=[A-Za-z\[])", "", text).splitlines():
        if match := re.match(r"\[+([\w.-]+)\]", line):
            table = re.sub(r"^profiles\.\w+", "profiles.*", match[1])
        elif match := re.match(r"(\w+) = ", line):
            found.add(f"{table}.{match[1]}".lstrip("."))
    return found


def test_template_tells_every_key_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    take = Table.take

    def taken(table: Table, key: str, kind: type | tuple[type, ...], called: str) -> object:
        path = re.sub(r"^profiles\.\w+", "profiles.*", re.sub(r"\[\d+\]", "", table.name(key)))
        read.add(path)
        return take(table, key, kind, called)

    monkeypatch.setattr(Table, "take", taken)
    full = re.sub(r"(?m)^#(?=[A-Za-z\[])", "", config.template())
    config.parse(full, "x.toml")
    tables = {path for path in read if any(other.startswith(f"{path}.") for other in read)}
    # A cron line excludes the interval that stands there; the comment above it says so.
    assert read - tables - {"profiles.*", "watch.cron"} == keys_of(config.template())


def test_manual_explains_every_kind_level_state_and_direction() -> None:
    manual = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")
    explained = manual.partition("<!-- end -->")[2]
    assert [kind for kind in Kind if f"| `class:{kind}` |" not in explained] == []
    assert [level for level in Level if f"| `{level}` |" not in explained] == []
    states = ("unknown", "conflict", "declared_only", "missing", "gated", "unreachable", "suspect")
    others = ("margin", "alternatives", "contact", "unlisted", "allow", "[policy.change]", "[rates]", "as_of")
    assert [key for key in (*states, *others) if f"`{key}`" not in explained] == []
    assert set(states) == {
        one.name for one in fields(Policy) if one.type == "Level" and one.name != "unlisted"
    }
