import pytest

from qualkit.project.answers import answer_of, finding_ref, participant_ref

SPELLINGS = {
    "yes": ["yes", "Yes", " YES! ", "y", "ja", "Ja.", "sí", "Si", "si\u0301", "oui", "TRUE", "true", "Right"],
    "partly": [
        "partly",
        "Partially",
        "teilweise",
        "zum Teil",
        "teils/teils",
        "en parte",
        "a medias",
        "Yes and no",
        "sí y no",
    ],
    "no": ["no", "No.", "n", "nein", "NEIN", "não", "FALSE"],
}


@pytest.mark.parametrize(("answer", "spelling"), [(one, said) for one, all_ in SPELLINGS.items() for said in all_])
def test_answers_are_understood_as_people_write_them(answer, spelling):
    assert answer_of(spelling) == answer


@pytest.mark.parametrize(
    "spelling", ["", "?", "maybe", "yes, but I never said late", "nothing", "noon", "1", "=yes()+1", "yes?"]
)
def test_anything_else_is_no_answer(spelling):
    assert answer_of(spelling) is None


def test_ids_depend_on_the_key_and_begin_with_a_word():
    for ref in (finding_ref, participant_ref):
        assert ref(b"a", "x") == ref(b"a", "x") != ref(b"b", "x")
        assert ref(b"a", "x") != ref(b"a", "y")
    assert finding_ref(b"a", "x").startswith("finding-")
    assert participant_ref(b"a", "x").startswith("participant-")
    assert participant_ref(b"a", "x")[-12:] != finding_ref(b"a", "x")[-12:]
