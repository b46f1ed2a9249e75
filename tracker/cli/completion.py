"""How shells are told what completes a word: one with blanks in it arrives quoted, as one word."""

import os
import re

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

# The line is taken as it was typed, as bash itself breaks words at each colon and equals sign too.
_BASH = """\
%(complete_func)s() {
    local completion
    local -a completions
    mapfile -t completions < <(env COMP_WORDS="${COMP_LINE:0:COMP_POINT}" \\
        %(complete_var)s=bash_complete "$1")
    COMPREPLY=()
    for completion in "${completions[@]}"; do
        COMPREPLY+=("${completion#*,}")
    done
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_FISH = """\
function %(complete_func)s
    for completion in (env COMP_WORDS=(commandline -cp | string collect) \\
            %(complete_var)s=fish_complete %(prog_name)s)
        string replace -r '^[a-z]+,' '' -- $completion
    end
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""
# What bash does not take for a part of a word as it stands.
_NOT_PLAIN = re.compile(r"[^\w@%+=:,./-]")
_NOT_PLAIN_IN_QUOTES = re.compile(r'["\\$`]')


def offer() -> None:
    """Have Click use these, in place of its own, for the shells that need more than they do."""
    for shell in (Bash, Zsh, Fish):
        add_completion_class(shell)


class _OfLine(ShellComplete):
    """Completes the last word of a line that is handed over as it was typed."""

    def get_completion_args(self) -> tuple[list[str], str]:
        # With a letter behind it the last word is there even where nothing of it is typed yet.
        *words, last = split_arg_string(os.environ["COMP_WORDS"] + "x")
        self.begun = last[:-1]
        return words[1:], self.begun


class Bash(_OfLine, BashComplete):
    """Completes for bash, which breaks words at a colon, and puts in what it is given as it is."""

    source_template = _BASH

    def format_completion(self, item: CompletionItem[str]) -> str:
        quote, word = _open_quote(os.environ["COMP_WORDS"]), item.value
        begun = self.begun.removeprefix(_option(self.begun))
        if not quote:
            behind = max(begun.rfind(mark) for mark in ":=") + 1
            if word.casefold().startswith(begun[:behind].casefold()):
                word = word[behind:]
        return f"{item.type},{_escaped(word, quote)}"


class Zsh(ZshComplete):
    """Completes for zsh, which quotes by itself, and puts in a whole word."""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, self._begun = super().get_completion_args()
        return args, self._begun

    def format_completion(self, item: CompletionItem[str]) -> str:
        item.value = _option(self._begun) + item.value
        return super().format_completion(item)


class Fish(_OfLine, FishComplete):
    """Completes for fish, which quotes by itself, and puts in a whole word."""

    source_template = _FISH

    def format_completion(self, item: CompletionItem[str]) -> str:
        item.value = _option(self.begun) + item.value
        return super().format_completion(item)


def _option(begun: str) -> str:
    """Return the option that a word begins with, where its value stands behind an equals sign."""
    option, equals, _ = begun.partition("=")
    return option + equals if equals and option.startswith("--") else ""


def _open_quote(line: str) -> str:
    """Return the quote that is open at the end of a line, if one is."""
    quote, is_escaped = "", False
    for character in line:
        if is_escaped:
            is_escaped = False
        elif character == "\\" and quote != "'":
            is_escaped = True
        elif character == quote:
            quote = ""
        elif not quote and character in "'\"":
            quote = character
    return quote


def _escaped(word: str, quote: str) -> str:
    if quote == "'":
        return word.replace("'", r"'\''")
    return (_NOT_PLAIN_IN_QUOTES if quote else _NOT_PLAIN).sub(lambda found: f"\\{found[0]}", word)
