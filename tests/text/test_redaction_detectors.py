from __future__ import annotations

import time

import pytest

from qualkit.text.detectors_names import find_named
from qualkit.text.identifiers import DETECTORS, detectors, find_identifiers, unite
from qualkit.text.redaction import redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ann at example dot org", "[e-mail]"),
        ("ann [at] example [dot] co [dot] uk", "[e-mail]"),
        ("escribe a ana (arroba) example.es", "escribe a [e-mail]"),
        ("<ann@xn--bcher-kva.example>", "<[e-mail]>"),
        ("o'neill@example.org", "[e-mail]"),
        ("söder@exämple.de", "[e-mail]"),
        ("my page: facebook.com/ann.lee.5 is", "my page: [link] is"),
        ("https://www.linkedin.com/in/ann-lee/", "[link]"),
        ("https://example.org/reset?email=ann%40example.org", "[link]"),
        ("see [this](https://example.org/users/ann).", "see [this]([link])."),
        ("https://ann:secret@example.org/", "[e-mail]"),
        ("https://github.com/annlee", "[link]"),
        ("@wren@example.social", "[e-mail]"),
        ("thanks @wren-ashdown!", "thanks [handle]!"),
        ("@ann/@ben", "[handle]/[handle]"),
        ("u/celeriac_dave said", "[handle] said"),
    ],
)
def test_addresses_links_and_handles_are_masked(text: str, shown: str):
    assert redact(text).text == shown


@pytest.mark.parametrize(
    "written",
    [
        "+1 (555) 010-4477",
        "+49 30 1234567",
        "+49-30-123456-78",
        "+34 612 34 56 78",
        "+33 6 12 34 56 78",
        "+353 1 234 5678",
        "+91 98765 43210",
        "+61 4 1234 5678",
        "0033612345678",
        "(020) 7946 0118",
        "020.7946.0118",
        "030/123456-78",
        "030 / 12 34 56 78",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "0171-1234567",
        "612 34 56 78",
        "612.345.678",
        "(91) 123-4567",
        "555.010.4477",
        "(555)010-4477x12",
        "020 7946 0118 ext. 12",
        "1-800-555-0100",
    ],
)
def test_phone_numbers_of_many_countries_are_masked_without_a_word_before_them(written: str):
    assert redact(f"so {written}, thanks").text == "so [phone], thanks"


@pytest.mark.parametrize(
    "text",
    [
        "Phone: 451 5986",
        "phone:\n9469 9966",
        "call me at 5550104477",
        "they're not answering at 78 651 450",
        "Fax: 60-56-85-91",
        "mi móvil es 5 512 3456",
        "Ruf mich an, Nummer 8747 6301",
        "60-56-85-91 (office)",
    ],
)
def test_other_figures_are_a_phone_number_after_a_word_that_says_so(text: str):
    assert "[phone]" in redact(text).text


def test_figures_after_a_phone_number_stay():
    assert redact("07700 900417 2 times, +44 7700 900417 3 4").text.startswith("[phone] 2 times, [phone]")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("4111111111111111", "[card number]"),
        ("card: 4111-1111-1111-1111!", "card: [card number]!"),
        ("12 4111 1111 1111 1111 99", "12 [card number] 99"),
        ("3782 822463 10005", "[card number]"),
        ("my card 630427373398", "my card [card number]"),
        ("DE89 3704 0044 0532 0130 00 take", "[account number] take"),
        ("FR1420041010050500013M02606", "[account number]"),
        ("iban es91 2100 0418 4502 0005 1332", "iban [account number]"),
        ("sort code 20-00-00, account number 55779911", "sort code [account number], account number [account number]"),
        ("SSN 123 45 6789", "SSN [ID number]"),
        ("social security number is 123456789", "social security number is [ID number]"),
        ("NI: AB 12 34 56 C", "NI: [ID number]"),
        ("ab123456c", "[ID number]"),
        ("DNI 12345678Z", "DNI [ID number]"),
        ("X1234567L", "[ID number]"),
        ("ping 10.0.0.1 and 8.8.4.4", "ping [network address] and [network address]"),
        ("2001:db8::1 or fe80::1ff:fe23:4567:890a", "[network address] or [network address]"),
        ("6e40:4041:c617:e898:c11:40d2:c669:2eb4", "[network address]"),
        ("00:1A:2B:3C:4D:5E", "[network address]"),
    ],
)
def test_numbers_with_check_digits_or_a_plain_form_are_masked(text: str, shown: str):
    assert redact(text).text == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at Flat 2, 14 Mill Lane, Hallowby", "at [address], Hallowby"),
        ("221B Baker St., London NW1 6XE", "[address]"),
        ("350 Fifth Avenue, New York, NY 10118", "[address]"),
        ("wohne Hauptstraße 5, 80331 München", "wohne [address]"),
        ("in der Berliner Str. 12a", "in der [address]"),
        ("Lindenweg 7 in Bonn", "[address] in Bonn"),
        ("Calle de Alcalá 45, 28014 Madrid", "[address]"),
        ("c/ Mayor, n.º 3", "[address]"),
        ("12 bis rue de la Paix, 75002 Paris", "[address]"),
        ("PO Box 1234", "[address]"),
        ("my postcode is SW1A 1AA", "my postcode is [postcode]"),
    ],
)
def test_addresses_of_a_plain_form_are_masked(text: str, shown: str):
    assert redact(text).text == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hi Anna,\nyour box", "Hi [name],\nyour box"),
        ("hi anna, your box", "hi [name], your box"),
        ("Hello Lowri! Where", "Hello [name]! Where"),
        ("Dear Mr Treloy, where", "Dear Mr [name], where"),
        ("it broke.\nRegards,\nTom Baker", "it broke.\nRegards,\n[name]"),
        ("it broke. Kind regards, Zsófia", "it broke. Kind regards, [name]"),
        ("Liebe Frau Pohl, danke", "Liebe Frau [name], danke"),
        ("Sehr geehrter Herr Dr. Krüger,", "Sehr geehrter Herr Dr. [name],"),
        ("Viele Grüße\nUte Pohl", "Viele Grüße\n[name]"),
        ("no llega. Un saludo, Marta", "no llega. Un saludo, [name]"),
        ("Estimada Sra. García:", "Estimada Sra. [name]:"),
        ("Bonjour Amélie,", "Bonjour [name],"),
        ("Cordialement, Chloé Dupont", "Cordialement, [name]"),
        ("This is Karen from Larder", "This is [name] from Larder"),
        ("This is Dorka from Larder", "This is [name] from Larder"),
        ("My name is Rubija.", "My name is [name]."),
        ("ich heiße Dorka", "ich heiße [name]"),
        ("spoke to Mrs. O'Neill-McCray's son", "spoke to Mrs. [name]'s son"),
        ("Name: Åsa Laine\nOrder: 5", "Name: [name]\nOrder: 5"),
        ("On 3 May, Dorka Kiss <dk@example.org> wrote:", "On 3 May, [name] <[e-mail]> wrote:"),
        ("so Sarah Jenkins was kind", "so [name] was kind"),
        ("Sorry to hear that. ^Dorka", "Sorry to hear that. ^[name]"),
        ("still no box\n\nHarriet", "still no box\n\n[name]"),
        ("It was late. Best wishes Sarah and John", "It was late. Best wishes [name] and [name]"),
        (
            "Hi Tom/Karen, who is on? Hello Anna & Paul - ring me",
            "Hi [name]/[name], who is on? Hello [name] & [name] - ring me",
        ),
        ("Thank you Julie, Sandra and Steve for it", "Thank you [name], [name] and [name] for it"),
        ("Hallo Anna und Peter, wo ist sie?", "Hallo [name] und [name], wo ist sie?"),
        ("Kind regards, Anna. PS: the leeks", "Kind regards, [name]. PS: the leeks"),
        ("Love Margaret xx", "Love [name] xx"),
        ("Morning Tom, is it free?", "Morning [name], is it free?"),
        ("The box never came. Anna", "The box never came. [name]"),
        ("I noticed.\n\nG. Hardcastle\nLower Fold", "I noticed.\n\n[name]\nLower Fold"),
        ("It stays shut.\nJ.R. Fisher", "It stays shut.\n[name]"),
        ("It is on its way! -Jules", "It is on its way! -[name]"),
        ("It is shut. Thanks. -Dorka", "It is shut. Thanks. -[name]"),
        ("Thanks Grace for it, hi Mark, best, Rose", "Thanks [name] for it, hi [name], best, [name]"),
    ],
)
def test_names_are_masked_where_they_are_greeted_signed_or_introduced(text: str, shown: str):
    assert redact(text).text == shown


def test_a_name_found_once_is_masked_in_the_rest_of_the_text():
    assert redact("Hi Dorka, it came. Will Dorka ring? dorka").text == "Hi [name], it came. Will [name] ring? dorka"


@pytest.mark.parametrize(
    "text",
    [
        "Hi all, Hello there, Dear Sir or Madam, Hey guys, Hi Team,",
        "Dear Customer Service, Liebes Larder-Team, Hola a todos, Bonjour Madame,",
        "Thanks Amazon! Many thanks, Great service",
        "Best, Regards, Thanks. Cheers!",
        "Thanks, Tesco",
        "It was late. Thanks, Tesco, for nothing. Cheers, Guinness was off",
        "Thanks Rosemary was missing, hi Heather honey was missing, thanks Basil and Rosemary were missing",
        "Thanks Mark my order as late. Thanks Ocado and Waitrose",
        "Best wishes to all, best wishes for Easter and Eid, love Lidl and Aldi, Best Cornwall and Devon",
        "Dear Sainsbury's, Hey Presto, Dear Diary, Good morning Vietnam",
        "The bread was stale. Paris",
        "This is Great. I'm Sorry. It's Monday from now on.",
        "Hello World from Python, hi GitHub,",
        "James Cook Hospital, Victoria Station, Dr Martens",
        "ask for Dorka, Karen was lovely",
        "Three things:\nA. Price\nB. Slot\nC. App\n",
        "import React, { PropTypes } from 'react'; name: PropTypes.string",
        "npm i @types/node @babel/core pkg@1.2.3 foo@latest",
        "@Override @Test(1) @media print",
        "```\n@app.route('/')\n@wren\n```",
        "version 10.0.19.5, v1.2.3.4, ==2.31.0.6, 5.0.1.2, 127.0.0.1",
        "std::vec, a[1::2], dead::beef, 12:30:45, ::1",
        "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b, c3ab8ff",
        "550e8400-e29b-41d4-a716-446655440000",
        "https://example.org/docs/page?page=2#top and example.org/a",
        "https://github.com/qualkit/qualkit/issues/12",
        "1666666666, 1700000000000, 20250101, 0.123456789, 1,234,567.89, 12.345.678",
        "Order 4500123456, tracking no. 0034 1234 5678, ISBN 978-3-16-148410-0",
        "2010-2015, 2024/2025, 03.05.25, 12/31/2024 12:30",
        "5 Star Place? 3 Great Way, 2 TB Drive, Spring 3, Platz 3, Sitzplatz 12, Spring Boot 3",
        "I rated it 10/10, 9-5, 24/7, 3-4 weeks, 100%",
        "from 2 place to 3 route",
    ],
)
def test_what_only_looks_like_it_stays(text: str):
    assert redact(text).text == text


def test_words_to_keep_are_no_names_where_they_stand():
    assert redact("Hi Larder, hi Anna,", keep=["Larder"]).text == "Hi Larder, hi [name],"


def test_overlapping_finds_are_masked_whole_under_the_first_in_rank():
    assert unite([("phone", 4, 9), ("e-mail", 0, 5), ("name", 20, 22)]) == [("e-mail", 0, 9), ("name", 20, 22)]


def test_every_detector_that_runs_is_listed_with_a_line():
    listed = detectors()
    assert {detector.name for detector in DETECTORS} < set(listed)
    assert all(line and "\n" not in line for line in listed.values())


_AWKWARD = {
    "letters": "a" * 300_000,
    "figures": "1" * 300_000,
    "single figures": "1 " * 150_000,
    "card groups": "4111 " * 60_000,
    "dashed figures": "0-" * 150_000,
    "at signs": "@" * 300_000,
    "local parts": "a.-+%'" * 50_000,
    "domains": "a@" + "b." * 149_999,
    "at dot": "a at b dot " * 27_000,
    "handles": "@ab " * 75_000,
    "colons": "1:" * 150_000,
    "hex": "::ab" * 75_000,
    "dots": "1.1." * 75_000,
    "brackets": "(1" * 150_000,
    "pluses": "+1 " * 100_000,
    "iban": "GB82 " * 60_000,
    "iban run": "GB82" * 75_000,
    "links": "http://" * 43_000,
    "queries": "http://a/?" + "mail-" * 60_000,
    "streets": "1 Aa Aa Aa Aa " * 21_000,
    "street run": "Aa" * 150_000,
    "capitals": "Aa " * 100_000,
    "suffixes": "Xweg Xweg" * 33_000,
    "calle": "calle de la " * 25_000,
    "rue": "1 rue de la Aa-" * 20_000,
    "apartments": "1 Aa Apt 1 " * 27_000,
    "greetings": "Hi Anna " * 37_500,
    "closings": "regards,\n\n\n" * 27_000,
    "titles": "Dr Dr Dr " * 33_000,
    "names": "Anna Smith " * 27_000,
    "labels": "\nname: " * 42_000,
    "lines": "\n" * 300_000,
    "blanks": " " * 300_000,
    "marks": "[name]" * 50_000,
    "fences": "```\n@ab\n" * 37_000,
    "apostrophes": "a'" * 150_000,
    "combining": "a\u0301" * 150_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", _AWKWARD.values(), ids=_AWKWARD.keys())
def test_no_awkward_text_takes_a_detector_long(text: str):
    slow = {}
    for detector in DETECTORS:
        begun = time.process_time()
        for _ in detector.find(text):
            pass
        slow[detector.name] = time.process_time() - begun
    begun = time.process_time()
    for _ in find_named(text):
        pass
    slow["names"] = time.process_time() - begun
    assert {name: seconds for name, seconds in slow.items() if seconds >= 2} == {}


def test_finds_lie_in_order_without_overlap():
    found = find_identifiers("@ann 07700 900417 ann@example.org 4111 1111 1111 1111")
    assert [kind for kind, _, _ in found] == ["handle", "phone", "e-mail", "card number"]


@pytest.mark.parametrize(
    "text",
    [
        "Phone no. 5550104",
        "tel: 321555",
        "my mobile number is 78 651 450",
        "Mobile nr: 451 5986",
        "ring me on 32 15 55",
    ],
)
def test_short_and_numbered_telephones_are_masked_right_behind_the_word(text: str):
    assert redact(text).text.endswith("[phone]")


@pytest.mark.parametrize(
    "text", ["call 10-12-2024", "the number of users is 1 234 567", "order no. 5550104", "phone cost 120 000"]
)
def test_a_word_nearby_makes_no_telephone_of_amounts_and_dates(text: str):
    assert redact(text).text == text
