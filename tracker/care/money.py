"""Amounts of money: exact, each in one currency, as they are typed and as they are written."""

import re
from collections.abc import Iterable

from msgspec import Struct

from tracker.errors import Refusal

# ISO 4217, list one as of 2026, by the number of decimals; without metals, funds and test codes.
# The last line of two decimals was withdrawn since 2020 and still stands on older bills.
_BY_DECIMALS = {
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
        CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
        HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA
        MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
        QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
        TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
        ANG BGN CUC HRK SLL ZWL
    """,
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
}

CURRENCIES = {code: decimals for decimals, codes in _BY_DECIMALS.items() for code in codes.split()}
"""The number of decimals of each currency, by its code."""

# One euro is about a thousand or more of these, so that a single visit can cost millions.
_OF_SMALL_VALUE = """
    AOA ARS BIF CDF CLP COP GNF IDR IQD IRR KHR KRW LAK LBP MGA MMK MNT MWK NGN PYG RWF SLL SYP TZS
    UGX UZS VND
"""

# What a sign stands for: a person's own currency where that has it, else the first of these.
_SIGNS = {
    "€": "EUR",
    "$": """
        USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD
        TTD TWD XCD
    """,
    "£": "GBP EGP FKP GIP LBP SDG SHP SSP SYP",
    "¥": "JPY CNY",
    "₩": "KRW KPW",
    "₹": "INR",
    "₺": "TRY",
    "₪": "ILS",
    "₫": "VND",
    "₱": "PHP",
    "₴": "UAH",
    "₽": "RUB",
}
_CODE = rf"[A-Za-z]{{3}}|[{''.join(_SIGNS)}]"
_AMOUNT = re.compile(
    rf"(?:(?P<before>{_CODE}) ?)?"
    r"(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]+))?"
    rf"(?: ?(?P<after>{_CODE}))?"
)


class Money(Struct, frozen=True):
    """An amount in the smallest unit of its currency: cents of EUR, whole JPY, thousandths of KWD.

    One of a currency that is not known here, as another version may have written it, is shown with
    two decimals.
    """

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added up.")
        return Money(self.minor + other.minor, self.currency)


def largest(currency: str) -> int:
    """Return the largest amount accepted, in whole units: more than that is taken for a slip."""
    return 1_000_000_000 if currency in _OF_SMALL_VALUE.split() else 1_000_000


def read_money(text: str, currency: str) -> Money:
    """Return the amount that `text` names, in `currency` unless it names its own.

    Accepted are 80, 80.50, 80,50, 80 EUR, EUR 80, 80€ and $80. Raise Refusal with a template in which
    `{}` stands for the text where it is no amount, negative, finer than its currency, or larger
    than `largest`.
    """
    said = " ".join(text.split())
    match = _AMOUNT.fullmatch(said)
    if match is None or (match["before"] and match["after"]):
        if said.startswith("-") and _AMOUNT.fullmatch(said[1:].lstrip()):
            raise Refusal("{} is negative. Accepted: an amount from 0 on.")
        raise Refusal(
            "{} is no amount of money. Accepted: digits without separators between thousands, such"
            " as 80 or 80.50, and the code or the sign of another currency before or behind them:"
            " 80 USD, 80€."
        )
    code = (match["before"] or match["after"] or currency).upper()
    if code in _SIGNS:
        meant = _SIGNS[code].split()
        code = currency if currency in meant else meant[0]
    if code not in CURRENCIES:
        raise Refusal(f"{{}}: {code} is no currency code of ISO 4217, such as EUR, USD or GBP.")
    decimals = CURRENCIES[code]
    whole, part = match["whole"].lstrip("0"), match["part"] or ""
    if len(part) > decimals:
        raise Refusal(_too_fine(code, decimals))
    if len(whole) > 12 or int(f"0{whole}{part:0<{decimals}}") > largest(code) * 10**decimals:
        raise Refusal(f"{{}} is too much. Accepted: at most {largest(code):,} {code}.")
    return Money(int(f"0{whole}{part:0<{decimals}}"), code)


def _too_fine(code: str, decimals: int) -> str:
    if not decimals:
        return f"{{}} has decimals, but {code} has none. Give a whole amount."
    return (
        f"{{}} has more decimals than {code}. Accepted: at most {decimals}, behind a point or a"
        " comma; thousands are not separated."
    )


def write_money(money: Money) -> str:
    """Return the amount with all decimals of its currency and the code: `80.00 EUR`, `8000 JPY`."""
    decimals = CURRENCIES.get(money.currency, 2)
    sign = "-" if money.minor < 0 else ""
    whole, part = divmod(abs(money.minor), 10**decimals)
    fraction = f".{part:0{decimals}}" if decimals else ""
    return f"{sign}{whole}{fraction} {money.currency}"


def amount_of(money: Money) -> str:
    """Return the amount without its currency: `80.00`."""
    return write_money(money).rpartition(" ")[0]


def add_up(amounts: Iterable[Money | None]) -> list[Money]:
    """Return the sums, one for each currency in the order of their codes."""
    sums: dict[str, Money] = {}
    for money in amounts:
        if money is not None:
            known = sums.get(money.currency)
            sums[money.currency] = known + money if known else money
    return [sums[code] for code in sorted(sums)]
