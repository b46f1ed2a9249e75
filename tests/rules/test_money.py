"""Amounts of money are read exactly or refused, and written with all their decimals."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.care.money import (
    CURRENCIES,
    Money,
    add_up,
    amount_of,
    largest,
    read_money,
    write_money,
)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("80", "EUR", Money(8000, "EUR")),
        ("80.5", "EUR", Money(8050, "EUR")),
        ("80.50", "EUR", Money(8050, "EUR")),
        ("80,50", "EUR", Money(8050, "EUR")),
        ("0", "EUR", Money(0, "EUR")),
        ("0.01", "EUR", Money(1, "EUR")),
        ("007", "EUR", Money(700, "EUR")),
        (" 80  EUR ", "EUR", Money(8000, "EUR")),
        ("80\u00a0EUR", "EUR", Money(8000, "EUR")),
        ("80 USD", "EUR", Money(8000, "USD")),
        ("USD 80", "EUR", Money(8000, "USD")),
        ("80usd", "EUR", Money(8000, "USD")),
        ("chf80.05", "EUR", Money(8005, "CHF")),
        ("8000", "JPY", Money(8000, "JPY")),
        ("8000 jpy", "EUR", Money(8000, "JPY")),
        ("1.5", "KWD", Money(1500, "KWD")),
        ("1.234 KWD", "EUR", Money(1234, "KWD")),
        ("1000000", "EUR", Money(100_000_000, "EUR")),
        ("1000000.00", "EUR", Money(100_000_000, "EUR")),
        ("25000000 IRR", "EUR", Money(2_500_000_000, "IRR")),
        ("12 BGN", "EUR", Money(1200, "BGN")),
        ("80€", "EUR", Money(8000, "EUR")),
        ("80 €", "USD", Money(8000, "EUR")),
        ("€80,50", "USD", Money(8050, "EUR")),
        ("$ 80", "EUR", Money(8000, "USD")),
        ("80$", "CAD", Money(8000, "CAD")),
        ("£80", "EUR", Money(8000, "GBP")),
        ("¥800", "EUR", Money(800, "JPY")),
        ("¥800", "CNY", Money(80000, "CNY")),
    ],
)
def test_an_amount_is_read_to_the_last_decimal(text: str, currency: str, amount: Money) -> None:
    assert read_money(text, currency) == amount


NO_AMOUNT = (
    "{} is no amount of money. Accepted: digits without separators between thousands, such"
    " as 80 or 80.50, and the code or the sign of another currency before or behind them: 80 USD, 80€."
)
TOO_FINE = (
    "{} has more decimals than EUR. Accepted: at most 2, behind a point or a comma; thousands"
    " are not separated."
)


@pytest.mark.parametrize(
    ("text", "currency", "refusal"),
    [
        ("", "EUR", NO_AMOUNT),
        ("nan", "EUR", NO_AMOUNT),
        ("inf", "EUR", NO_AMOUNT),
        ("1e3", "EUR", NO_AMOUNT),
        ("80€€", "EUR", NO_AMOUNT),
        ("€", "EUR", NO_AMOUNT),
        ("$80 USD", "EUR", NO_AMOUNT),
        ("80¤", "EUR", NO_AMOUNT),
        ("80.", "EUR", NO_AMOUNT),
        (".5", "EUR", NO_AMOUNT),
        ("+80", "EUR", NO_AMOUNT),
        ("1_000", "EUR", NO_AMOUNT),
        ("1 000", "EUR", NO_AMOUNT),
        ("1.000,50", "EUR", NO_AMOUNT),
        ("٨٠", "EUR", NO_AMOUNT),
        ("80 EURO", "EUR", NO_AMOUNT),
        ("EUR 80 EUR", "EUR", NO_AMOUNT),
        ("80; 90", "EUR", NO_AMOUNT),
        ("-5", "EUR", "{} is negative. Accepted: an amount from 0 on."),
        ("- 5 EUR", "EUR", "{} is negative. Accepted: an amount from 0 on."),
        ("80.505", "EUR", TOO_FINE),
        ("1,000", "EUR", TOO_FINE),
        ("80.500 EUR", "USD", TOO_FINE),
        ("80.5", "JPY", "{} has decimals, but JPY has none. Give a whole amount."),
        ("80 XYZ", "EUR", "{}: XYZ is no currency code of ISO 4217, such as EUR, USD or GBP."),
        ("80 xau", "EUR", "{}: XAU is no currency code of ISO 4217, such as EUR, USD or GBP."),
        ("1000000.01", "EUR", "{} is too much. Accepted: at most 1,000,000 EUR."),
        ("1000001 JPY", "EUR", "{} is too much. Accepted: at most 1,000,000 JPY."),
        ("1000000001 IDR", "EUR", "{} is too much. Accepted: at most 1,000,000,000 IDR."),
        ("9" * 5000, "EUR", "{} is too much. Accepted: at most 1,000,000 EUR."),
    ],
)
def test_what_is_no_amount_is_refused(text: str, currency: str, refusal: str) -> None:
    with pytest.raises(ValueError, match=re.escape(refusal) + "$"):
        read_money(text, currency)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(8000, "EUR"), "80.00 EUR"),
        (Money(5, "EUR"), "0.05 EUR"),
        (Money(-5, "EUR"), "-0.05 EUR"),
        (Money(8000, "JPY"), "8000 JPY"),
        (Money(1234, "KWD"), "1.234 KWD"),
    ],
)
def test_an_amount_is_written_with_all_decimals(amount: Money, text: str) -> None:
    assert write_money(amount) == text
    assert f"{amount_of(amount)} {amount.currency}" == text


@given(st.data(), st.sampled_from(sorted(CURRENCIES)))
def test_what_is_written_is_read_back(data: st.DataObject, currency: str) -> None:
    most = largest(currency) * 10 ** CURRENCIES[currency]
    amount = Money(data.draw(st.integers(0, most)), currency)
    assert read_money(write_money(amount), "EUR") == amount


@given(st.text(), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_any_text_is_an_amount_or_refused_with_a_reason(text: str, currency: str) -> None:
    try:
        amount = read_money(text, currency)
    except ValueError as error:
        refusal = str(error)
        assert refusal.count("{}") == 1
    else:
        assert 0 <= amount.minor <= largest(amount.currency) * 10 ** CURRENCIES[amount.currency]


def test_amounts_of_one_currency_add_up() -> None:
    amounts = [Money(8000, "EUR"), Money(550, "EUR")]
    assert sum(amounts, Money(0, "EUR")) == Money(8550, "EUR")


def test_amounts_of_two_currencies_do_not_add_up() -> None:
    with pytest.raises(ValueError, match=r"^EUR and USD cannot be added up\.$"):
        Money(1, "EUR") + Money(1, "USD")


def test_amounts_of_many_currencies_add_up_one_by_one() -> None:
    amounts = [Money(5, "USD"), None, Money(1, "EUR"), Money(2, "USD")]
    assert add_up(amounts) == [Money(1, "EUR"), Money(7, "USD")]
    assert add_up([]) == []


def test_an_amount_of_a_currency_that_is_not_known_is_shown_as_it_is() -> None:
    assert write_money(Money(8050, "XYZ")) == "80.50 XYZ"


def test_every_code_has_three_capitals_and_stands_in_one_list() -> None:
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CURRENCIES)
    # 155 in use, and six that were withdrawn since 2020.
    assert len(CURRENCIES) == 161
