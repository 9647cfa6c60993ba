"""What the pages say, held against the program: commands, links, lists."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubtui.acts.everything import ACTS
from hubtui.cli import courier, sync
from hubtui.cli.main import COMMANDS, _parser, main
from tests.tree import ROOT, SOURCE

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`((?:src|tests|docs|bench)/[\w./-]*\w/?|\w[\w.-]*\.(?:md|toml|lock)|Makefile|LICENSE)`")
QUOTED = re.compile(r"^<!-- (\S+) -->\n```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINKED = re.compile(r"\]\((?!https?:|#)([^)\s]+)\)")

CONTRACT_ACTS = re.findall(
    r"\S+",
    """
referral.record referral.allocate contact_chain.set release.set consent.record information.give assessment.complete
risk.record risk.acknowledge plan.write plan.agree plan.amend session.offer session.record session.miss session.cancel
noncontact.record note.add task.add task.finish concern.raise concern.told record.correct training.record setting.change
""",
)

CONTRACT_COMMANDS = """
demo --dir DIR --people 3 --seed 1 --no-tui
setup --unit HHI --user mreyes --name X --terminal B --recovery-sheet FILE --training
user add --login L --name N --role custody-worker --new-passphrase-file FILE
user list
user retire --login L
user passphrase
import FILE --from cats --reference FILE --dry-run
caseload --all --due --worker L --find TEXT
case REF
timeline REF
due --worker L
search TEXT --limit 5
acts
acts plan.agree
do plan.agree --data FILE
do --lines FILE
sync plan
sync now
sync status
sync verify
sync export DIR
sync import DIR
sync receipts
sync holds
enrol URL --code CODE
verify --deep
backup FILE
restore FILE
courier --once DIR
server run --listen 127.0.0.1:0 --data DIR --tls-cert FILE --tls-key FILE
server device new-code --unit HHI --data DIR
server device list --data DIR
server device suspend ID --data DIR
server device revoke ID --data DIR
server status --data DIR
server verify --data DIR
server import DIR --data DIR
server export DIR --data DIR
server dump --json --data DIR
""".strip().splitlines()


def blocks(page: Path) -> Iterator[str]:
    for match in FENCED.finditer(page.read_text(encoding="utf-8")):
        yield from match[1].splitlines()


def written_commands() -> list[tuple[str, str]]:
    """Every `hubtui …` line of every page's blocks, with the page."""
    return [
        (page.name, line.removeprefix("hubtui "))
        for page in PAGES
        for line in blocks(page)
        if re.match(r"hubtui( [a-z]|$)", line)
    ]


def parses(line: str) -> None:
    """The real parser takes these arguments; a wrong one ends in SystemExit, as it does at the keyboard."""
    words = shlex.split(line)
    args = _parser(words[0]).parse_args(words)
    assert args.command == words[0]


@pytest.mark.parametrize(("page", "line"), written_commands())
def test_a_command_that_a_page_shows_is_one(page: str, line: str) -> None:
    parses(line)


@pytest.mark.parametrize("line", CONTRACT_COMMANDS)
def test_the_command_line_keeps_its_contract(line: str) -> None:
    parses(line)


@pytest.mark.parametrize("line", CONTRACT_COMMANDS)
def test_every_command_answers_json_on_request(line: str) -> None:
    words = shlex.split(line)

    assert _parser(words[0]).parse_args([*words, "--json"]).json is True


def test_pages_show_commands_at_all() -> None:
    assert {page for page, _ in written_commands()} >= {"README.md", "operating.md"}


def test_every_act_of_the_contract_is_there() -> None:
    assert [name for name in CONTRACT_ACTS if name not in ACTS] == []


def test_hubtui_acts_lists_every_act(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["acts"]) == 0

    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]

    assert listed == sorted(ACTS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_only_what_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    named = {match[1] for match in NAMED.finditer(FENCED.sub("", text))}
    linked = {match[1].partition("#")[0] for match in LINKED.finditer(text)}

    assert {name for name in named if not (ROOT / name).exists() and not (SOURCE / name).exists()} == set()
    assert {name for name in linked if not (page.parent / name).exists()} == set()


def test_code_that_contributing_shows_is_the_codes_own() -> None:
    shown = QUOTED.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))

    strange = {
        (name, piece)
        for name, code in shown
        for piece in re.split(r"\n{2,}(?=\S)", code.strip("\n"))
        if piece not in (ROOT / name).read_text(encoding="utf-8")
    }

    assert len(shown) > 5
    assert strange == set()


def test_every_exit_code_is_explained() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", _operating(), re.MULTILINE)}

    used = {0, 2, 3, 4, 5, 6, 7, 8, 70, *sync.CODES.values(), sync.HELD, sync.VERIFY_FAILED}

    assert used <= told
    assert set(courier.CODES.values()) <= told


def test_every_command_is_in_a_page() -> None:
    shown = {line.split()[0] for _, line in written_commands()}

    assert set(COMMANDS) - shown <= {"demo"}


def _operating() -> str:
    return (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
