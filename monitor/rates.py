"""Exchange rates for telling how far apart two amounts are, where nobody gives better ones. Pure."""

from __future__ import annotations

from datetime import date

from monitor.records import Rates

RATES = Rates(
    as_of=date(2025, 12, 31),
    # Rounded by hand: they serve an order of magnitude, and what is nearer than that a person decides.
    per_dollar={
        "USD": 1.0,
        "AED": 3.67,
        "AUD": 1.5,
        "BRL": 5.5,
        "CAD": 1.37,
        "CHF": 0.8,
        "CNY": 7.0,
        "CZK": 20.6,
        "DKK": 6.35,
        "EUR": 0.85,
        "GBP": 0.75,
        "HKD": 7.8,
        "HUF": 330.0,
        "IDR": 16_700.0,
        "ILS": 3.2,
        "INR": 90.0,
        "JPY": 156.0,
        "KRW": 1450.0,
        "MXN": 18.0,
        "MYR": 4.06,
        "NOK": 10.1,
        "NZD": 1.73,
        "PHP": 59.0,
        "PLN": 3.6,
        "SAR": 3.75,
        "SEK": 9.2,
        "SGD": 1.29,
        "THB": 31.5,
        "TRY": 43.0,
        "TWD": 31.5,
        "VND": 26_300.0,
        "ZAR": 16.6,
    },
)
