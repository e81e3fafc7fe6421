"""Numbers, sizes and days as pages write them."""

import datetime

import pytest

from engagiert_ld.web.quantities import day, number, size


@pytest.mark.parametrize(
    ("count", "german", "english"),
    [
        (0, "0 Byte", "0 bytes"),
        (999, "999 Byte", "999 bytes"),
        (1000, "1,0 kB", "1.0 kB"),
        (9949, "9,9 kB", "9.9 kB"),
        (9950, "10 kB", "10 kB"),
        (999_499, "999 kB", "999 kB"),
        (999_500, "1,0 MB", "1.0 MB"),
        (2_861_217, "2,9 MB", "2.9 MB"),
        (5 * 10**12, "5,0 TB", "5.0 TB"),
    ],
)
def test_a_size_is_in_the_largest_unit_that_fits(count: int, german: str, english: str) -> None:
    assert (size(count, "de"), size(count, "en")) == (german, english)


def test_numbers_and_days_are_written_as_the_language_does() -> None:
    assert (number(14188, "de"), number(14188, "en"), number(12, "de")) == ("14.188", "14,188", "12")
    date = datetime.date(2026, 3, 2)
    assert (day(date, "de"), day(date, "en")) == ("2. März 2026", "2 March 2026")
