"""The machine-readable zone of an identity card: ICAO 9303 TD1 with its check digits. Needs nothing but Python."""

from dataclasses import dataclass

WEIGHTS = (7, 3, 1)  # ICAO 9303 part 3, 4.9


def check_digit(field: str) -> str:
    """The check digit of a field of the machine-readable zone."""
    total = 0
    for k, c in enumerate(field):
        value = 0 if c == "<" else int(c) if c.isdigit() else ord(c) - 55
        total += value * WEIGHTS[k % 3]
    return str(total % 10)


@dataclass(frozen=True)
class Holder:
    """What the card says. Dates are YYMMDD."""

    surname: str
    given: str
    number: str
    birth: str
    expiry: str
    sex: str  # F, M, X
    nationality: str = "UTO"


def td1(h: Holder) -> list[str]:
    """Three lines of 30 characters (ICAO 9303 part 5)."""
    number = h.number.ljust(9, "<")
    first = ("I<" + "UTO" + number + check_digit(number)).ljust(30, "<")
    birth, expiry = h.birth + check_digit(h.birth), h.expiry + check_digit(h.expiry)
    second = (birth + ("<" if h.sex == "X" else h.sex) + expiry + h.nationality).ljust(29, "<")
    composite = first[5:30] + birth + expiry + second[18:29]
    second += check_digit(composite)
    third = (h.surname + "<<" + h.given).replace(" ", "<").replace("-", "<").upper().ljust(30, "<")[:30]
    return [first, second, third]


def valid(lines: list[str]) -> bool:
    """Whether all check digits of a TD1 zone are right."""
    a, b, _ = lines
    return (all(len(x) == 30 for x in lines) and check_digit(a[5:14]) == a[14] and check_digit(b[:6]) == b[6]
            and check_digit(b[8:14]) == b[14] and check_digit(a[5:30] + b[0:7] + b[8:15] + b[18:29]) == b[29])
