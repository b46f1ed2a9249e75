"""The settings file is changed in place, whole or not at all, and its owner's words stay."""

import contextlib
import os
import stat
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from tests.places import Program
from tracker import locking, settings
from tracker.errors import BadInput, BadSettings, Conflict, TrackerError
from tracker.servers import HIDDEN
from tracker.settings import Settings
from tracker.settings.declared import SETTINGS
from tracker.settings.editing import make, template, unset, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


EXAMPLES = {
    "currency": [("usd", "USD")],
    "zone": [("Europe/Berlin", "Europe/Berlin"), ("america/new_york", "America/New_York"), ("", "")],
    "first_day_of_week": [("sun", "sunday"), ("Monday", "monday")],
    "day_starts_at": [("4:30", "04:30"), ("noon", "12:00")],
    "temperature_unit": [("f", "F")],
    "pager": [("no", "false"), ("OFF", "false"), ("false", "false"), ("yes", "true"), ("on", "true")],
    "terminal": [("asc", "ascii")],
    "massage.area": [("neck, Lower Back:Left", "neck, lower-back:left"), ("Left hip, neck (both sides), left foot", "hip:left, neck:both, left-foot"), ("", ""), (" , ", "")],
    "massage.with": [(' "Dr." O\'Brien\\ \n', '"Dr." O\'Brien\\'), ("", "")],
    "massage.style": [("Deep tissue", "deep-tissue"), ("", "")],
    "visit.with": [("Öz, Ayşe", "Öz, Ayşe")],
    "timer.bell": [("no", "false"), ("on", "true")],
    "reminders.at": [("7:30", "07:30"), ("11pm", "23:00")],
    "reminders.quiet": [("22:00-7:00", "22:00-07:00"), ("10pm - 7am", "22:00-07:00"), ("", "")],
    "reminders.snooze": [("1", "1"), ("1440", "1440")],
    "reminders.repeat": [("45", "45")],
    "reminders.repeats": [("0", "0"), ("20", "20")],
    "reminders.missed_hours": [("0", "0"), ("168", "168")],
    "reminders.sound": [("on", "true")],
    "reminders.discreet": [("yes", "true")],
    "reminders.channels": [("term,push", "terminal, push"), ("", "")],
    "reminders.addresses": [("ntfy://back, mailto://a:b@c.de", "ntfy://…, mailto://…@c.de")],
    "reminders.digest": [("Sunday 8pm", "sun 20:00"), ("fr 7:05", "fri 07:05"), ("", "")],
    "reminders.nag": [("off", "false")],
    "database": [("sqlite:///back.db", "sqlite:///back.db"), ("", "")],
    "backup.daily": [("no", "false")],
    "safety.limits": [("ice-length.caution=25", "ice-length.caution=25"), ("", "")],
    "safety.emergency_number": [("112", "112"), ("", "")],
    "vocabulary.styles": [
        ("hot stone,thai", "hot-stone, thai"),
        ("Lava shell:Professional:warm,tape", "lava-shell:warm:professional, tape"),
    ],
    "vocabulary.areas": [("jaw", "jaw")],
    "vocabulary.exercises": [("Brücke, 猫, मालिश", "brücke, 猫, मालिश")],
    **{
        f"{kind}.area": [("neck", "neck")]
        for kind in ("heat-pack", "ice", "warm-bath", "exercise", "visit")
    },
    **{
        f"{kind}.minutes": [("1", "1"), (" 1440 ", "1440")]
        for kind in ("massage", "heat-pack", "ice", "warm-bath", "exercise", "visit")
    },
}  # fmt: skip


@pytest.mark.parametrize("key", SETTINGS)
def test_what_is_written_is_read(path: Path, key: str) -> None:
    for typed, written in EXAMPLES[key]:
        now = write(path, key, typed)
        assert settings.read(path) == now
        assert list(now.given) == [key]
        assert now.listed(key).written == written


@given(st.sampled_from(sorted(SETTINGS)), st.text())
@example("vocabulary.areas", "ᾳ, ǰ, İ, \u0345a")
@example("massage.with", "\x7f\x1b\t'''\"\"\"\\u0041")
@example("massage.minutes", "٣")
@profile(deadline=None)
def test_any_text_is_refused_or_reads_back(key: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        try:
            now = write(path, key, text)
        except BadInput:
            assert not path.exists()
        else:
            assert settings.read(path) == now
            written = now.listed(key).written
            # What is shown of an address is no address.
            if HIDDEN not in written or key != "reminders.addresses":
                assert write(path, key, written) == now


OWNED = """\
# Anna's settings, do not touch

currency = "CHF" # we live in Basel

# The knee needs less.
[massage] # with Ruth
minutes = 45   # never longer
area = [
  "neck", # old
]

# For the winter.

[ice]
"""


@pytest.mark.parametrize(
    ("key", "text", "line", "changed"),
    [
        ("currency", "EUR", 'currency = "CHF"', 'currency = "EUR"'),
        ("massage.minutes", "50", "minutes = 45", "minutes = 50"),
        ("zone", "UTC", "in Basel\n", 'in Basel\nzone = "UTC"\n'),
        ("massage.style", "thai", ' "neck", # old\n]\n', ' "neck", # old\n]\nstyle = "thai"\n'),
        ("ice.minutes", "10", "[ice]\n", "[ice]\nminutes = 10\n"),
        ("visit.minutes", "10", "[ice]\n", "[ice]\n\n[visit]\nminutes = 10\n"),
    ],
)
def test_what_the_owner_wrote_around_a_setting_stays(
    path: Path, key: str, text: str, line: str, changed: str
) -> None:
    path.write_text(OWNED)
    write(path, key, text)
    assert path.read_text() == OWNED.replace(line, changed)


@pytest.mark.parametrize(
    ("key", "line", "changed"),
    [
        ("currency", 'currency = "CHF" # we live in Basel\n', ""),
        ("massage.minutes", "minutes = 45   # never longer\n", ""),
        ("zone", "", ""),
    ],
)
def test_what_is_unset_has_its_default_again(path: Path, key: str, line: str, changed: str) -> None:
    path.write_text(OWNED)
    assert unset(path, key).origin(key) == "default"
    assert path.read_text() == OWNED.replace(line, changed)


@pytest.mark.parametrize(
    ("before", "key", "text", "after"),
    [
        ("", "currency", "USD", 'currency = "USD"\n'),
        ("", "ice.minutes", "5", "[ice]\nminutes = 5\n"),
        ("pager = false", "currency", "USD", 'pager = false\ncurrency = "USD"\n'),
        ("[ice]", "currency", "USD", 'currency = "USD"\n\n[ice]\n'),
        ("\n[ice]\n", "currency", "USD", 'currency = "USD"\n\n[ice]\n'),
        ("# ice\n[ice]\n", "currency", "USD", 'currency = "USD"\n\n# ice\n[ice]\n'),
        ("ice.minutes = 5\n", "ice.area", "neck", 'ice.minutes = 5\nice.area = ["neck"]\n'),
        ("ice = {minutes = 5}\n", "ice.minutes", "6", "ice = {minutes = 6}\n"),
        ("[ice]\r\nminutes = 5\r\n", "ice.area", "a", '[ice]\r\nminutes = 5\r\narea = ["a"]\r\n'),
        ("[ice]\n\n[visit]\n", "ice.minutes", "6", "[ice]\nminutes = 6\n\n[visit]\n"),
        ("[visit]\n[ ice ] # x\n", "ice.minutes", "6", "[visit]\n[ ice ] # x\nminutes = 6\n"),
        ("['ice'] # x\n", "ice.minutes", "6", "['ice'] # x\nminutes = 6\n"),
    ],
)  # fmt: skip
def test_every_way_to_write_toml_is_kept(
    path: Path, before: str, key: str, text: str, after: str
) -> None:
    path.write_bytes(before.encode())
    write(path, key, text)
    assert path.read_bytes().decode() == after


def test_the_template_sets_nothing_and_shows_every_setting(path: Path) -> None:
    path.write_text(template())
    assert settings.read(path) == Settings()
    in_force = "\n".join(
        line.removeprefix("# ") if " = " in line else line for line in template().splitlines()
    )
    assert in_force.count(" = ") == len(SETTINGS)
    path.write_text(in_force)
    filled = settings.read(path)
    assert [filled.value(key) for key in SETTINGS] == [Settings().value(key) for key in SETTINGS]
    assert {filled.origin(key) for key in SETTINGS} == {"file"}
    assert max(map(len, template().splitlines())) <= 100


def test_the_template_is_written_only_where_there_is_no_file(path: Path) -> None:
    make(path)
    assert path.read_text() == template()
    path.write_text(OWNED)
    make(path)
    assert path.read_text() == OWNED


def test_a_setting_of_the_template_comes_into_force_where_it_stands(path: Path) -> None:
    path.write_text(template())
    write(path, "warm-bath.minutes", "25")
    write(path, "currency", "USD")
    expected = template().replace('# currency = "EUR"', 'currency = "USD"')
    head, bath = expected.split("[warm-bath]")
    bath = bath.replace("# minutes = 20", "minutes = 25", 1)
    assert path.read_text() == f"{head}[warm-bath]{bath}"


def test_all_settings_can_be_set_and_unset_in_the_template(path: Path) -> None:
    path.write_text(template())
    for key, examples in EXAMPLES.items():
        write(path, key, examples[0][0])
    assert set(settings.read(path).given) == set(SETTINGS)
    for key in SETTINGS:
        unset(path, key)
    assert settings.read(path) == Settings()
    assert [line for line in template().splitlines() if " = " not in line] == [
        line for line in path.read_text().splitlines() if " = " not in line
    ]


@pytest.mark.parametrize(
    ("key", "text", "refusal"),
    [
        ("currency", "EURO", 'currency cannot be "EURO". Did you mean EUR? Accepted: a currency code of ISO 4217, such as EUR, USD or GBP.'),
        ("currency", "{}", 'currency cannot be "{}". Accepted: a currency code of ISO 4217, such as EUR, USD or GBP.'),
        ("zone", "Berlin", 'zone cannot be "Berlin". Did you mean Europe/Berlin? Accepted: a name of the IANA time zones, such as Europe/Berlin, or nothing.'),
        ("day_starts_at", "13:00", 'day_starts_at cannot be "13:00". Accepted: a clock time such as 04:00, from 00:00 to 12:00.'),
        ("pager", "maybe", 'pager cannot be "maybe". Accepted: true or false.'),
        ("massage.minutes", "an hour", 'massage.minutes cannot be "an hour". Accepted: a whole number from 1 to 1440.'),
        ("massage.minutes", "-5", 'massage.minutes cannot be "-5". Accepted: a whole number from 1 to 1440.'),
        ("massage.minutes", "1441", 'massage.minutes cannot be "1441". Accepted: a whole number from 1 to 1440.'),
        ("massage.minutes", "9" * 5000, f'massage.minutes cannot be "{"9" * 60}…". Accepted: a whole number from 1 to 1440.'),
        ("ice.area", "neck, a/b", 'ice.area cannot hold "a/b". Accepted: areas of the body, such as neck or shoulder:left, each once.'),
        ("vocabulary.areas", "jaw,Jaw", 'vocabulary.areas cannot hold "Jaw". Accepted: words of 1 to 40 letters, digits or hyphens, each once.'),
        ("massage.with", "a\x00", 'massage.with cannot be "a\\x00". Accepted: a name of at most 100 characters, or nothing.'),
        ("mesage.minutes", "5", '"mesage.minutes" is no setting. Did you mean massage.minutes?'),
        ("ice", "5", '"ice" could be ice.minutes, ice.area. Write more of it.'),
    ],
)  # fmt: skip
def test_a_refused_value_leaves_the_file_as_it_was(
    path: Path, key: str, text: str, refusal: str
) -> None:
    path.write_text(OWNED)
    with pytest.raises(BadInput) as refused:
        write(path, key, text)
    assert str(refused.value) == refusal
    assert path.read_text() == OWNED


@pytest.mark.parametrize("broken", ["x = 1\n", "currency =\n", "currency = 'EURO'\n"])
def test_a_broken_file_is_left_as_it_is(path: Path, broken: str) -> None:
    path.write_text(broken)
    with pytest.raises(BadSettings) as reading:
        settings.read(path)
    with pytest.raises(BadSettings) as writing:
        write(path, "pager", "no")
    with pytest.raises(BadSettings) as unsetting:
        unset(path, "pager")
    assert str(writing.value) == str(unsetting.value) == str(reading.value)
    assert path.read_text() == broken


def test_a_file_never_grows_beyond_what_can_be_read(path: Path) -> None:
    words = ",".join(f"{number:040}" for number in range(1600))
    with pytest.raises(BadSettings) as refused:
        write(path, "vocabulary.areas", words)
    assert str(refused.value) == f"{path} would be larger than 64 KiB."
    assert not path.exists()


@pytest.mark.skipif(os.name != "posix", reason="permissions and links are those of POSIX")
class TestTheFileItself:
    def test_a_new_file_and_its_folders_are_for_their_owner_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "config" / "tracker" / "config.toml"
        write(path, "pager", "no")
        modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, *path.parents[:2])]
        assert modes == [0o600, 0o700, 0o700]

    @pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664])
    def test_what_was_open_to_others_is_closed(self, path: Path, mode: int) -> None:
        path.touch()
        path.chmod(mode)
        write(path, "pager", "no")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_a_link_stays_and_its_target_is_changed(self, tmp_path: Path, path: Path) -> None:
        target = tmp_path / "dotfiles" / "tracker.toml"
        path.symlink_to(Path("dotfiles") / "tracker.toml")
        write(path, "pager", "no")
        assert path.is_symlink()
        assert target.read_text() == "pager = false\n"
        assert os.listdir(target.parent) == ["tracker.toml"]

    def test_nothing_is_left_beside_the_file(self, path: Path) -> None:
        write(path, "pager", "no")
        write(path, "pager", "yes")
        assert os.listdir(path.parent) == ["config.toml"]

    def test_a_folder_that_cannot_be_made_is_described(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        path = tmp_path / "file" / "folder" / "config.toml"
        with pytest.raises(TrackerError) as refused:
            write(path, "pager", "no")
        assert str(refused.value) == f"{path} cannot be read: Not a directory."

    def test_a_device_is_not_replaced(self, path: Path) -> None:
        path.symlink_to("/dev/null")
        with pytest.raises(TrackerError) as refused:
            write(path, "pager", "no")
        assert str(refused.value) == f"{path} cannot be written: it is not a regular file."
        assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)

    @pytest.mark.parametrize(
        ("folder_mode", "file_mode", "reason"),
        [(0o700, 0o400, "it is read-only"), (0o500, 0o600, "Permission denied")],
    )
    def test_what_must_not_be_written_is_described(
        self, path: Path, folder_mode: int, file_mode: int, reason: str
    ) -> None:
        path.write_text(OWNED)
        path.chmod(file_mode)
        path.parent.chmod(folder_mode)
        with Program(path.parent, is_bound=True) as program:
            answer = program("--config", str(path), "config", "set", "pager", "no")
        path.parent.chmod(0o700)
        assert (answer.code, answer.out) == (1, "")
        assert answer.err.startswith(f"Error: {path} cannot be written: {reason}.")
        assert path.read_text() == OWNED


def test_of_many_changes_at_once_none_is_lost(path: Path) -> None:
    kinds = ("massage", "heat-pack", "ice", "warm-bath", "exercise", "visit")
    with contextlib.ExitStack() as running:
        programs = [running.enter_context(Program(path.parent)) for _ in kinds]
        for minutes in range(5, 15):
            for kind, program in zip(kinds, programs, strict=True):
                key = f"{kind}.minutes"
                program.ask("--config", str(path), "config", "set", key, str(minutes))
            answers = [program.answer() for program in programs]
            assert [answer.code for answer in answers] == [0] * len(kinds), answers
            held = settings.read(path).given
            assert held == {f"{kind}.minutes": minutes for kind in kinds}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[massage]\nminutes = 0x" + "f" * 4000, "line 2: massage.minutes cannot be 0xffff"),
        ("a" + ".a" * 30_000 + " = 1", "line 1: this has more than 500 dots."),
        ("." * 60_000, "line 1: this has more than 500 dots."),
        ("currency = '" + " " * 60_000 + "'", "line 1: currency cannot be"),
        ("[reminders]\nquiet = '" + "1" * 60_000 + "-7'", "line 2: reminders.quiet cannot be"),
        ("[safety]\nlimits = ['" + "=" * 60_000 + "']", "line 2: safety.limits cannot hold"),
    ],
    ids=["figure", "key", "dots", "blanks", "clock", "limit"],
)
def test_what_is_endless_is_refused_at_once(path: Path, text: str, said: str) -> None:
    path.write_text(text)
    with pytest.raises(BadSettings) as refused:
        settings.read(path)
    assert said in str(refused.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_in_place_of_the_file_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(BadSettings, match="is a pipe and no file of settings"):
        settings.read(path)
    with pytest.raises(BadSettings, match="is a pipe and no file of settings"):
        write(path, "pager", "no")


@pytest.mark.skipif(os.name != "posix", reason="folders are locked where that can be done")
def test_a_change_does_not_wait_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "_PATIENCE_S", 0.02)
    with locking.alone_in(path.parent), pytest.raises(Conflict, match="another process has been"):
        write(path, "pager", "no")
    assert not path.exists()


@given(
    st.lists(st.sampled_from([(key, typed) for key in EXAMPLES for typed, _ in EXAMPLES[key]])),
    st.sampled_from(["", OWNED, template()]),
)
@profile(deadline=None, max_examples=30)
def test_any_row_of_changes_keeps_every_comment(
    changes: list[tuple[str, str]], before: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(before)
        wanted: dict[str, str] = {}
        for key, typed in changes:
            wanted[key] = write(path, key, typed).listed(key).written
        now = settings.read(path)
        assert {key: now.listed(key).written for key in wanted} == wanted
        comments = [line for line in before.splitlines() if line[:1] == "#" and " = " not in line]
        after = path.read_text().splitlines()
        assert [line for line in after if line in comments] == comments
        assert tomllib.loads(path.read_text()) is not None
