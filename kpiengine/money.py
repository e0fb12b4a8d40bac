"""Money as whole minor units: how many decimals a currency has, printing, reading.

Amounts are integers of the smallest unit in which a currency is paid (cents, fils, whole yen), as ISO 4217 lists
them.  Codes without a minor unit (metals, bond units, testing) are no currencies that pay can be in.
"""

from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches

from kpiengine.errors import KpiError
from kpiengine.numbers import format_scaled

# ISO 4217, currencies and funds in force; grouped by the number of decimals.
_CODES_BY_DECIMALS: Mapping[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
        CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
        HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
        MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
        SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
        VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
MINOR_UNITS: Mapping[str, int] = {
    code: decimals for decimals, codes in _CODES_BY_DECIMALS.items() for code in codes.split()
}
# What people type for a code, and codes that were replaced.
_OTHER_NAMES: Mapping[str, str] = {
    "RMB": "CNY",
    "CNH": "CNY",
    "NTD": "TWD",
    "YEN": "JPY",
    "EURO": "EUR",
    "STG": "GBP",
    "ANG": "XCG",
    "BGN": "EUR",
    "HRK": "EUR",
    "SLL": "SLE",
    "ZWL": "ZWG",
    "VEF": "VES",
}


def minor_units(currency: str) -> int:
    """Decimals of a currency by its ISO 4217 code: JPY 0, CNY 2, KWD 3.

    Raises `KpiError` for a code that is not in the table, with the nearest one.
    """
    decimals = MINOR_UNITS.get(currency)
    if decimals is None:
        raise _unknown(currency)
    return decimals


def format_money(minor: int | None, currency: str, *, missing: str = "") -> str:
    """An amount as people read it: 123450 of CNY is "1,234.50 CNY"; a missing amount prints as `missing`."""
    decimals = minor_units(currency)
    if minor is None:
        return missing
    return f"{format_scaled(minor, decimals, grouped=True)} {currency}"


def to_minor(amount: int | Decimal, currency: str) -> int:
    """Whole minor units of an amount written in a file; refuses decimals that the currency does not have.

    Raises `KpiError` for 0.5 JPY; never rounds.
    """
    decimals = minor_units(currency)
    if isinstance(amount, int):
        return int(amount * 10**decimals)
    sign, digits, exponent = amount.as_tuple()
    if not isinstance(exponent, int):
        raise KpiError("an amount of money must be a finite number")
    whole = int("".join(map(str, digits)))
    shift = exponent + decimals
    minor, rest = (whole * 10**shift, 0) if shift >= 0 else divmod(whole, 10**-shift)
    if rest:
        unit = "no decimals" if decimals == 0 else f"{decimals} decimals"
        raise KpiError(f"{amount} {currency} cannot be paid: {currency} has {unit}; write a whole number of its units")
    return int(-minor if sign else minor)


def _unknown(currency: str) -> KpiError:
    code = currency.strip().upper()
    near = code if code in MINOR_UNITS else _OTHER_NAMES.get(code)
    if near is None:
        near = next(iter(get_close_matches(code, MINOR_UNITS, n=1)), None)
    remedy = f'did you mean "{near}"?' if near else "write the three letters of ISO 4217, such as CNY or PHP"
    return KpiError(f'"{currency}" is not the code of a currency; {remedy}')
