"""Words that say how people feel or that fill a sentence, and name no subject."""

from __future__ import annotations

from collections.abc import Set

__all__ = ["is_blame", "is_courtesy", "is_empty", "is_fault", "is_filler", "is_measure", "is_verdict", "told_of"]

_COURTESY = frozenset(
    """
    thank thanks thankyou please pls sorry hi hello hey dear cheers regards welcome appreciate appreciated grateful
    bless
    gracias gracia hola favor saludos saludo agradecido agradecida danke bitte hallo liebe grüße gruß dankbar
    dankeschön
    merci bonjour cordialement salut grazie ciao salve obrigado obrigada olá bedankt dank groeten tack tak hej dzięki
    """.split()
)
_FILLERS = frozenset(
    """
    actually basically especially extremely honestly literally maybe obviously perhaps possibly pretty probably simply
    totally truly usually definitely absolutely completely exactly generally certainly fully highly incredibly
    currently
    unfortunately hopefully recently especially overall kind sort little lot stuff able sure guess hope mean wonder
    suppose
    ago today yesterday tomorrow tonight
    etc anyway yep yup yea nah lol haha hmm wow dont cant wont didnt doesnt isnt thats link
    hoffentlich ehrlich ehrlich gesagt franchement honnêtement sinceramente honestamente
    بصراحة heute gestern hoy ayer aujourd'hui hier oggi ieri hoje ontem vandaag gisteren
    eigentlich vielleicht wahrscheinlich wirklich ziemlich irgendwie leider natürlich halt einfach sehr ganz total
    absolut
    realmente quizá quizás tal vez probablemente simplemente bastante claro absolutamente totalmente
    vraiment peut-être probablement simplement absolument davvero forse probabilmente veramente assolutamente
    realmente talvez provavelmente misschien eigenlijk waarschijnlijk gewoon echt
    """.split()
)
_PRAISE = frozenset(
    """
    yes sí oui ja sì sim
    good great nice excellent excellently excellence fantastic amazing brilliant brilliantly wonderful lovely perfect
    perfectly well fine okay awesome superb superbly outstanding exceptional fabulous marvellous marvelous
    terrific splendid first-class faultless flawless happy glad pleased satisfied satisfy satisfaction satisfactory
    delighted impressed impressive content love enjoy like recommend agree correct right true
    contentar perfazer bueno buena buenos buenas bonito excelente genial
    fantástico fantástica maravilloso maravillosa perfecto perfecta
    perfectamente estupendo estupenda increíble contento contenta encantado encantada satisfecho satisfecha feliz bien
    recomendar recomiendo recomendable encantar encanta gut gute guter gutes guten toll super prima
    klasse ausgezeichnet hervorragend wunderbar perfekt fantastisch großartig einwandfrei zufrieden glücklich
    empfehlen empfehle begeistert bestens bon bonne bons bonnes parfait parfaite
    excellent excellente génial géniale formidable merveilleux super content contente satisfait satisfaite ravi ravie
    buono buona ottimo ottima perfetto perfetta eccellente fantastico fantastica
    meraviglioso contento contenta soddisfatto soddisfatta bom boa ótimo ótima perfeito perfeita satisfeito satisfeita
    goed goede geweldig uitstekend perfect prima tevreden fijn mooi
    """.split()
)
_BLAME = frozenset(
    """
    terrible terribly awful horrible bad badly worst worse poor disappoint disappointed disappointing disappointment
    malo mala malos malas pésimo pésima horrible terrible peor schlecht schlechte schrecklich furchtbar schlimm
    mauvais mauvaise nul nulle terrible pessimo pessima cattivo ruim péssimo péssima slecht slechte
    """.split()
)
_FAULTS = frozenset(
    """
    best better complain complaint complaints fault improve improvement improvements suggestion suggest change
    mejor mejorar mejora mejoras queja quejas sugerencia cambiar cambiaría
    besser bessere verbessern verbesserung verbesserungen verbesserungsvorschlag verbesserungsvorschläge beschwerde
    quejar beschwerden klagen ändern vorschlag meilleur mieux améliorer amélioration plainte
    plaintes redire
    changer migliorare melhor melhorar reclamação reclamações sugestão mudar mudaria klacht
    klachten
    verbeteren
    """.split()
)
"""What an answer names that has nothing to name: "no complaints", "nothing to improve", "ich würde nichts ändern"."""
_VERDICTS = _PRAISE | _BLAME | {"best", "better", "mejor", "meilleur", "mieux", "melhor", "besser", "bessere"}
_MEASURES = frozenset(
    """
    hour hours hr hrs minute minutes mins min second seconds sec secs day days week weeks month months year years
    euro euros pound pounds dollar dollars
    hora horas minuto minutos día días semana semanas mes meses año años stunde stunden minute minuten tag tage woche
    wochen monat monate jahr jahre heure heures minute minutes jour jours semaine semaines mois année années an ans
    ora ore minuti giorno giorni settimana settimane mese mesi anno anni dia dias semana semanas mês meses ano anos
    uur uren dag dagen week weken maand maanden jaar jaren ساعة ساعات دقيقة دقائق يوم أيام أسبوع شهر سنة
    時間 分 日 週間 ヶ月 年
    """.split()
)
_GENERAL = frozenset(
    """
    experience service services thing things everything anything nothing something everyone everybody job occasion
    circumstance comment comments complaint complaints complain fault improve improvement improvements suggestion
    suggest
    tell told ask asked give look see put let bring seem
    problem problems issue issues question answer reply fix bug error help feel get need want try know think find
    look make
    happen seem use experiencia servicio servicios cosa cosas todo trabajo problema problemas queja quejas mejorar
    mejora
    mejoras ayuda sugerencia erfahrung service dienst leistung sache sachen alles arbeit problem probleme beschwerde
    verbessern verbesserung verbesserungen hilfe vorschlag expérience service chose choses travail problème
    problèmes plainte
    améliorer amélioration aide esperienza servizio cosa cose lavoro problema problemi migliorare aiuto experiência
    serviço
    coisa coisas trabalho melhorar ajuda ervaring dienst ding dingen werk probleem problemen klacht verbeteren hulp
    """.split()
)
_EMPTY = _COURTESY | _FILLERS | _VERDICTS | _FAULTS | _GENERAL


def is_courtesy(lemma: str) -> bool:
    """Whether a word is said to be polite.

    Parameters
    ----------
    lemma : str
        Lower case.

    Returns
    -------
    bool
        True for "thank", "please", "hello" and their like in ten languages.
    """
    return lemma in _COURTESY


def is_filler(lemma: str) -> bool:
    """Whether a word could be left out of any sentence.

    Parameters
    ----------
    lemma : str
        Lower case.

    Returns
    -------
    bool
        True for "actually", "little", "vielleicht" and their like in seven languages.
    """
    return lemma in _FILLERS


def is_blame(lemma: str) -> bool:
    """Whether a word says that something is bad, whatever it is.

    Parameters
    ----------
    lemma : str
        Lower case.

    Returns
    -------
    bool
        True for "terrible", "poor", "schlecht" and their like in seven languages.
    """
    return lemma in _BLAME


def is_fault(lemma: str) -> bool:
    """Whether a word is one of those that are denied where there is nothing to find fault with.

    Parameters
    ----------
    lemma : str
        Lower case.

    Returns
    -------
    bool
        True for "complaint", "improve", "better", "queja" and their like in seven languages.
    """
    return lemma in _FAULTS


def is_measure(lemma: str) -> bool:
    """Whether a word is a unit of time or money, which says nothing without what it measures.

    Parameters
    ----------
    lemma : str
        Lower case.

    Returns
    -------
    bool
        True for "hour", "Monat", "euros" and their like in nine languages.
    """
    return lemma in _MEASURES


def is_verdict(lemma: str) -> bool:
    """Whether a word says how good or bad something is, whatever it is.

    Parameters
    ----------
    lemma : str
        Lower case.

    Returns
    -------
    bool
        True for "excellent", "terrible", "zufrieden" and their like in seven languages.
    """
    return lemma in _VERDICTS


def is_empty(lemma: str) -> bool:
    """Whether a word names no subject: it is polite, fills a sentence, says good or bad, or fits every subject.

    Parameters
    ----------
    lemma : str
        Lower case.

    Returns
    -------
    bool
        True for "thanks", "excellent", "experience", "issue" and their like in seven languages.

    Examples
    --------
    >>> [is_empty(word) for word in ("excellent", "service", "gracias", "parking", "slot")]
    [True, True, True, False, False]
    """
    return lemma in _EMPTY


def told_of(lemmas: Set[str]) -> Set[str]:
    """Leave the words out that name no subject.

    Parameters
    ----------
    lemmas : set of str
        Lower case.

    Returns
    -------
    set of str
        Those that are not `is_empty`.
    """
    return lemmas - _EMPTY
