"""Starting at login: the files as their own readers read them, and what is done around them."""

import os
import plistlib
import re
import select
import shlex
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.real_parts import need
from tracker.app import App
from tracker.database.sqlite.files import path_of
from tracker.errors import BadInput, NotInstalled
from tracker.places import address_of
from tracker.reminding import login
from tracker.reminding.login import Account, Way, autostart, launchd, systemd, tasks
from tracker.reminding.supervisor import sd_notify

HOSTILE = [
    "plain",
    "sp ace",
    "100%",
    "%h",
    "a$b",
    "$HOME",
    "${HOME}",
    'q"uote',
    "it's",
    "back\\slash",
    "back\\\\ n\\n",
    "am&per <x>",
    "ümläut",
    "e=q",
    "`tick`",
    "semi;colon",
    "#hash",
    "~",
    "-dash",
    "@:!+",
    "all \"%$`\\' at once",
]
WAYS: list[Way] = [systemd, autostart, launchd, tasks]
WORDS = ["/home/ann/bin/tracker", "remind", "run"]


class Tools:
    """The platform's tools: keeps what they are asked, fails where it begins as told."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.asked: list[str] = []

    def __call__(self, words: list[str]) -> CompletedProcess[str]:
        asked = " ".join(words)
        self.asked.append(asked)
        if asked.startswith(self.failing):
            return CompletedProcess(words, 1, "", "Failed to connect to bus:\n No medium found\n")
        return CompletedProcess(words, 0, "", "")


@pytest.fixture
def account(tmp_path: Path) -> Account:
    environment = {"USERNAME": "ann", "USERDOMAIN": "PC", "LOCALAPPDATA": str(tmp_path / "Local")}
    return Account(tmp_path, environment, 501)


@pytest.fixture(params=HOSTILE)
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Give a program in a hostile folder that tells its words to the pipe `tmp_path/words`."""
    folder = Path(tmp_path, request.param)
    folder.mkdir()
    program = folder / "tracker"
    pipe = shlex.quote(str(tmp_path / "words"))
    program.write_text(f'#!/bin/sh\nprintf \'%s\\0\' "$0" "$@" > {pipe}\n')
    program.chmod(0o755)
    return program


def words_of_systemd(text: str) -> list[str]:
    """Read ExecStart as systemd.service(5) says it: quotes, then `%`, then `$` in arguments."""
    [line] = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    words = [word.replace("%%", "%") for word in shlex.split(line)]
    assert "%" not in re.sub("%%", "", line)
    assert not re.search(r"""["'\\]""", words[0])
    arguments = [word.replace("$$", "$") for word in words[1:]]
    assert "$" not in re.sub(r"\$\$", "", line)
    return arguments if words[0] == "/usr/bin/env" else [words[0], *arguments]


def words_of_desktop(text: str) -> list[str]:
    """Read Exec as the Desktop Entry Specification says it: the value, its words, `%` in them."""
    [value] = re.findall(r"^Exec=(.*)$", text, re.MULTILINE)
    line = re.sub(r"\\([\\snrt])", lambda found: {"\\": "\\", "s": " "}[found[1]], value)
    words, position = [], 0
    while position < len(line):
        word = re.compile(r'"((?:[^"`$\\]|\\["`$\\])*)"(?: |$)').match(line, position)
        assert word, line[position:]
        position = word.end()
        assert "%" not in re.sub("%%", "", word[1])
        words.append(re.sub(r'\\(["`$\\])', r"\1", word[1]).replace("%%", "%"))
    return words[1:] if words[0] == "/usr/bin/env" else words


def words_of_plist(text: str) -> list[str]:
    words: list[str] = plistlib.loads(text.encode())["ProgramArguments"]
    return words


def words_of_task(text: str) -> list[str]:
    """Read the command line as CommandLineToArgvW is documented to do."""
    root = ElementTree.fromstring(text.encode("utf-16"))
    space = {"t": tasks.NAMESPACE}
    line = root.findtext("t:Actions/t:Exec/t:Arguments", "", space)
    words, word, is_quoted, is_open = [], "", False, False
    for slashes, quote, other in re.findall(r'(\\*)(?:(")|([^\\"])|$)', line):
        word += slashes[: len(slashes) // 2] if quote else slashes
        is_open = is_open or bool(slashes or quote)
        if quote and len(slashes) % 2:
            word += '"'
        elif quote:
            is_quoted = not is_quoted
        elif other and other in " \t" and not is_quoted:
            words += [word] if is_open else []
            word, is_open = "", False
        elif other:
            word, is_open = word + other, True
    words += [word] if is_open else []
    return [root.findtext("t:Actions/t:Exec/t:Command", "", space), *words]


READERS = {
    "systemd": words_of_systemd,
    "autostart": words_of_desktop,
    "launchd": words_of_plist,
    "tasks": words_of_task,
}
# What XML cannot hold at all is refused by `command` or does not occur in paths.
PLAIN = st.characters(
    exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff\u2028\u2029\x85"
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.NAME)
@given(
    folder=st.text(PLAIN.filter(lambda character: character != "=")),
    others=st.lists(st.text(PLAIN | st.sampled_from(list("\"'\\%$`=; ")))),
)
def test_every_word_is_read_back_as_it_was(way: Way, folder: str, others: list[str]) -> None:
    words = [f"/{folder}/tracker", *others, "remind", "run"]
    text = way.text(words, Account(Path("/home/ann"), {}, 501))

    assert READERS[way.NAME](text) == words
    assert way.program(text) == words[0]


def test_systemd_accepts_the_unit_without_a_word(program: Path, tmp_path: Path) -> None:
    unit = tmp_path / systemd.UNIT
    config = program.parent / "tracker.toml"
    words = [str(program), "--config", str(config), "remind", "run"]
    unit.write_text(systemd.text(words, Account.current()))

    # The sockets of other units are made out there, and their paths must not be long.
    with tempfile.TemporaryDirectory(dir="/tmp") as runtime:
        done = subprocess.run(
            [need("systemd-analyze"), "--user", "verify", str(unit)],
            env=os.environ | {"XDG_RUNTIME_DIR": runtime},
            capture_output=True,
            text=True,
            check=False,
        )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert words_of_systemd(unit.read_text()) == words


def test_a_desktop_starts_the_entry_with_the_same_words(program: Path, tmp_path: Path) -> None:
    gio, validate = need("gio"), need("desktop-file-validate")
    entry = tmp_path / "tracker-remind.desktop"
    words = [str(program), "--config", str(program.parent / "tracker.toml"), "", "remind", "run"]
    entry.write_text(autostart.text(words, Account.current()))
    checked = subprocess.run([validate, entry], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    os.mkfifo(tmp_path / "words")
    pipe = os.open(tmp_path / "words", os.O_RDONLY | os.O_NONBLOCK)

    subprocess.run([gio, "launch", entry], check=True)

    said = b""
    while not said.endswith(b"run\0") and select.select([pipe], [], [], 20)[0]:
        said += os.read(pipe, 10_000)
    os.close(pipe)
    assert said.decode().split("\0")[:-1] == words


@pytest.mark.parametrize("way", [systemd, autostart], ids=lambda way: way.NAME)
def test_a_program_that_linux_cannot_start_is_refused(way: Way) -> None:
    with pytest.raises(BadInput, match="cannot be started at login"):
        way.text(["/home/a=b/100%/tracker", "remind", "run"], Account.current())


def test_the_unit_is_this(account: Account) -> None:
    assert login.draft(systemd, WORDS, account) == (
        account.home / ".config/systemd/user/tracker-remind.service",
        """\
[Unit]
Description=tracker reminders

[Service]
Type=notify
NotifyAccess=main
ExecStart="/home/ann/bin/tracker" "remind" "run"
Restart=on-failure
RestartSec=30s
RestartPreventExitStatus=2 4
WatchdogSec=120s

[Install]
WantedBy=default.target
""",
    )


def test_the_agent_is_this(account: Account) -> None:
    path, text = login.draft(launchd, WORDS, account)

    assert path == account.home / "Library/LaunchAgents/selfcare-tracker.remind.plist"
    assert plistlib.loads(text.encode()) == {
        "Label": "selfcare-tracker.remind",
        "ProgramArguments": WORDS,
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 30,
        "ProcessType": "Background",
        "LimitLoadToSessionType": "Aqua",
        "StandardErrorPath": str(account.home / "Library/Logs/tracker-remind.log"),
    }


def test_the_task_is_this_in_this_order(account: Account) -> None:
    words = [r"C:\Users\ann & bob\pythonw.exe", "-m", "tracker", "--config", 'a b"c', "run"]
    path = login.install(tasks, words, account, Tools())

    assert path == account.home / "Local/selfcare-tracker/tracker-remind.xml"
    assert path.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")
    root = ElementTree.parse(path).getroot()
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    leaves = [(node.tag.removeprefix(space), node.text) for node in root.iter() if not list(node)]
    assert (root.tag, root.attrib) == (f"{space}Task", {"version": "1.2"})
    assert [child.tag.removeprefix(space) for child in root] == [
        "Triggers",
        "Principals",
        "Settings",
        "Actions",
    ]
    assert leaves == [
        ("Enabled", "true"),
        ("UserId", r"PC\ann"),
        ("UserId", r"PC\ann"),
        ("LogonType", "InteractiveToken"),
        ("RunLevel", "LeastPrivilege"),
        ("MultipleInstancesPolicy", "IgnoreNew"),
        ("DisallowStartIfOnBatteries", "false"),
        ("StopIfGoingOnBatteries", "false"),
        ("StartWhenAvailable", "true"),
        ("Interval", "PT1M"),
        ("Count", "10"),
        ("ExecutionTimeLimit", "PT0S"),
        ("Command", words[0]),
        ("Arguments", r'-m tracker --config "a b\"c" run'),
    ]


def test_the_command_is_the_program_beside_python_or_python_itself(tmp_path: Path) -> None:
    python = tmp_path / "python3"
    assert login.command(str(python)) == [str(python), "-P", "-m", "tracker", "remind", "run"]

    (tmp_path / "tracker").touch(mode=0o755)
    assert login.command(str(python)) == [str(tmp_path / "tracker"), "remind", "run"]

    (tmp_path / "pythonw.exe").touch()
    windowless = str(tmp_path / "pythonw.exe")
    assert login.command(str(python)) == [windowless, "-P", "-m", "tracker", "remind", "run"]


@pytest.mark.parametrize("name", [*HOSTILE, "what?", "a%20b", "a+b", "x#y@z:1"])
def test_the_database_of_the_command_is_the_same_file(name: str, tmp_path: Path) -> None:
    database = tmp_path / name / "diary.db"
    app = App(address_of(database), tmp_path / "tracker.toml")
    words = login.command("/bin/python", login.address_for_login(app), app.config)

    assert path_of(words[words.index("--database") + 1]) == database
    assert words[-4:] == ["--config", str(tmp_path / "tracker.toml"), "remind", "run"]


def test_a_light_process_has_python_leave_out_what_only_people_read(tmp_path: Path) -> None:
    python, script = tmp_path / "python", tmp_path / "tracker"
    script.touch(mode=0o755)
    assert login.command(str(python), is_light=True) == [
        *(str(python), "-OO", "-P", "-m", "tracker"),
        *("remind", "run"),
    ]


def test_what_a_light_process_loads_is_kept_before_its_first_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path))
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    module = sys.modules["tracker.reminding.login.command"]
    monkeypatch.setattr(module, "_LOADING", "import tracker.places")
    login.prepare(login.command(sys.executable))
    assert not list(tmp_path.iterdir())
    login.prepare(login.command(sys.executable, is_light=True))
    assert list(tmp_path.rglob("places.cpython-*.opt-2.pyc"))


def test_relative_paths_are_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    app = App("sqlite:///diary.db", Path("tracker.toml"))
    assert login.command("/bin/python", login.address_for_login(app), app.config)[-6:] == [
        "--database",
        f"sqlite:///{tmp_path}/diary.db",
        "--config",
        f"{tmp_path}/tracker.toml",
        "remind",
        "run",
    ]


@pytest.mark.parametrize("name", ["a\nb", "a\x1bb", "a\x7fb", "a\udcffb"])
def test_a_path_that_no_file_can_hold_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="control character or broken text"):
        login.command("/bin/python", config=Path("/home", name))


def test_a_python_that_does_not_know_its_place_is_said_so() -> None:
    with pytest.raises(NotInstalled):
        login.command("")


@pytest.mark.parametrize(
    ("platform", "has_manager", "has_systemctl", "way"),
    [
        ("linux", True, True, systemd),
        ("linux", True, False, autostart),
        ("linux", False, True, autostart),
        ("freebsd14", False, False, autostart),
        ("darwin", False, False, launchd),
        ("win32", False, False, tasks),
    ],
)
def test_the_way_fits_the_platform(
    platform: str, has_manager: bool, has_systemctl: bool, way: Way, tmp_path: Path
) -> None:
    if has_manager:
        (tmp_path / "systemd").mkdir()
        (tmp_path / "systemd" / "private").touch()

    def which(name: str) -> str | None:
        return f"/usr/bin/{name}" if has_systemctl else None

    assert login.choose(platform, {"XDG_RUNTIME_DIR": str(tmp_path)}, which) is way
    if platform == "linux":
        assert login.choose(platform, {}, which) is autostart


UNIT = "tracker-remind.service"
SWITCHED_ON = {
    "systemd": [
        "systemctl --user daemon-reload",
        f"systemctl --user enable {UNIT}",
        f"systemctl --user restart {UNIT}",
    ],
    "autostart": [],
    "launchd": [
        "launchctl print gui/501/selfcare-tracker.remind",
        "launchctl bootout gui/501/selfcare-tracker.remind",
        "launchctl bootstrap gui/501 {path}",
    ],
    "tasks": [
        "schtasks /Create /TN tracker reminders /XML {path} /F",
        "schtasks /Run /TN tracker reminders",
    ],
}
PLATFORMS = {"systemd": "linux", "autostart": "linux", "launchd": "darwin", "tasks": "win32"}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.NAME)
def test_installing_writes_one_file_and_asks_the_tool(way: Way, account: Account) -> None:
    tools = Tools()
    path, text = login.draft(way, WORDS, account)
    assert not path.parent.exists()

    assert login.install(way, WORDS, account, tools) == path

    assert [found for found in account.home.rglob("*") if found.is_file()] == [path]
    assert path.read_bytes() == text.encode(way.ENCODING)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    expected = [asked.format(path=path) for asked in SWITCHED_ON[way.NAME]]
    assert tools.asked == expected


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.NAME)
def test_uninstalling_takes_it_away_and_doing_so_again_finds_nothing(
    way: Way, account: Account
) -> None:
    path = login.install(way, WORDS, account, Tools())

    tools = Tools()
    assert login.uninstall(PLATFORMS[way.NAME], account, tools) == [path]
    assert not path.exists()
    assert (
        tools.asked
        == {
            "systemd": [f"systemctl --user disable --now {UNIT}"],
            "autostart": [],
            "launchd": SWITCHED_ON["launchd"][:2],
            "tasks": [
                "schtasks /Query /TN tracker reminders",
                "schtasks /End /TN tracker reminders",
                "schtasks /Delete /TN tracker reminders /F",
            ],
        }[way.NAME]
    )
    assert login.uninstall(PLATFORMS[way.NAME], account, Tools("schtasks /Query")) == []


@pytest.mark.parametrize(("way", "other"), [(systemd, autostart), (autostart, systemd)])
def test_installing_one_way_on_linux_removes_the_other(
    way: Way, other: Way, account: Account
) -> None:
    login.install(other, WORDS, account, Tools())

    # systemd may be out of reach by now: its unit goes all the same.
    tools = Tools("systemctl --user disable")
    path = login.install(way, WORDS, account, tools)

    assert [found for found in account.home.rglob("*") if found.is_file()] == [path]


def test_where_the_tool_fails_it_says_what_is_written_and_keeps_what_was_there(
    account: Account,
) -> None:
    entry = login.install(autostart, WORDS, account, Tools())

    with pytest.raises(NotInstalled) as failure:
        login.install(systemd, WORDS, account, Tools("systemctl --user enable"))

    unit = systemd.place(account)
    assert failure.value.message == (
        f"{unit} was written, but `systemctl --user enable {UNIT}` failed: "
        "Failed to connect to bus: No medium found"
    )
    assert failure.value.hint
    assert failure.value.exit_code == 1
    assert unit.exists()
    assert entry.exists()


def test_the_real_systemctl_without_a_manager_is_such_a_failure(
    account: Account, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    need("systemctl")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)

    with pytest.raises(NotInstalled, match="was written, but `systemctl --user daemon-reload` fa"):
        login.install(systemd, WORDS, account, login.run_tool)


def test_a_tool_that_is_missing_is_such_a_failure_too(account: Account) -> None:
    def run(words: list[str]) -> CompletedProcess[str]:
        return login.run_tool(["/nowhere/launchctl", *words[1:]])

    with pytest.raises(NotInstalled, match="No such file or directory: '/nowhere/launchctl'"):
        login.install(launchd, WORDS, account, run)


def test_where_the_tool_fails_the_file_is_removed_all_the_same(account: Account) -> None:
    unit = login.install(systemd, WORDS, account, Tools())
    entry = autostart.place(account)
    entry.parent.mkdir(parents=True)
    entry.touch()

    with pytest.raises(NotInstalled) as failure:
        login.uninstall("linux", account, Tools("systemctl"))

    assert failure.value.message.startswith(f"{unit} was removed, but `systemctl --user disable")
    assert not unit.exists()
    assert not entry.exists()


def test_a_folder_that_cannot_be_made_is_said_so_and_no_tool_is_asked(account: Account) -> None:
    (account.home / ".config").write_text("not a folder")
    tools = Tools()

    with pytest.raises(NotInstalled, match=r"tracker-remind\.service cannot be written: "):
        login.install(systemd, WORDS, account, tools)

    assert tools.asked == []


@pytest.mark.parametrize(("named", "folder"), [("/elsewhere", "/elsewhere"), ("relative", None)])
def test_the_folder_of_settings_is_the_named_one_if_absolute(
    named: str, folder: str | None
) -> None:
    account = Account(Path("/home/ann"), {"XDG_CONFIG_HOME": named}, 501)

    expected = Path(folder or "/home/ann/.config", "autostart/tracker-remind.desktop")
    assert autostart.place(account) == expected


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.NAME)
def test_the_status_tells_how_and_whether_it_is_stale(way: Way, account: Account) -> None:
    platform, program = PLATFORMS[way.NAME], account.home / "bin" / "tracker"
    program.parent.mkdir()
    program.touch(mode=0o755)
    assert login.describe(platform, account, Tools("schtasks /Query")) == []

    path = login.install(way, [str(program), "remind", "run"], account, Tools())
    if way is systemd:
        link_as_systemctl_does(account)
    [installed] = login.describe(platform, account, Tools())
    text = way.text([str(program), "remind", "run"], account)
    assert installed == login.Installed(way, path, text, str(program), True, True)
    assert installed.trouble == ""

    program.unlink()
    [stale] = login.describe(platform, account, Tools())
    assert stale.trouble == f"It points at {program}, which does not exist."


def link_as_systemctl_does(account: Account) -> None:
    wants = systemd.place(account).parent / "default.target.wants"
    wants.mkdir()
    (wants / UNIT).symlink_to(systemd.place(account))


def test_a_unit_that_was_never_enabled_is_not_on(account: Account) -> None:
    login.install(systemd, ["/bin/sh"], account, Tools())
    [installed] = login.describe("linux", account, Tools())
    assert installed.trouble == "It is switched off."


def test_a_link_left_without_its_unit_is_taken_away(account: Account) -> None:
    login.install(systemd, WORDS, account, Tools())
    link_as_systemctl_does(account)
    systemd.place(account).unlink()

    [installed] = login.describe("linux", account, Tools())
    assert installed.trouble == "It points at no program, which does not exist."
    login.uninstall("linux", account, Tools())

    assert login.describe("linux", account, Tools()) == []


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_an_entry_switched_off_by_the_desktop_is_not_on(line: str, account: Account) -> None:
    path = login.install(autostart, ["/bin/sh"], account, Tools())
    path.write_text(path.read_text().replace("X-GNOME-Autostart-enabled=true", line))

    [installed] = login.describe("linux", account, Tools())

    assert installed.trouble == "It is switched off."


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.NAME)
@given(text=st.text(PLAIN))
def test_a_file_written_by_somebody_else_points_at_no_program(way: Way, text: str) -> None:
    assert way.program(text) == ""


def test_a_unit_edited_by_hand_is_understood() -> None:
    assert systemd.program("[Service]\nExecStart=/opt/tracker remind run\n") == "/opt/tracker"


@pytest.fixture(params=["path", "abstract"])
def notified(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[socket.socket]:
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener,
    ):
        address = f"{folder}/notify" if request.param == "path" else f"@{folder}"
        listener.bind(address.replace("@", "\0"))
        listener.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        yield listener


def test_systemd_is_told_the_state(notified: socket.socket) -> None:
    assert sd_notify("READY=1\nSTATUS=2 plans") is True
    assert notified.recv(100) == b"READY=1\nSTATUS=2 plans"


def test_nobody_is_told_where_systemd_did_not_start_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert sd_notify("READY=1") is False
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere/notify")
    assert sd_notify("READY=1") is False
